"""Hostile messages: no crash, no hang and no more memory than their length is worth."""

from __future__ import annotations

import tracemalloc
from time import process_time

import pytest

from egain_cli.encode.json import encode
from egain_cli.inputs.mime.message import Wanted, map_message, to_activity

MB = 1 << 20
HEAD = b"From: a@b.c\nDate: Mon, 2 Mar 2026 08:14:05 +0100\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
BASE64 = HEAD + b"Content-Type: a/b; name=x\nContent-Transfer-Encoding: base64\n\n"


def nested(levels: int, boundary: bytes) -> bytes:
    heads = (
        b"Content-Type: multipart/mixed; boundary=%b\n\n--%b\n" % ((boundary % level,) * 2)
        for level in range(levels)
    )
    return HEAD + b"".join(heads) + b"\nHello"


HOSTILE = {
    "nested": nested(1000, b"b%d"),
    "nested in one boundary": nested(1000, b"b%.0d"),
    "boundaries with blanks": HEAD + b'Content-Type: multipart/mixed; boundary="b "\n\n--b\n' * 5000,
    "parts": MIXED + b"--b\n\nx\n" * 20_000,
    "attachments": MIXED + b"--b\nContent-Type: a/b\n\nx\n" * 20_000,
    "containers": MIXED + b"--b\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nx\n" * 10_000,
    "dashes": MIXED + b"--\n" * MB,
    "dashes on a line": MIXED + b"--" * MB,
    "a long line of the header": HEAD + b"Subject: " + b"x" * (20 * MB) + b"\n\nx",
    "a folded header": HEAD + b"Subject: x\n" + b" y\n" * (5 * MB) + b"\nx",
    "fields": HEAD + b"a:b\n" * (4 * MB) + b"\nx",
    "lines that are no field": HEAD + b"ab\n" * (4 * MB),
    "encoded words": HEAD + b"Subject: " + b"=?utf-8?q?x?= " * 100_000 + b"\n\nx",
    "parameters": HEAD + b"Content-Type: text/plain" + b"; a=b" * 100_000 + b"\n\nx",
    "sections": HEAD + b"Content-Type: a/b" + b"".join(b"; name*%d=x" % n for n in range(20_000)) + b"\n\nx",
    "recipients": HEAD + b"To: " + b"jane@x.com, " * 100_000 + b"\n\nx",
    "bad recipients": HEAD + b"To: " + b"jane, " * 50_000 + b"\n\nx",
    "comments": b"From: " + b"(" * 10_000 + b"a@b.c\n\nx",
    "many open comments": b"From: " + b"(" * 500_000 + b"a@b.c\n\nx",
    "comments that close": b"From: " + b"(" * 100_000 + b")" * 100_000 + b"a@b.c\n\nx",
    "blanks in an address": HEAD + b"To: a" + b" " * MB + b"b\n\nx",
    "quotes": HEAD + b"To: " + b'\\"' * MB + b"\n\nx",
    "dots": HEAD + b"To: " + b"@ . " * (MB // 4) + b"\n\nx",
    "Received": b"From: a@b.c\n" + b"Received: ; (\n" * 9000 + b"Date: " + b"(" * MB + b"\n\nx",
    "a line of base64": BASE64 + b"AAAA" * (12 * MB),
    "base64 with foreign letters": BASE64 + b"AA!A" * (4 * MB),
    "base64 with padding": BASE64 + b"AA==" * (4 * MB),
    "quoted-printable": HEAD + b"Content-Transfer-Encoding: quoted-printable\n\n" + b"=\r" * (4 * MB),
    "brackets": HTML + b"<" * (4 * MB),
    "open tags": HTML + b"<a " * MB,
    "styles": HTML + b"<style>" * (MB // 2),
    "meta": HTML + b"\xff" + b"<meta " * MB,
    "dangling images": HTML + b"".join(b"<img src=cid:a%d>" % n for n in range(20_000)),
    "ids made safe": MIXED + b"--b\nContent-Type: text/html\n\n"
    + b"".join(b"<img src='cid:%b'>" % (b"%20" * n) for n in range(1, 1000))
    + b"".join(b"\n--b\nContent-Type: a/b\nContent-ID: <%b>\n\nx" % (b"(" * n) for n in range(1, 1000)),
    "uuencode": HEAD + b"\n" + b"begin 644 a\nM\n" * 50_000,
    "flowed": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"> a \n" * 200_000,
    "a calendar": HEAD + b"Content-Type: text/calendar\n\nBEGIN:VEVENT\nSUMMARY" + b";A=b" * MB,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_time_goes_by_the_length(name: str) -> None:
    """What is quadratic would take minutes here, and what is recursive would not end well."""
    started = process_time()
    mapping = map_message(HOSTILE[name], Wanted())
    for _ in encode(mapping.activity):
        pass
    assert process_time() - started < 20
    assert mapping.activity.date


CUT = {
    "nested": "nested-too-deep",
    "a long line of the header": "header-too-large",
    "a folded header": "header-too-large",
    "fields": "header-too-large",
    "lines that are no field": "header-too-large",
}


@pytest.mark.parametrize(("name", "rule"), CUT.items())
def test_what_a_limit_cut_is_told(name: str, rule: str) -> None:
    """Nothing is left out in silence, and what follows the header is still the text."""
    activity, found = to_activity(HOSTILE[name], Wanted())
    assert rule in [each.rule.name for each in found]
    assert activity.text or activity.attachments


ROOMY = ["a long line of the header", "a folded header", "fields", "a line of base64", "dashes"]


@pytest.mark.parametrize("name", ROOMY)
def test_memory_goes_by_the_length(name: str) -> None:
    """What is made of a message takes little more than twice its length besides it."""
    tracemalloc.start()
    to_activity(HOSTILE[name], Wanted())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.2 * max(len(HOSTILE[name]), 4 * MB)
