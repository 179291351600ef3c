"""Owns how an envelope is written as XML; knows no resource and no namespace by name."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from egain_cli.sandbox.envelopes import Envelope

# Which members are XML attributes: seen for ids, dates and links; a guess for count.
_ATTRIBUTES = {"id", "rel", "href", "count"}
_DATED = {"date", "created", "lastModified"}  # elements whose only content is the attribute `date`
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NO_NAME = re.compile("[^A-Za-z0-9_]|^(?=[0-9])")


def replace_illegal(text: str) -> str:
    """Text for XML, where most control characters cannot stand even escaped."""
    return _NO_XML.sub("\ufffd", text)


def as_xml(envelope: Envelope, items: list[dict[str, Any]]) -> str:
    """The envelope in XML; the root's namespace is the default one, the others have prefixes."""
    default = envelope.spaces[""]
    others = sorted(set(envelope.spaces.values()) - {default})
    prefixes = {default: ""} | {space: f"ns{place}:" for place, space in enumerate(others, 2)}
    declared = "".join(f' xmlns:{prefixes[space][:-1]}="{space}"' for space in others)
    names = _Names(envelope.spaces, prefixes)
    content = {envelope.item: items} if envelope.root else items[0]
    above = "" if envelope.root else f"{envelope.item}."
    pieces = [piece for key in content for piece in _element(names, above + key, content[key])]
    root = envelope.root or envelope.item
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f'{start}<{root} xmlns="{default}"{declared}>{"".join(pieces)}</{root}>'


@dataclass(frozen=True, slots=True)
class _Names:
    """What an element at a path is called, prefix included."""

    spaces: Mapping[str, str]
    prefixes: Mapping[str, str]

    def at(self, path: str) -> str:
        best = max((each for each in self.spaces if path.startswith(each)), key=len)
        return self.prefixes[self.spaces[best]] + path.rpartition(".")[2]


def _element(names: _Names, path: str, value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _element(names, path, item)
        return
    name = names.at(path)
    if not isinstance(value, dict):
        yield f"<{name}>{_text(value)}</{name}>"
        return
    attributes = {key for key in value if _is_attribute(path, key, value[key])}
    yield f"<{name}" + "".join(
        f' {key}="{_text(value[key])}"' for key in value if key in attributes
    )
    children = [key for key in value if key not in attributes]
    yield ">" if children else "/>"
    for key in children:
        yield from _element(names, f"{path}.{_plain(key)}", value[key])
    if children:
        yield f"</{name}>"


def _is_attribute(path: str, key: str, value: Any) -> bool:
    dated = key == "date" and path.rpartition(".")[2] in _DATED
    return (dated or key in _ATTRIBUTES) and not isinstance(value, dict | list)


def _plain(name: str) -> str:
    """A name that XML allows: members of `customer` pass unchecked and may be called anything."""
    return _NO_NAME.sub("_", name) or "_"


def _text(value: Any) -> str:
    """A value for XML: what no XML can carry is replaced, and what a parser would change, named."""
    escaped = html.escape(replace_illegal(str(value)))
    return re.sub("[\t\n\r]", lambda found: f"&#{ord(found[0])};", escaped)
