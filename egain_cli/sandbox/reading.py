"""Owns who may read and in which form the answer goes out; knows nothing of what is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.answers import envelope, no
from egain_cli.sandbox.calls import Call, Sandbox, caller
from egain_cli.sandbox.headers import XML, answer_media, unacceptable
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from starlette.responses import Response

    from egain_cli.sandbox.calls import Endpoint
    from egain_cli.sandbox.envelopes import Envelope

Items = Callable[[Sandbox, Call], list[dict[str, Any]] | Refusal]
MOST_IDS = 75  # documented on the page that reads activities


def reader(items: Items, found: Envelope, action: str = "") -> Endpoint:
    """An endpoint that answers `items` in their envelope, to whoever may.

    `action` is what a refusal calls it; without one a session is enough. The order of the checks
    is that of the create page.
    """

    def endpoint(sandbox: Sandbox, call: Call) -> Response:
        media = answer_media(call.headers) or XML
        listed = _may_not(sandbox, call, action) or items(sandbox, call)
        if isinstance(listed, Refusal):
            return no(listed, media)
        return envelope(found, listed, media, call.session)

    return endpoint


def read_ids(text: str) -> list[str] | Refusal:
    """The ids of a path, each once; not more than the documented 75."""
    ids = list(dict.fromkeys(text.split(",")))
    return ids if len(ids) <= MOST_IDS else refuse("400-10424", "IDs", str(MOST_IDS))


def as_id(name: str) -> int:
    """A number that may be an id; what can be none becomes one that nothing has."""
    return int(name) if name.isascii() and name.isdigit() and len(name) <= 18 else -1


def _may_not(sandbox: Sandbox, call: Call, action: str) -> Refusal | None:
    user = caller(sandbox, call)
    if isinstance(user, Refusal):
        return user
    forbidden = refuse("403-178", action) if action and not user.may_read else None
    return unacceptable(call.headers) or forbidden
