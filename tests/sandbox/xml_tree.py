"""Owns how tests read an XML answer: by namespaces and never by prefixes; knows no route."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from defusedxml.ElementTree import fromstring

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from .wire import Answer

_GEN = "http://bindings.egain.com/ws/model/v12/gen"
A, P, COMMON = f"{_GEN}/interaction/activity", f"{_GEN}/platform", f"{_GEN}/common"
T, CASE, CUSTOMER = (f"{_GEN}/interaction/{name}" for name in ("attachment", "case", "customer"))
PERSON, POINT = f"{_GEN}/interaction/contactperson", f"{_GEN}/interaction/contactpoint"


def parsed(answer: Answer) -> Element:
    """The root of an answer that must be XML."""
    assert answer.headers["Content-Type"].startswith("application/xml"), answer.text
    root: Element = fromstring(answer.body)
    return root


def spaces(root: Element) -> set[tuple[str, str]]:
    """(dotted path, namespace) of every element below the root's items, arrays collapsed."""
    found: set[tuple[str, str]] = set()

    def walk(element: Element, above: str) -> None:
        space, _, name = element.tag[1:].partition("}")
        path = f"{above}.{name}".lstrip(".")
        found.add((path, space))
        for child in element:
            walk(child, path)

    for item in root:
        walk(item, "")
    return found


def members(element: Element) -> Any:
    """An element as the JSON shape would have it, but with every array as a list of its items."""
    inner: dict[str, Any] = dict(element.attrib)
    for child in element:
        inner.setdefault(child.tag.partition("}")[2], []).append(members(child))
    return inner or element.text or ""
