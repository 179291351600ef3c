"""Owns what the sandbox says of itself where eGain tells its installation; knows no activity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox


def about(_sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """That it is an emulator. The path and the session are documented, the members a guess."""
    if call.query:
        return refuse("400-101", ", ".join(name for name, _ in call.query))
    return [{"productName": "egain sandbox, an emulator", "apiVersion": call.version}]
