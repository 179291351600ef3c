"""What hostile bodies and connections cost the sandbox: an answer, and memory within bounds."""

from __future__ import annotations

import json
import logging
import socket
import tracemalloc
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from egain_cli.sandbox.bodies import CREATE
from egain_cli.sandbox.parsed import Parsed

from .documents import FULL, PLAIN, changed
from .formats import MULTIPART, as_multipart, as_xml, field, form
from .wire import ACTIVITY, JSON, LOGIN, XML, Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

MANY = 100_000
BOMB = "".join(
    ['<!DOCTYPE activity [<!ENTITY a0 "ha">']
    + [f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 10)]
    + ["]><activity>&a9;</activity>"]
)
ENTITIES = [
    BOMB,
    BOMB.replace("<activity>", "<activity><!--").replace("</activity>", "--></activity>"),
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:9/b">]><a>&b;</a>',
    '<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/b.dtd"> %b;]><a/>',
    f'<!DOCTYPE a [<!ENTITY b "{"b" * 50_000}">]><a>{"&b;" * 50_000}</a>',
    '<!DOCTYPE a [<!ENTITY b "&c;"><!ENTITY c "&b;">]><a>&b;</a>',
    '<!DOCTYPE a PUBLIC "-//W3C//DTD XHTML 1.0//EN" "http://127.0.0.1:9/x.dtd"><a/>',
    "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]><a/>",
]


@pytest.fixture(autouse=True)
def _no_traceback(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Nothing that a test here sends makes the sandbox log a mistake of its own."""
    caplog.set_level(logging.WARNING)
    yield
    assert [record for record in caplog.get_records("call") if record.exc_info] == []


@pytest.mark.parametrize("path", [ACTIVITY, LOGIN])
@pytest.mark.parametrize("xml", ENTITIES, ids=range(len(ENTITIES)))
def test_no_entity_is_ever_declared(wire: Wire, xml: str, path: str) -> None:
    """A DOCTYPE ends the reading, before anything is expanded or fetched."""
    for encoding in ("utf-8", "utf-16"):
        answer = wire.ask("POST", path, xml.encode(encoding), {"Content-Type": XML})
        assert answer.status == 400
        assert "a DOCTYPE, and so an entity of one's own, is not read" in answer.text


def test_the_reading_ends_within_the_doctype() -> None:
    """Of a bomb not even the second entity is seen, so nothing hangs on the parser's own guard."""
    tracemalloc.start()
    CREATE[XML](BOMB.replace("ha", "ha" * 100_000).encode(), XML)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


CROWDS: list[tuple[bytes, str]] = [
    (b"[" + b"[]," * 7_000_000 + b"1]", JSON),
    (b"[" + b"0," * 10_000_000 + b"1]", JSON),
    (b"{" + b'"":0,' * 4_000_000 + b'"":0}', JSON),
    (b'"' * 20_000_000, JSON),
    (b"[" * 20_000_000, JSON),
    (b'{"a":' * 4_000_000, JSON),
    (b'{"a":' + b"9" * 20_000_000 + b"}", JSON),
    (b"<activity>" + b"<a/>" * 5_000_000 + b"</activity>", XML),
    (b"<activity>" + b"<a>" * 7_000_000, XML),
    (b"<activity>" + b"<a>x</a>" * 2_500_000, XML),
    (b"<activity a=" + b'"' + b"b" * 20_000_000, XML),
    (b"<activity><!--" + b"-b" * 10_000_000, XML),
    (b"<activity><?" + b"b " * 10_000_000, XML),
    (b"<" + b"a" * 20_000_000, XML),
    (b"<!--" + b" " * 20_000_000 + b"-->", XML),
    (b" " * 20_000_000, XML),
    (form(*[field("a", "b")] * 300_000), MULTIPART),
    (form(("X: " + "y" * 20_000_000, b"")), MULTIPART),
    (b"\r\n--" * 5_000_000, MULTIPART),
]


@pytest.mark.parametrize(("body", "media"), CROWDS, ids=range(len(CROWDS)))
def test_a_small_thing_does_not_swell(body: bytes, media: str) -> None:
    """20 MB of brackets, elements or parts are refused, and cost some copies of themselves."""
    assert _peak(body, media, accepted=False) < 3 * len(body) + 30_000_000


def _peak(body: bytes, media: str, *, accepted: bool) -> int:
    """The most memory, in bytes, that reading a body takes beside the body itself."""
    tracemalloc.start()
    outcome = CREATE[media.partition(";")[0]](body, media)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(outcome, Parsed) == accepted, outcome
    return peak


def _large(size: int) -> dict[str, Any]:
    return changed("attachments.attachment.1.content", "QUJD" * (size // 4))


@pytest.mark.parametrize("media", [JSON, XML, MULTIPART])
def test_a_large_value_is_held_a_few_times(media: str) -> None:
    """An attachment of 40 MB takes three times its size at most, whatever the format."""
    document = _large(40_000_000)
    body = {
        JSON: lambda: json.dumps(document).encode(),
        XML: lambda: as_xml(document).encode(),
        MULTIPART: lambda: as_multipart(document),
    }[media]()
    assert _peak(body, media, accepted=True) < 3 * 40_000_000


@pytest.mark.parametrize("text", ["&#65;", "a<!-- -->", "<![CDATA[]]>", "<?a?>", "\r\n"])
def test_text_in_a_million_pieces_is_one_text(text: str) -> None:
    """Neither time nor memory goes with the number of the pieces of a value."""
    body = as_xml(changed("subject", "@")).replace("@", text * 1_000_000).encode()
    assert _peak(body, XML, accepted=True) < 3 * len(body) + 30_000_000


DEEP = [
    (b"[" * MANY, JSON),
    (b'{"a":' * MANY + b"1" + b"}" * MANY, JSON),
    (b"<a>" * MANY + b"</a>" * MANY, XML),
    (as_xml(PLAIN).replace("<subject>", "<subject>" * MANY).encode(), XML),
    (form(field("data", "[" * MANY), field("data-type", JSON)), MULTIPART),
]


@pytest.mark.parametrize(("body", "media"), DEEP, ids=range(len(DEEP)))
def test_a_hundred_thousand_levels_are_refused(wire: Wire, body: bytes, media: str) -> None:
    """Depth is an ordinary refusal and never a stack that overflows."""
    answer = wire.create(body, Content_Type=media)
    assert (answer.status, answer.json["code"]) == (400, "400-90001")
    assert "nested deeper than 32 levels" in answer.text


GOOD = json.dumps(PLAIN).encode()


def _raw(wire: Wire, lines: str, body: bytes, *, shut: bool) -> bytes:
    """What comes back for a request whose lines are written by hand, until the connection ends."""
    host = urlsplit(wire.url)
    head = f"POST {ACTIVITY} HTTP/1.1\r\nHost: {host.netloc}\r\nX-egain-session: {wire.session}\r\n"
    head += f"Accept: {JSON}\r\nContent-Type: {JSON}\r\n{lines}\r\n\r\n"
    with socket.create_connection((str(host.hostname), host.port or 80), timeout=20) as connection:
        connection.sendall(head.encode() + body)
        if shut:
            connection.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: connection.recv(65536), b""))


LIES = [
    # (what the head says, the body, the beginning of each answer)
    (f"Content-Length: {len(GOOD) - 1}\r\nConnection: close", GOOD, [b"HTTP/1.1 400"]),
    (f"Content-Length: {len(GOOD)}\r\nConnection: close", GOOD + b"GET / HTTP/1.1", [b"HTTP/1.1 201"]),
    (f"Content-Length: {len(GOOD) + 10}", GOOD, []),
    ("Content-Length: 99999999999999999999", GOOD, []),
    ("Content-Length: -1", GOOD, [b"HTTP/1.1 400"]),
    ("Content-Length: 1\r\nContent-Length: 2", GOOD, [b"HTTP/1.1 400"]),
    ("Content-Length: 0\r\nConnection: close", b"", [b"HTTP/1.1 400"]),
    ("Connection: close", b"", [b"HTTP/1.1 400"]),
    ("Transfer-Encoding: chunked\r\nConnection: close", b"%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD), [b"HTTP/1.1 201"]),
    ("Transfer-Encoding: chunked\r\nConnection: close", b"".join(b"1\r\n%c\r\n" % byte for byte in GOOD) + b"0\r\n\r\n", [b"HTTP/1.1 201"]),
    ("Transfer-Encoding: chunked", b"%x\r\n%s" % (len(GOOD) + 10, GOOD), []),
    ("Transfer-Encoding: chunked", b"zz\r\n" + GOOD, [b"HTTP/1.1 400"]),
    ("Transfer-Encoding: gzip", GOOD, [b"HTTP/1.1 400"]),
    ("Content-Encoding: gzip\r\nContent-Length: 2\r\nConnection: close", b"\x1f\x8b", [b"HTTP/1.1 400"]),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "body", "starts"), LIES, ids=range(len(LIES)))
def test_a_lie_about_the_length_harms_nobody(
    wire: Wire, lines: str, body: bytes, starts: list[bytes]
) -> None:
    """Too short, too long, or cut off midway: an error or nothing, and the next one is welcome."""
    answer = _raw(wire, lines, body, shut=not starts)
    assert [answer[: len(start)] for start in starts] == starts
    assert b"HTTP/1.1 5" not in answer
    assert wire.create(PLAIN).status == 201


def test_a_connection_that_is_reset_midway_harms_nobody(wire: Wire) -> None:
    """A client that vanishes while it sends leaves nothing behind."""
    host = urlsplit(wire.url)
    with socket.create_connection((str(host.hostname), host.port or 80)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        connection.sendall(
            f"POST {ACTIVITY} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{{".encode()
        )
    assert wire.create(FULL).status == 201


TEXTS = [
    (b'{"subject":"\\u0000"}', JSON, "400-146"),
    (b'{"subject":"\0"}', JSON, "400-90001"),
    (b'{"subject":"\\ud83d"}', JSON, "400-90001"),
    (b'{"subject":"\xed\xa0\xbd"}', JSON, "400-90001"),
    (b'{"subject":"\xc0\xaf"}', JSON, "400-90001"),
    (b'{"subject":"\xf4\x90\x80\x80"}', JSON, "400-90001"),
    (b'{"subject":1,"subject":1}', JSON, "400-90001"),
    (b'{"case":{"id":' + b"9" * 4301 + b"}}", JSON, "400-90001"),
    (b'{"case":{"id":1e400}}', JSON, "400-90001"),
    (b'{"case":{"id":-Infinity}}', JSON, "400-90001"),
    (b"\xff\xfe\x00\xd8", XML, "400-90001"),
    (as_xml(PLAIN).encode("utf-16")[:-1], XML, "400-90001"),
    (as_xml(PLAIN).encode("utf-16-le"), XML, "400-90001"),
    (as_xml(PLAIN).encode("utf-16").replace(b"I\0", b"\0\xd8"), XML, "400-90001"),
    (form(field("data", b"\xff"), field("data-type", JSON)), MULTIPART, "400-90001"),
    (form(field("@", "x")).replace(b"@", b"\xed\xa0\x80"), MULTIPART, "400-90001"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "media", "code"), TEXTS, ids=range(len(TEXTS)))
def test_what_is_no_text_is_refused(wire: Wire, body: bytes, media: str, code: str) -> None:
    """NUL, lone surrogates, overlong UTF-8 and endless numbers have an ordinary answer."""
    answer = wire.create(body, Content_Type=media)
    assert (answer.status, answer.json["code"]) == (400, code)


def test_too_much_text_is_refused(wire: Wire) -> None:
    """Attachments may be large; what is searched and shown has a bound, names included."""
    text = "a" * 16_000_000
    content = [{"type": "text", "value": text}, {"type": "html", "value": text}]
    for path, value in (
        ("payload.email.contents.content", content),
        ("customer", {"a" * 500: text * 2}),
    ):
        answer = wire.create(changed(path, value))
        assert (answer.status, answer.json["code"]) == (400, "400-90001")
        assert "more than 32000000 characters beside the attachments" in answer.text
    assert wire.create(changed("payload.email.contents.content", content[:1])).status == 201


def test_a_hundred_megabytes_are_read(wire: Wire) -> None:
    """A hundred megabytes in one value of XML are accepted and kept."""
    answer = wire.create(as_xml(_large(100_000_000)).encode(), Content_Type=XML)
    assert answer.status == 201
