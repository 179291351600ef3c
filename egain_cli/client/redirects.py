"""Owns which redirect may be followed, and where it leads; sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from egain_cli.client.answers import Answer

_SAME = ("scheme", "host", "port", "userinfo")


def find_target(httpx: Any, url: str, answer: Answer) -> str | None:
    """Where a 307 or 308 leads on the same server; None where there is nothing to follow.

    These two keep method and body. The HTTP library's own reading of the URLs is what is compared,
    since that is what it would connect to.
    """
    location = answer.headers.get("location", "")
    if answer.status not in (307, 308) or not location:
        return None
    try:
        here = httpx.URL(url)
        target = here.join(location)
    except (ValueError, httpx.InvalidURL):  # a Location that is no URL
        return None
    same = all(getattr(here, part) == getattr(target, part) for part in _SAME)
    return str(target) if same else None
