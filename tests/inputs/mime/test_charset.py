"""How bytes become text."""

from __future__ import annotations

from encodings.aliases import aliases

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.charset import decode, looks_like_utf_8, name
from egain_cli.inputs.mime.words import decode_words

BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
LABELLED = [
    ("utf-8", "Grüße 😀".encode(), "Grüße 😀"),
    ("UTF8", "ü".encode(), "ü"),
    (" utf-8 ", "ü".encode(), "ü"),
    ("utf-8", "\ufeffü".encode(), "ü"),
    ("iso-8859-1", b"100 \x80 \x96 \xe9", "100 € \u2013 é"),
    ("Latin1", b"\x80", "€"),
    ("windows-1252", b"\x80\x81", "€\x81"),
    ("us-ascii", b"naive", "naive"),
    ("iso-8859-1", b"caf\xc3\x83\xc2\x82", "cafÃ\x83Â\x82"),
    ("x-mac-ce", "Łódź".encode("mac-latin2"), "Łódź"),
    ("chinesebig5", "你".encode("big5"), "你"),
    ("gb2312", "镕".encode("gbk"), "镕"),
    ("gbk", "你好€".encode("gb18030"), "你好€"),
    ("iso-8859-9", b"\xfe\x80", "ş€"),
    ("iso-8859-15", b"\xa4", "€"),
    ("shift_jis", "①".encode("cp932"), "①"),
    ("iso-2022-jp", "日本".encode("iso-2022-jp"), "日本"),
    ("euc-kr", "똠".encode("cp949"), "똠"),
    ("ks_c_5601-1987", "한".encode("cp949"), "한"),
    ("windows-874", "ไทย".encode("cp874"), "ไทย"),
    ("koi8-r", "Привет".encode("koi8-r"), "Привет"),
    ("utf-16", "hä".encode("utf-16"), "hä"),
    ("utf-16le", "hä".encode("utf-16-le"), "hä"),
    ("utf-7", b"+AOk-", "é"),
    ("macintosh", b"\x8e", "é"),
    ("iso-8859-8-i", "שלום".encode("iso-8859-8"), "שלום"),
]


@pytest.mark.parametrize(("label", "content", "text"), LABELLED)
def test_a_label_is_read_as_senders_mean_it(label: str, content: bytes, text: str) -> None:
    """A label means the larger set that is written under it, and then nothing is to be said."""
    assert decode(content, label) == (text, None)


DOUBTED = [
    ("x-unknown", "ü".encode(), "ü", "labelled x-unknown, read as utf-8"),
    ("x-unknown", b"\xfc", "ü", "labelled x-unknown, read as windows-1252"),
    ("utf-8", b"\xfc\x80", "ü€", "labelled utf-8, read as windows-1252"),
    ("us-ascii", b"\xfc", "ü", "labelled us-ascii, read as windows-1252"),
    ("us-ascii", "é".encode(), "Ã©", "labelled us-ascii, read as windows-1252"),
    (None, b"\xfc", "ü", "labelled with no charset, read as windows-1252"),
    ("utf-16", b"abc", "abc", "labelled utf-16, read as utf-8"),
    ("utf-7", b"+2AA-", "+2AA-", "labelled utf-7, read as utf-8"),
    ("rot13", b"abc", "abc", "labelled rot13, read as utf-8"),
    ("zip", b"abc", "abc", "labelled zip, read as utf-8"),
    ("unicode_escape", b"\\x41\\d", "\\x41\\d", "labelled unicode_escape, read as utf-8"),
    ("raw-unicode-escape", b"\\u0041", "\\u0041", "labelled raw-unicode-escape, read as utf-8"),
    ("punycode", b"a-b", "a-b", "labelled punycode, read as utf-8"),
    ("idna", b"a", "a", "labelled idna, read as utf-8"),
    ("undefined", b"a", "a", "labelled undefined, read as utf-8"),
    ("a\0b", b"a", "a", "labelled a\0b, read as utf-8"),
    ("é", b"a", "a", "labelled é, read as utf-8"),
]


@pytest.mark.parametrize(("label", "content", "text", "doubt"), DOUBTED)
def test_a_label_that_does_not_fit_is_told(
    label: str | None, content: bytes, text: str, doubt: str
) -> None:
    """Where a label is unknown, wrong or missing, UTF-8 comes first, then windows-1252, told so."""
    assert decode(content, label) == (text, doubt)


@pytest.mark.parametrize("label", [None, ""])
def test_utf_8_needs_no_label(label: str | None) -> None:
    """UTF-8 that nobody labelled is nothing to doubt, and its byte-order mark is no text."""
    assert decode("\ufeffü".encode(), label) == ("ü", None)


SPELT = [
    ("iso8859-1", b"\x80", "€"),
    ("ISO_8859-1", b"\x80", "€"),
    ("ISO_8859-1:1987", b"\x80", "€"),
    ("l1", b"\x80", "€"),
    ("iso-ir-100", b"\x80", "€"),
    ("cp-1251", b"\xcf", "П"),
    ("win1251", b"\xcf", "П"),
    ("x-cp1251", b"\xcf", "П"),
    ("Windows_1251", b"\xcf", "П"),
    ("cp1252", b"\x81", "\x81"),
    ("iso-8859-6-i", b"\xc7", "\u0627"),
    ("ISO8859-15", b"\xa4", "€"),
    ("ISO-8859_9", b"\x80", "€"),
    ("GB_2312-80", "镕".encode("gbk"), "镕"),
    ("Shift-JIS", "①".encode("cp932"), "①"),
    ("euc_kr", "똠".encode("cp949"), "똠"),
    ("UTF_8", "ü".encode(), "ü"),
]


@pytest.mark.parametrize(("label", "content", "text"), SPELT)
def test_the_spelling_of_a_label_changes_nothing(label: str, content: bytes, text: str) -> None:
    """Case, hyphens, years and the names that other systems have for a charset are all known."""
    assert decode(content, label) == (text, None)


@pytest.mark.parametrize("label", ["charmap", "mbcs", "oem", "hz\0", "iso-2022-\0", "hz" * 40])
def test_what_names_no_text_is_refused(label: str) -> None:
    """A label that no sender can mean is told, and stops nothing."""
    assert decode(b"\xfc", label) == ("ü", f"labelled {label}, read as windows-1252")
    assert name(label) == label


ODD_LABELS = st.builds(
    "".join,
    st.lists(
        st.sampled_from(
            ["hz", "iso-2022-", "utf-", "jp", "7", "16", "\0", "-", ".", "charmap", " "]
        )
        | st.text(max_size=3),
        max_size=5,
    ),
)


@given(st.binary(max_size=40), ODD_LABELS | st.sampled_from(sorted(aliases.values())))
def test_no_label_is_beyond_reading(content: bytes, label: str) -> None:
    """Whatever the label is made of, in a text or in an encoded word, nothing is raised."""
    text, _ = decode(content, label)
    text.encode()
    assert isinstance(name(label), str)
    word = f"=?{label}?q?{''.join(f'={byte:02X}' for byte in content)}?="
    decode_words(word).encode("utf-8", "surrogatepass")


LABELS = st.sampled_from([label for label, _, _ in LABELLED]) | st.text(max_size=12)


@given(st.binary(max_size=60), st.none() | LABELS)
def test_any_bytes_under_any_label_are_text(content: bytes, label: str | None) -> None:
    """Whatever the bytes and the label, there is a text, and no half character in it."""
    text, _ = decode(content, label)
    text.encode()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_utf_8_comes_back(text: str) -> None:
    """Any text that begins with no byte-order mark survives UTF-8, labelled or not."""
    text = text.lstrip("\ufeff")
    assert decode(text.encode(), "utf-8") == decode(text.encode(), None) == (text, None)


@given(st.binary().filter(lambda content: not content.startswith(BYTE_ORDER_MARKS)))
def test_windows_1252_takes_any_byte(content: bytes) -> None:
    """Under that label each byte is one character, and nothing is doubted; a mark says more."""
    text, doubt = decode(content, "windows-1252")
    assert len(text) == len(content)
    assert doubt is None


def test_a_code_with_escapes_is_never_read_as_something_else() -> None:
    """One unknown character, common in mails from Japan, does not make rubbish of all others."""
    text, doubt = decode(b"\x1b$B$3$s-!$K\x1b(B", "ISO-2022-JP")
    assert text.startswith("こん")
    assert text.endswith("に")
    assert doubt is not None
    assert "\x1b" not in text


def test_half_width_katakana_are_japanese_too() -> None:
    """Mailers send them under the plain label."""
    assert decode(b"\x1b(I6E\x1b(B", "iso-2022-jp") == ("\uff76\uff85", None)


@pytest.mark.parametrize(
    ("content", "label", "like"),
    [("é".encode(), "us-ascii", True), ("é".encode(), "ISO-8859-1", True), (b"\xe9", "latin1", False),
     (b"e", "us-ascii", False), ("é".encode(), "koi8-r", False)],
)  # fmt: skip
def test_a_label_that_may_lie_is_told_apart(content: bytes, label: str, like: bool) -> None:
    """What is labelled as one byte a character, and is UTF-8 all through, can be doubted."""
    assert looks_like_utf_8(content, label) is like
