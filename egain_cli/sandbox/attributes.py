"""Owns the list of the world's custom attributes; knows no activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox


def attributes(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """The custom attributes of activities.

    No right is needed, only a session, which is why clients ask it whether theirs still lives.
    That there is such a list is documented; the members of its entries are a guess.
    """
    if call.query != (("$attribute", "custom"),):
        asked = ", ".join(f"{name}={value}" for name, value in call.query)
        return refuse("400-116", asked, "custom", rule="ask for $attribute=custom")
    known = sandbox.world.custom_attributes
    return [{"name": each.name, "enumeration": list(each.values)} for each in known]
