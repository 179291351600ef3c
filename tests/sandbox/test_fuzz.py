"""Whatever is sent, the sandbox has an answer and no mistake of its own."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from .documents import FULL, changed
from .formats import BOUNDARY, MULTIPART, as_multipart, as_xml, field, file, form, without_files
from .wire import JSON, XML

if TYPE_CHECKING:
    from .wire import Wire

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8
)


def _pairs(value: object) -> list[tuple[object, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def _paths(value: object, path: str = "") -> list[str]:
    """Every path of the full document, in the tests' own writing."""
    below = [(f"{path}.{name}".lstrip("."), item) for name, item in _pairs(value)]
    return [found for name, item in below for found in (name, *_paths(item, name))]


QUIET = settings(max_examples=150, deadline=None)


@QUIET
@given(path=st.sampled_from(_paths(FULL)), value=VALUES)
def test_any_value_anywhere_is_judged(wire: Wire, path: str, value: object) -> None:
    """A member replaced by any JSON value is accepted or refused, and never breaks the sandbox."""
    assert wire.create(changed(path, value)).status in (201, 400)


@QUIET
@given(body=VALUES)
def test_any_json_is_judged(wire: Wire, body: object) -> None:
    """Any JSON value as the whole body is refused."""
    assert wire.create(json.dumps(body).encode()).status == 400


@QUIET
@given(body=st.binary())
def test_any_bytes_are_judged(wire: Wire, body: bytes) -> None:
    """Any bytes as the body are refused."""
    assert wire.create(body).status == 400


def _pieces(*pieces: str) -> st.SearchStrategy[bytes]:
    """Bodies put together from what the grammar is made of, and from anything."""
    known = st.sampled_from([piece.encode() for piece in pieces])
    return st.lists(known | st.binary(max_size=3), max_size=30).map(b"".join)


MARKUP = _pieces(
    *("<", ">", "/", "</", "/>", "=", '"', "&", ";", " ", "activity", "subject", "xmlns", ":", "a"),
    *(
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?xml ",
        'version="1.0"',
        "?>",
        "<!DOCTYPE a",
        "<!ENTITY",
    ),
    *("<activity>", "</activity>", "<a>", "</a>", "&#0;", "&#xD800;", "&lt;", "\ufeff", "\0"),
)
LINES = _pieces(
    *(
        "--",
        BOUNDARY,
        f"--{BOUNDARY}",
        f"--{BOUNDARY}\r\n",
        f"\r\n--{BOUNDARY}--",
        "\r\n",
        "\r",
        "\n",
    ),
    *(
        "Content-Disposition: form-data",
        '; name="data"',
        '; name="data-type"',
        "; name=",
        '"',
        "\\",
    ),
    *("Content-Type: a/b\r\n", "Content-ID: <", ">", "filename*=UTF-8''%", "\r\n\r\n", "{}", JSON),
)
BASE64 = re.compile(r"([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
GOOD = {
    JSON: json.dumps(FULL).encode(),
    XML: as_xml(FULL).encode(),
    MULTIPART: as_multipart(FULL),
}


@QUIET
@given(body=MARKUP | st.binary())
def test_any_markup_is_judged(wire: Wire, body: bytes) -> None:
    """Anything that looks like XML, or does not, is refused."""
    assert wire.create(body, Content_Type=XML).status == 400


@QUIET
@given(body=LINES | st.binary())
def test_any_multipart_is_judged(wire: Wire, body: bytes) -> None:
    """Anything that looks like parts, or does not, is refused."""
    assert wire.create(body, Content_Type=MULTIPART).status == 400


@QUIET
@given(boundary=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"])))
def test_any_boundary_is_judged(wire: Wire, boundary: str) -> None:
    """A boundary that is not the body's is refused, however it is written."""
    assume(boundary.strip() != BOUNDARY)
    media = f"multipart/form-data; boundary={boundary}"
    assert wire.create(GOOD[MULTIPART], Content_Type=media).status == 400


@QUIET
@given(data=st.data(), media=st.sampled_from(list(GOOD)))
def test_any_damage_is_judged(wire: Wire, data: st.DataObject, media: str) -> None:
    """A good body of any format with a stretch cut out, or replaced, is accepted or refused."""
    good = GOOD[media]
    start = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(start, min(start + 200, len(good))))
    body = good[:start] + data.draw(st.binary(max_size=9)) + good[end:]
    assert wire.create(body, Content_Type=media).status in (201, 400)


@QUIET
@given(content=st.text("Aaz09+/==-\n", min_size=1))
def test_any_base64_is_judged(wire: Wire, content: str) -> None:
    """Only groups of four of the alphabet, the last one padded, are base64."""
    answer = wire.create(changed("attachments.attachment.1.content", content))
    assert answer.status == (201 if BASE64.fullmatch(content) else 400)


@QUIET
@given(raw=st.binary(min_size=1))
def test_any_bytes_are_an_attachment(wire: Wire, raw: bytes) -> None:
    """Bytes in a part are kept to the last one, as long as no boundary stands in them."""
    assume(f"--{BOUNDARY}".encode() not in raw)
    body = form(*without_files(FULL), file(raw, "a.bin"))
    answer = wire.create(body, Content_Type=MULTIPART)
    (item,) = wire.stored(answer.headers["Location"])["document"]["attachments"]["attachment"]
    assert base64.b64decode(item["content"]) == raw


@QUIET
@given(head=st.text(st.characters(exclude_categories=["Cs"])), value=st.text())
def test_any_part_header_is_judged(wire: Wire, head: str, value: str) -> None:
    """A header or a parameter of any text is accepted or refused."""
    odd = f"Content-Disposition: form-data; name=f; filename={value}\r\n{head}"
    for media in (f"{odd}: {value}", f'Content-Disposition: form-data; name="{head}"'):
        body = form(*without_files(FULL), (media.encode("utf-8", "replace").decode(), b"x"))
        assert wire.create(body, Content_Type=MULTIPART).status in (201, 400)
    pair = form(field("data", value), field("data-type", head))
    assert wire.create(pair, Content_Type=MULTIPART).status == 400
