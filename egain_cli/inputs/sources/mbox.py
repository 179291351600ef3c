"""Owns the messages of an mbox, whatever its dialect; knows no field of theirs."""

from __future__ import annotations

import re
from functools import partial
from typing import IO, TYPE_CHECKING

from egain_cli.inputs.sources.messages import RawMessage
from egain_cli.inputs.sources.separators import HEADER_END, is_dated
from egain_cli.inputs.sources.spans import read_at, spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.inputs.sources.spans import Span

_QUOTED = re.compile(rb"(?<![^\r\n])>(>*From [^\r\n]*)")


def mbox_messages(file: IO[bytes], origin: str) -> Iterator[RawMessage]:
    """The messages of a mailbox, `#1` first; `file` can be sought in and stays open meanwhile.

    Lines that begin with `>From ` lose a mark, as mboxrd and mboxo write them. Not so in a mailbox
    that ends messages by Content-Length alone (mboxcl2); and in a message with bare `From ` lines
    only a line loses its mark that would have separated.
    """
    verbatim = _is_verbatim(file)
    for number, span in enumerate(spans(file), 1):
        yield RawMessage(
            f"{origin}#{number}", partial(_read, file, span, verbatim), span.time, span.doubts
        )


def _is_verbatim(file: IO[bytes]) -> bool:
    """Whether the mailbox is an mboxcl2: one that counts, and quotes nothing."""
    for number, span in enumerate(spans(file)):
        if number == 0 and not span.counted:
            return False
        if span.counted and span.bare:
            return True
    return False


def _read(file: IO[bytes], span: Span, verbatim: bool) -> bytes:
    message = read_at(file, span.start, span.end - span.start)
    if verbatim or b">From " not in message or not (ended := HEADER_END.search(message)):
        return message

    def unmark(line: re.Match[bytes]) -> bytes:
        return line.group(0 if span.bare and not is_dated(line.group(1)) else 1)

    return message[: ended.end()] + _QUOTED.sub(unmark, message[ended.end() :])
