"""Mutated samples through the mapping: nothing escapes it, and it always says the same.

`make fuzz EXAMPLES=100000` tries as many; without it there are enough to notice a mistake.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from egain_cli import lint
from egain_cli.encode.json import encode
from egain_cli.errors import InputError
from egain_cli.inputs.mime.message import Moments, Wanted, map_message, to_activity

SAMPLES = sorted((Path(__file__).resolve().parents[3] / "samples").glob("*.eml"))
EXAMPLES = int(os.environ.get("EGAIN_FUZZ", "150"))  # before any test clears the environment
MOMENTS = Moments(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
TOKENS = [
    b"\n", b"\r\n", b"\r", b"\n\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"=", b"=\n", b"--", b":", b";", b'"', b"(", b")", b"<", b">",
    b"From ", b"From: ", b"Date: ", b"Content-Type: text", b"Content-Type: multipart/mixed; boundary=", b"\nContent-Type: text/html\n",
    b"Content-Type: text/calendar\n\nBEGIN:VEVENT\n", b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n",
    b"; charset=utf-7", b"; charset=us-ascii", b"; format=flowed; delsp=yes", b"; name*0*=utf-8''%", b"; name=\"\xe4\xd1\"", b"=?utf-8?b?", b"?=",
    b"<img src='cid:", b"Content-ID: <", b"Content-Location: ", b"begin 644 a\n", b"\nend\n", b"<meta charset=koi8-r>", b"application/ms-tnef",
]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A sample with pieces cut out, repeated, moved or overwritten."""
    message = draw(st.sampled_from(SAMPLES)).read_bytes()
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(message)))
        end = draw(st.integers(start, min(len(message), start + 400)))
        place = draw(st.integers(0, len(message)))
        piece = draw(
            st.sampled_from(TOKENS) | st.binary(max_size=8) | st.just(message[start:end] * 2)
        )
        message = draw(
            st.sampled_from(
                [
                    message[:place] + piece + message[place:],
                    message[:start] + message[end:],
                    message[:start] + piece + message[end:],
                    message[:end],
                ]
            )
        )
    return message


WANTED = st.builds(
    Wanted,
    st.just("support@business.com"),
    st.just(("a@b.c",)),
    st.sampled_from(["keep", "now", "+1d", "-999999w", "2026-01-02T03:04:05Z"]),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(mutated(), WANTED)
def test_a_mutated_message_is_mapped_or_refused(message: bytes, wanted: Wanted) -> None:
    """An InputError is all that may escape; the same bytes, options and times say the same twice."""
    try:
        mapping = map_message(message, wanted, MOMENTS)
    except InputError:
        return
    again, found = to_activity(message, wanted, file_time=MOMENTS.file, now=MOMENTS.now)
    assert (again, tuple(found)) == (mapping.activity, mapping.findings)
    payload = encode(mapping.activity)
    assert b"".join(payload) == b"".join(encode(again))
    assert sum(map(len, payload)) == payload.length
    # What the mapping makes is never refused for its shape: only what is missing keeps it back.
    errors = {each.rule.name for each in lint.check(mapping.activity) if each.rule.id < "L1"}
    assert errors <= {"required-missing", "nothing-to-say"}
