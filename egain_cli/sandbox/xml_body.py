"""Owns how bytes become XML events within bounds; knows no element of an activity."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from egain_cli.sandbox.refusals import Refusal, refuse, shorten
from egain_cli.sandbox.xml_tree import Tree

if TYPE_CHECKING:
    from egain_cli.sandbox.namespaces import Vocabulary
    from egain_cli.sandbox.parsed import Parsed

# Those that the parser knows by itself; it would find any other in Python's list of codecs.
_ENCODINGS = frozenset({"utf-8", "utf-16", "us-ascii", "iso-8859-1"})
_PIECE = 256 * 1024  # also the longest tag or comment: the parser reads an unfinished one again
_PROLOG_PIECE = 16  # an entity bomb does not fit between a DOCTYPE and the end of such a piece
_LONGEST_PROLOG = 64 * 1024


def parse_xml(body: bytes, charset: str, vocabulary: Vocabulary) -> Parsed | Refusal:
    """The document in `body` in the JSON shape, or why it is none.

    Not well-formed, a DOCTYPE, another encoding, beyond the bounds: 400-90001 (no published code
    is known for this). Elements and attributes out of their place: 400-147, text there: 400-152.
    `charset` is what Content-Type says of the encoding, or "".
    """
    tree = Tree(vocabulary)
    try:
        _check_utf16(body)
        _feed(_parser(tree, charset.lower()), body, tree)
    except expat.ExpatError as error:
        reason = f"not valid XML: {error}"
    except UnicodeError as error:
        reason = f"not valid UTF-16: {error}"
    except ValueError as error:
        reason = str(error)
    else:
        return tree.outcome()
    return refuse("400-90001", rule=reason)


def _check_utf16(body: bytes) -> None:
    """Raise ValueError for what the parser lets pass: it joins half a pair with what follows."""
    if body[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        body.decode("utf-16")
    elif b"\0" in body[:4]:
        raise ValueError("not valid XML: UTF-16 has to begin with a byte order mark")


def _parser(tree: Tree, charset: str) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.buffer_size = _PIECE
    parser.StartElementHandler = tree.start
    parser.EndElementHandler = tree.end
    parser.CharacterDataHandler = tree.text
    parser.StartDoctypeDeclHandler = _no_doctype

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        name = (encoding or "utf-8").lower()
        if name not in _ENCODINGS:
            raise ValueError(f"the encoding {shorten(name)!r} is not read; send UTF-8")
        if encoding and charset and charset != name:
            raise ValueError(f"Content-Type says {shorten(charset)}, the declaration {name}")

    parser.XmlDeclHandler = declared
    return parser


def _no_doctype(*_values: object) -> NoReturn:
    raise ValueError("a DOCTYPE, and so an entity of one's own, is not read")


def _feed(parser: expat.XMLParserType, body: bytes, tree: Tree) -> None:
    """Parse in pieces: a handler's error ends it at the end of the piece, not at once."""
    view, position = memoryview(body), 0
    while position < len(view):
        if not tree.begun and position > _LONGEST_PROLOG:
            raise ValueError(f"no element within the first {_LONGEST_PROLOG} bytes")
        size = _PIECE if tree.begun else _PROLOG_PIECE
        parser.Parse(view[position : position + size], False)
        position = min(position + size, len(view))
        if position - parser.CurrentByteIndex > _PIECE:
            raise ValueError(f"a tag or comment is longer than {_PIECE} bytes")
    parser.Parse(b"", True)
