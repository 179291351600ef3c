"""The content type of an attachment: declared, else its bytes, else its name."""

from __future__ import annotations

import io
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs import content_type as module
from egain_cli.inputs.content_type import PREFIX, content_type, extension

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
UNKNOWN = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "hello")
    return file.getvalue()


ZIP = zipped()
# declared, bytes, name, and what it comes to
RULE = [
    ("text/x-own", PNG, "a.pdf", "text/x-own"),
    ("text/plain", PNG, "a.png", "text/plain"),
    (UNKNOWN, PNG, "a.pdf", "image/png"),
    ("Application/Octet-Stream", PNG, "a.pdf", "image/png"),
    ("", PNG, "a.pdf", "image/png"),
    (None, PNG, "a.pdf", "image/png"),
    (None, PDF, None, "application/pdf"),
    (None, b"a,b\n1,2\n", "a.CSV", "text/csv"),
    (None, b"hello\n", "a.md", "text/markdown"),
    (None, b"hello\n", "a.unheard", "text/plain"),
    (None, b"hello\n", None, "text/plain"),
    (None, ZIP, "a.docx", DOCX),
    (None, ZIP, "a.unheard", "application/zip"),
    (None, OLE, "mail.msg", "application/vnd.ms-outlook"),
    (None, OLE, "a.unheard", UNKNOWN),
    (None, b"\0\1\2\3", "a.p7s", "application/pkcs7-signature"),
    (None, b"\0\1\2\3", "a.unheard", UNKNOWN),
    (None, b"", "a.png", "image/png"),
    (None, b"", "empty", UNKNOWN),
    (UNKNOWN, b"", None, UNKNOWN),
]  # fmt: skip


@pytest.mark.parametrize(("declared", "content", "name", "kind"), RULE)
def test_the_contracts_rule(
    declared: str | None, content: bytes, name: str | None, kind: str
) -> None:
    """What was declared counts, unless it says nothing; then the bytes, then the name."""
    assert content_type(declared, content[:PREFIX], name) == kind


EXTENSIONS = [
    ("text/plain", ".txt"),
    ("image/jpeg", ".jpg"),
    ("application/pdf", ".pdf"),
    ("message/rfc822", ".eml"),
    (DOCX, ".docx"),
    ("application/vnd.ms-outlook", ".msg"),
    ("application/x-unheard", ".bin"),
    (UNKNOWN, ".bin"),
]


@pytest.mark.parametrize(("kind", "ending"), EXTENSIONS)
def test_the_usual_extension(kind: str, ending: str) -> None:
    """A type has the extension that people know it by, or .bin where nobody knows one."""
    assert extension(kind) == ending


@given(st.none() | st.text(), st.binary(max_size=50), st.none() | st.text())
def test_there_is_always_a_type(declared: str | None, content: bytes, name: str | None) -> None:
    """Whatever is known of an attachment, it has a content type, since the API asks for one."""
    assert content_type(declared, content, name)


@pytest.fixture
def fresh() -> Iterator[None]:
    """A detector that is looked for anew, and forgotten afterwards."""
    module._detector.cache_clear()
    yield
    module._detector.cache_clear()


@pytest.mark.usefixtures("fresh")
def test_without_libmagic_the_name_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libmagic cannot be loaded, an attachment has the type of its extension."""
    monkeypatch.setitem(sys.modules, "magic", None)
    assert content_type(None, PNG, "a.pdf") == "application/pdf"
    assert content_type(None, PNG, None) == UNKNOWN


@pytest.mark.usefixtures("fresh")
def test_without_a_bundled_library_the_systems_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no libmagic came with the program, what is found is python-magic's own affair."""
    monkeypatch.setattr(module, "find_spec", lambda _name: None)
    assert content_type(None, PNG, None) in ("image/png", UNKNOWN)
