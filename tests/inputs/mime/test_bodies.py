"""Which parts are the text, which the html, and which travel beside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.mime.bodies import choose
from egain_cli.inputs.mime.tree import Part

TYPES = {
    "T": "text/plain",
    "H": "text/html",
    "I": "image/png",
    "P": "application/pdf",
    "C": "text/calendar",
    "M": "message/rfc822",
}
MULTIPARTS = {"mix": "mixed", "alt": "alternative", "rel": "related", "sig": "signed"}


def leaf(name: str) -> Part:
    """A part from its letter; `+` says that it is an attachment, `n` that it has a name."""
    disposition = b"attachment" if "+" in name else b"inline"
    if "n" in name:
        disposition += b"; filename=x"
    kind = TYPES[name[0]].encode()
    fields = (("content-type", kind), ("content-disposition", disposition))
    return Part(fields, name.encode(), 0, len(name))


def tree(*nodes: object) -> Part:
    """A multipart from its kind and what it holds."""
    kind, *inner = nodes
    fields = (("content-type", b"multipart/" + MULTIPARTS[str(kind)].encode()),)
    parts = [tree(*each) if isinstance(each, tuple) else leaf(str(each)) for each in inner]
    return Part(fields, b"", 0, 0, tuple(parts))


def names(parts: list[Part]) -> str:
    return " ".join(part.body.decode() for part in parts)


# Each with its text, its html and what travels beside.
MESSAGES: list[tuple[Part, str, str, str]] = [
    (leaf("T"), "T", "", ""),
    (leaf("H"), "", "H", ""),
    (leaf("P"), "", "", "P"),
    (leaf("I"), "", "", "I"),
    (leaf("T+"), "", "", "T+"),
    (leaf("Tn"), "Tn", "", ""),
    (tree("alt", "T", "H"), "T", "H", ""),
    (tree("alt", "T", "H", "C"), "T", "H", "C"),
    (tree("alt", "T"), "T", "", ""),
    (tree("alt", "T", "I"), "T", "", "I"),
    (tree("alt", "T", ("rel", "H", "I")), "T", "H", "I"),
    (tree("rel", ("alt", "T", "H"), "I"), "T", "H", "I"),
    (tree("rel", "H", "I", "T"), "", "H", "I T"),
    (tree("mix", "T", "P"), "T", "", "P"),
    (tree("mix", "T", "T+"), "T", "", "T+"),
    (tree("mix", "T", "Tn"), "T", "", "Tn"),
    (tree("mix", "T", "Hn", "P"), "T", "", "Hn P"),
    (tree("mix", "T1", "I", "T2"), "T1 T2", "", "I"),
    (tree("mix", "T", "H"), "T", "H", ""),
    (tree("mix", "H", "T"), "T", "H", ""),
    (tree("mix", ("alt", "T", "H"), "P"), "T", "H", "P"),
    (tree("mix", ("alt", "T", "H"), "T2"), "T T2", "H", ""),
    (tree("mix", "P", "T"), "T", "", "P"),
    (tree("mix", "M", "M"), "", "", "M M"),
    (tree("alt", ("mix", "T1", "I", "T2"), "H"), "T1 T2", "H", "I"),
    (tree("alt", "T", ("mix", "H1", "P", "H2")), "T", "H1 H2", "P"),
    (tree("alt", ("mix", "T", "H"), "H2"), "T", "H2", "H"),
    (tree("alt", ("mix", "H", "T"), "T2"), "T2", "H", "T"),
    (tree("mix", ("alt", "T", ("rel", "H", "I1", "I2")), "P", "T2"), "T T2", "H", "I1 I2 P"),
    (tree("sig", "T", "P"), "T", "", "P"),
    (tree("mix"), "", "", ""),
]


@pytest.mark.parametrize(("message", "text", "html", "beside"), MESSAGES)
def test_parts_are_what_a_reader_sees_them_as(
    message: Part, text: str, html: str, beside: str
) -> None:
    """The parts of a message are text, html or attachments, as RFC 8621 reads them, in order."""
    chosen = choose(message)
    assert names(chosen.text) == text
    assert names(chosen.html) == html
    # A multipart that holds nothing is itself what is left over.
    assert names([part for part in chosen.attachments if part.body]) == beside


LEAVES = st.sampled_from([kind + mark for kind in TYPES for mark in ("", "+", "n", "+n")]).map(leaf)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda kind, parts: Part(
            (("content-type", b"multipart/" + kind.encode()),), b"", 0, 0, tuple(parts)
        ),
        st.sampled_from(sorted(MULTIPARTS.values())),
        st.lists(inner, min_size=1, max_size=4),
    ),
    max_leaves=12,
)


@given(TREES)
def test_every_part_goes_somewhere_once(message: Part) -> None:
    """Whatever the structure, each leaf is in one of the three lists, and texts are of their kind."""
    chosen = choose(message)
    everywhere = [id(part) for part in (*chosen.text, *chosen.html, *chosen.attachments)]
    assert sorted(everywhere) == sorted(id(part) for part in message.leaves())
    assert {part.content_type for part in chosen.text} <= {"text/plain"}
    assert {part.content_type for part in chosen.html} <= {"text/html"}
    assert not any(part.disposition == "attachment" for part in [*chosen.text, *chosen.html])
