"""Owns when an email is too large: what is doubted, and what the user forbade; encodes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.findings import finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.findings import Finding
    from egain_cli.model import Activity

# A guess: the vendor's page names a limit, and its number could not be read. Many mail systems
# take 25 MB.
LARGE = 25 * 1024 * 1024  # bytes of text and attachments, before base64


def check_size(
    activity: Activity, limit: int | None, measure: Callable[[Activity], int]
) -> Iterator[Finding]:
    """A warning for a LARGE email, where nobody set a limit; else an error for one beyond it.

    `limit` is in bytes of the request, as `measure` gives them, after base64 and escaping; 0 is no
    limit and no warning.
    """
    if limit is None:
        yield from _doubt(activity)
    elif limit and (size := measure(activity)) > limit:
        words = f"the request has {size} bytes after base64 and escaping, --max-size is {limit}"
        hint = "Leave attachments out, or raise --max-size if the server takes more."
        yield finding("over-max-size", "attachments", words, hint)


def _doubt(activity: Activity) -> Iterator[Finding]:
    size = sum(each.content.size for each in activity.attachments)
    size += len(activity.text or "") + len(activity.html or "")
    if size > LARGE:
        words = f"{size} bytes of text and attachments; the server may refuse as many"
        hint = "Say with --max-size what the server takes, 0 for any size."
        yield finding("large-email", "attachments", words, hint)
