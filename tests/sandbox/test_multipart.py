"""What the create route makes of multipart/form-data."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from .documents import FULL, GONE, PLAIN, changed
from .formats import BOUNDARY, MULTIPART, as_multipart, field, file, form, without_files
from .wire import JSON, XML, Wire

PNG = b"\x89PNG\r\n\x1a\n"
HEAD = 'Content-Disposition: form-data; name="f"; filename="a.txt"'
DATA, TYPE = without_files(FULL)


def _create(wire: Wire, body: bytes, media: str = MULTIPART) -> Any:
    return wire.create(body, Content_Type=media)


def _stored(wire: Wire, body: bytes, media: str = MULTIPART) -> Any:
    answer = _create(wire, body, media)
    assert answer.status == 201, answer.text
    return wire.stored(answer.headers["Location"])


def _item(wire: Wire, head: str, content: bytes = b"hello") -> tuple[dict[str, Any], list[str]]:
    """What became of one part beside a plain document, and its warnings."""
    stored = _stored(wire, form(*without_files(FULL), file(PNG, "l", cid="logo1"), (head, content)))
    _, item = stored["document"]["attachments"]["attachment"]
    return item, [text.removeprefix("attachments.attachment[1]: ") for text in stored["warnings"]]


@pytest.mark.parametrize("document", [PLAIN, FULL])
@pytest.mark.parametrize("media", [JSON, XML])
def test_multipart_is_stored_equal_to_json(
    wire: Wire, document: dict[str, Any], media: str
) -> None:
    """Data in either format, and a part for each attachment, are the document that JSON gives."""
    stored = _stored(wire, as_multipart(document, media))
    assert stored["document"] == document
    assert stored["warnings"] == []


def test_the_parts_come_in_any_order(wire: Wire) -> None:
    """Attachments keep their own order; the two named parts may stand anywhere."""
    one, two = file(b"1", "1.txt"), file(b"2", "2.txt")
    stored = _stored(wire, form(one, TYPE, two, DATA))
    names = [item["fileName"] for item in stored["document"]["attachments"]["attachment"]]
    assert names == ["1.txt", "2.txt"]


FORMS = [
    ([TYPE], "400-146", "'data'"),
    ([DATA], "400-146", "'data-type'"),
    ([file(b"x", "x")], "400-146", "'data'"),
    ([field("data", ""), TYPE], "400-387", "'data'"),
    ([DATA, field("data-type", "")], "400-387", "'data-type'"),
    ([DATA, field("data-type", "text/xml")], "400-152", "must be application/json or application/xml"),
    ([DATA, field("data-type", "application/json\r\n")], "400-152", "'data-type'"),
    ([DATA, field("data-type", b"\xff" * 900)], "400-152", "'data-type'"),
    ([DATA, field("data-type", "application/xml")], "400-90001", "not valid XML"),
    ([field("data", "{"), TYPE], "400-90001", "not valid JSON"),
    ([DATA, TYPE, DATA], "400-90001", "the part 'data' is given twice"),
    ([*without_files(changed("bcc", "x"))], "400-147", "'bcc'"),
    ([field("data", '{"attachments":null}'), TYPE], "400-147", "'attachments'. (sandbox: multipart"),
    ([*without_files(changed("subject", GONE, PLAIN))], "400-146", "payload.email.contents is required"),
    ([DATA, TYPE, file(b"", "empty.txt")], "400-387", "'attachments.attachment[0].content'"),
    ([DATA, TYPE, file(b"x", "run.exe")], "400-152", "files of type .exe are blocked"),
    ([DATA, TYPE, file(b"x", "f" * 256)], "400-152", "must not exceed 255"),
    ([DATA, TYPE, file(b"x", "f", "t" * 256)], "400-152", "'attachments.attachment[0].contentType'"),
    ([DATA, TYPE, (f"{HEAD}\r\nContent-Transfer-Encoding: uuencode", b"x")], "400-90001", "the part 'f': Content-Transfer-Encoding 'uuencode' is unknown"),
    ([DATA, TYPE, (f"{HEAD}\r\nContent-Transfer-Encoding: base64", b"aGVsbG8")], "400-90001", "not strictly valid base64"),
    ([DATA, TYPE, (f"{HEAD}\r\nContent-Transfer-Encoding: base64", b"aGVs\xff")], "400-90001", "not strictly valid base64"),
    ([DATA, TYPE, (f"{HEAD}; filename*=latin-1''a", b"x")], "400-90001", "filename* is not UTF-8"),
    ([DATA, TYPE, (f"{HEAD}; filename*=UTF-8''%ff", b"x")], "400-90001", "the part 'f': "),
    ([DATA, TYPE, (f"{HEAD}\r\n{HEAD}", b"x")], "400-90001", "part 3: content-disposition is given twice"),
    ([DATA, TYPE, (f"{HEAD}; name=g", b"x")], "400-90001", "part 3: the parameter name is given twice"),
    ([DATA, TYPE, (f"{HEAD}; x", b"x")], "400-90001", "part 3: no parameter at character"),
    ([DATA, TYPE, (f"{HEAD}; x=", b"x")], "400-90001", "part 3: no value at character"),
    ([DATA, TYPE, (f'{HEAD}; x="', b"x")], "400-90001", "part 3: no value at character"),
    ([DATA, TYPE, ("Content-Type: text/plain", b"x")], "400-90001", "part 3: no Content-Disposition"),
    ([DATA, TYPE, ("", b"x")], "400-90001", "part 3: no Content-Disposition"),
    ([DATA, TYPE, (f"{HEAD}\r\n folded", b"x")], "400-90001", "part 3: not a header: ' folded'"),
    ([DATA, TYPE, (f"{HEAD}\r\nX: \0", b"x")], "400-90001", "part 3: not a header"),
    ([DATA, TYPE, (f"{HEAD}\r\nX y: z", b"x")], "400-90001", "part 3: not a header"),
    ([DATA, TYPE, (f"{HEAD}\nX: z", b"x")], "400-90001", "part 3: not a header"),
    ([DATA, TYPE, (f"{HEAD}\r\nX: {'y' * 20_000}", b"x")], "400-90001", "part 3: no empty line ends the headers within 16384 bytes"),
    ([DATA, TYPE, (HEAD, f"a\r\n--{BOUNDARY}-more\r\nb".encode())], "400-90001", "begins with the boundary and goes on"),
    ([DATA, TYPE, (HEAD, f"a\r\n--{BOUNDARY}--more\r\nb".encode())], "400-90001", "begins with the boundary and goes on"),
]  # fmt: skip


@pytest.mark.parametrize(("parts", "code", "text"), FORMS, ids=range(len(FORMS)))
def test_a_broken_form_is_refused(
    wire: Wire, parts: list[tuple[str, bytes]], code: str, text: str
) -> None:
    """A part that is missing, doubled or unreadable is named, and the rules of a document hold."""
    answer = _create(wire, form(*parts))
    assert answer.status == 400
    assert answer.json["code"] == code
    assert text in answer.json["developerMessage"]


WHOLE = form(DATA, TYPE)
BODIES = [
    (WHOLE, "multipart/form-data", "names no boundary"),
    (WHOLE, "multipart/form-data; boundary=", "no value at character"),
    (WHOLE, 'multipart/form-data; boundary=""', "names no boundary"),
    (WHOLE, "multipart/form-data; boundary=a; boundary=b", "the parameter boundary is given twice"),
    (WHOLE, f"multipart/form-data; boundary={'b' * 71}", "up to 70 printable characters"),
    (WHOLE, "multipart/form-data; boundary=\xe9", "up to 70 printable characters"),
    (WHOLE, "multipart/form-data; boundary=other", "the boundary begins no line"),
    (WHOLE.replace(b"\r\n", b"\n"), MULTIPART, "lines end in CR LF"),
    (WHOLE.removesuffix(b"--\r\n"), MULTIPART, "begins with the boundary and goes on"),
    (WHOLE.removesuffix(b"--\r\n") + b"\r\n", MULTIPART, "the closing boundary is missing"),
    (WHOLE[: len(WHOLE) // 2], MULTIPART, "the closing boundary is missing"),
    (WHOLE.removesuffix(b"\r\n") + b" x", MULTIPART, "begins with the boundary and goes on"),
    (b"\xff", MULTIPART, "the boundary begins no line"),
    (f"--{BOUNDARY}\r\n--{BOUNDARY}--".encode(), MULTIPART, "part 1: no empty line"),
]


@pytest.mark.parametrize(("body", "media", "text"), BODIES, ids=range(len(BODIES)))
def test_broken_boundaries_are_refused(wire: Wire, body: bytes, media: str, text: str) -> None:
    """Where parsers would not agree on the parts there is no document."""
    answer = _create(wire, body, media)
    assert (answer.status, answer.json["code"]) == (400, "400-90001")
    assert text in answer.json["developerMessage"]


FRAMES = [
    (WHOLE, f'multipart/form-data; boundary="{BOUNDARY}"'),
    (WHOLE, f"Multipart/Form-Data; charset=utf-8; BOUNDARY={BOUNDARY};"),
    (b"ignored\r\n" + WHOLE + b"ignored too", MULTIPART),
    (WHOLE.removesuffix(b"\r\n"), MULTIPART),
    (WHOLE.replace(f"--{BOUNDARY}\r\n".encode(), f"--{BOUNDARY} \t\r\n".encode()), MULTIPART),
    (WHOLE.replace(BOUNDARY.encode(), b"'()+_,-./:=? x"), "multipart/form-data; boundary=\"'()+_,-./:=? x\""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "media"), FRAMES, ids=range(len(FRAMES)))
def test_the_frame_may_be_written_in_several_ways(wire: Wire, body: bytes, media: str) -> None:
    """Quotes, preamble, epilogue and padding are legal and change nothing."""
    assert _stored(wire, body, media)["document"]["subject"] == FULL["subject"]


CONTENTS = [
    b"\r\n",
    b"\r\n\r\n",
    b"-" + BOUNDARY.encode(),
    b"a\r\n--" + BOUNDARY.encode()[:-1] + b"\r\n--",
    b"a\n--" + BOUNDARY.encode() + b"\n",
    b"a\r--" + BOUNDARY.encode() + b"\r",
    bytes(range(256)),
    PNG,
]


@pytest.mark.parametrize("content", CONTENTS)
def test_the_bytes_of_a_part_survive(wire: Wire, content: bytes) -> None:
    """What looks nearly like a boundary is content, and no byte is lost at either end."""
    item, warnings = _item(wire, f"{HEAD}\r\nContent-Type: a/b", content)
    assert base64.b64decode(item["content"]) == content
    assert warnings == []


HEADS = [
    # file names as browsers and others write them
    (HEAD, {"fileName": "a.txt", "contentType": "text/plain"}, "no Content-Type"),
    (HEAD.replace("a.txt", "größe 📎.txt") + "\r\nContent-Type: a/b; c=d", {"fileName": "größe 📎.txt", "contentType": "a/b; c=d"}, ""),
    (HEAD.replace("a.txt", "a%22b%0D%0Ac%20%0a.txt") + "\r\ncontent-type:a/b", {"fileName": 'a"b\r\nc%20%0a.txt', "contentType": "a/b"}, ""),
    (HEAD.replace("a.txt", "C:\\a;b\\") + "\r\nContent-Type: a/b", {"fileName": "C:\\a;b\\"}, ""),
    (HEAD.replace("a.txt", 'a\\"b.txt') + "\r\nContent-Type: a/b", {"fileName": 'a"b.txt'}, "browsers write %22"),
    (HEAD.replace('"a.txt"', "a.txt ;x=y") + "\r\nContent-Type: a/b", {"fileName": "a.txt"}, ""),
    (HEAD + "; filename*=utf-8'de'%C3%BC.txt\r\nContent-Type: a/b", {"fileName": "ü.txt"}, "filename*"),
    ('Content-Disposition: form-data; name="f"\r\nContent-Type: a/b', {"contentType": "a/b"}, "no filename"),
    ('Content-Disposition: form-data; filename="x"\r\nContent-Type: a/b', {"fileName": "x"}, "no name"),
    ('Content-Disposition: attachment; name="f"; filename="x"\r\nContent-Type: a/b', {"fileName": "x"}, "not form-data"),
    # ways to be inline
    (HEAD + "\r\nContent-Type: a/b\r\nContent-ID: <f>", {"isInline": "true", "contentId": "f"}, ""),
    (HEAD + "\r\nContent-Type: a/b\r\nContent-ID: f", {"isInline": "true", "contentId": "f"}, ""),
    (HEAD + "\r\nContent-Type: a/b\r\nContent-ID: <g@h>", {"isInline": "true", "contentId": "g@h"}, "its name is another"),
    (HEAD.replace('"f"', '"logo1"') + "\r\nContent-Type: a/b", {"isInline": "true", "contentId": "logo1"}, "by its name alone"),
    (HEAD.replace("form-data", "inline") + "\r\nContent-Type: a/b", {"isInline": "true", "contentId": "f"}, "by its Content-Disposition alone"),
    # encodings
    (HEAD + "\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: Binary", {"fileName": "a.txt"}, ""),
    (HEAD + "\r\nContent-Type: a/b\r\nContent-Length: 9\r\nX-Y: \t", {"fileName": "a.txt"}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("head", "members", "warning"), HEADS, ids=range(len(HEADS)))
def test_a_part_is_read_as_its_headers_say(
    wire: Wire, head: str, members: dict[str, Any], warning: str
) -> None:
    """Every plausible way to name a file or to mark it as inline passes, the guesses warned of."""
    item, warnings = _item(wire, head)
    assert item.pop("content") == "aGVsbG8="
    assert members.items() <= item.items()
    assert ("isInline" in item) == ("isInline" in members)
    assert ("fileName" in item) == ("filename=" in head)
    assert (
        [warning] == [warning for text in warnings if warning in text] if warning else not warnings
    )


@pytest.mark.parametrize(
    ("encoding", "written"), [("base64", b"aGVs\r\nbG8="), ("Quoted-Printable", b"he=6Cl=\r\no")]
)
def test_a_transfer_encoding_is_undone_with_a_warning(
    wire: Wire, encoding: str, written: bytes
) -> None:
    """Some servers undo it and some do not, so it passes and is doubted."""
    head = f"{HEAD}\r\nContent-Type: a/b\r\nContent-Transfer-Encoding: {encoding}"
    item, (warning,) = _item(wire, head, written)
    assert base64.b64decode(item["content"]) == b"hello"
    assert encoding.lower() in warning


def test_the_two_named_parts_may_be_doubtful(wire: Wire) -> None:
    """A file name, another type of its own or an encoding on `data` pass with a warning."""
    head, content = DATA
    odd = f'{head}; filename="d.json"\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64'
    stored = _stored(wire, form((odd, base64.b64encode(content)), TYPE))
    assert [text for text in stored["warnings"] if text.startswith("the part 'data'")] == [
        "the part 'data': has a filename; a server may take it for an attachment",
        "the part 'data': has a Content-Transfer-Encoding, which RFC 7578 has given up",
        "the part 'data': its Content-Type is text/plain, not the data-type",
    ]


def test_too_many_parts_are_refused(wire: Wire) -> None:
    """A hundred thousand parts end at the ten thousandth."""
    part = (HEAD, b"x")
    answer = _create(wire, form(*[part] * 100_000))
    assert (answer.status, answer.json["code"]) == (400, "400-90001")
    assert "more than 10000 parts" in answer.text
