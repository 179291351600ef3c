"""Owns where each field of an email that was made from YAML is written; reads no value of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from egain_cli.yaml_reader import Node

_IN_FILES = {"text_file": "text", "html_file": "html"}
_MAPPINGS = ("attributes", "customer")


def written_at(nodes: Mapping[str, Node], attachments: int) -> dict[str, str]:
    """Where each field is written: `file.yaml:3:7`, or the setting; by the name findings have.

    `attachments` is how many there are: beyond those that are written, the HTML shows them.
    """
    shown = {f"attachments[{number + 1}]": "shown by the HTML" for number in range(attachments)}
    return {"date": "the clock", **shown, **dict(_places(nodes))}


def _places(nodes: Mapping[str, Node]) -> Iterator[tuple[str, str]]:
    for name, node in nodes.items():
        place = str(node.mark)
        if name in _IN_FILES:
            yield _IN_FILES[name], f"{place}, the file {node.value}"
        elif name in _MAPPINGS and isinstance(node.value, dict):
            yield from ((f"{name}.{key}", str(each.mark)) for key, each in node.value.items())
        elif name == "attachments":
            several = node.value if isinstance(node.value, list) else [node]
            for number, each in enumerate(several, 1):
                yield f"attachments[{number}]", str(each.mark)
        else:
            yield name, place
