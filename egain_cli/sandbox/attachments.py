"""Owns reading attachments: what is known of them, and their bytes once; knows no rule."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.responses import Response

from egain_cli.sandbox import activity_rows, attachment_rows, readback
from egain_cli.sandbox.answers import no
from egain_cli.sandbox.headers import XML, answer_media
from egain_cli.sandbox.queries import Asks, read_query
from egain_cli.sandbox.reading import as_id, read_ids
from egain_cli.sandbox.refusals import Refusal, refuse

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Call, Sandbox

_URL = "contentUrl"
_ASKS = Asks((*readback.ATTACHMENT, _URL))
_MEDIA = re.compile(r"[\w.+*-]+/[\w.+*-]+( *; *[\w.+*-]+=[\w.+*-]+)*", re.ASCII)


def attachments(sandbox: Sandbox, call: Call) -> list[dict[str, Any]] | Refusal:
    """All attachments of an activity, or those of the ids in the path.

    A `contentUrl` is given for the asking only, since each is good for one download [documented].
    """
    query, ids = read_query(call.query, _ASKS), read_ids(call.inner)
    if isinstance(query, Refusal):
        return query
    if isinstance(ids, Refusal):
        return ids
    owners = sandbox.store.ask(activity_rows.kept, [as_id(call.target)])
    if not owners:
        return refuse("404-100", call.target)
    held = {each.id: each for each in owners[0].attachments}
    wanted = list(held) if not call.inner else [as_id(name) for name in ids]
    missing = [name for name in ids if call.inner and as_id(name) not in held]
    if missing:
        return refuse("404-100", ",".join(missing))
    path = f"{call.base}/interaction/activity/{call.target}"
    listed = [readback.attachment(held[number], path) for number in wanted]
    return [_chosen(sandbox, each, query.members) for each in listed]


def content(sandbox: Sandbox, call: Call) -> Response:
    """The bytes behind a one-time URL, which is then used up. The URL itself is the permission.

    A browser is told to save it and to run nothing in it: it came with a mail, from anybody.
    """
    number = sandbox.tickets.take(call.target)
    kept = sandbox.store.ask(attachment_rows.find, number) if number is not None else None
    if not kept:
        return no(refuse("404-90002", call.target), answer_media(call.headers) or XML)
    members, content = kept
    media = str(members.get("contentType", ""))
    name = quote(str(members.get("fileName", "attachment")), safe="")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Type": media if _MEDIA.fullmatch(media) else "application/octet-stream",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, 200, headers)


def _chosen(
    sandbox: Sandbox, members: dict[str, Any], wanted: tuple[str, ...] | None
) -> dict[str, Any]:
    if wanted is None:
        return members
    urls = {_URL: sandbox.tickets.give(members["id"])} if _URL in wanted else {}
    return readback.pick(members, wanted) | urls
