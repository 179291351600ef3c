"""Owns the rules that ask the world or compare members; knows no codes and no order of checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.shape import find
from egain_cli.sandbox.values import decoded_size, truth

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.sandbox.world import World

    Faults = Iterator[tuple[str, str]]  # (path, which rule it breaks)
    WorldCheck = Callable[[dict[str, Any], World], Faults]


def _department(document: dict[str, Any], world: World) -> Faults:
    name = document["department"]["name"]
    if name not in world.departments:
        yield "department.name", f"there is no department {name!r}"


def _receiver(document: dict[str, Any], world: World) -> Faults:
    path = "payload.email.emailAddresses.receiver"
    department = document["department"]["name"]
    alias = world.alias(document["payload"]["email"]["emailAddresses"]["receiver"])
    if not alias:
        yield path, "there is no such alias"
    elif not alias.active:
        yield path, f"the alias {alias.address} is not active"
    elif alias.department != department:
        yield path, f"{alias.address} is an alias of {alias.department!r}, not of {department!r}"


def _secure(document: dict[str, Any], world: World) -> Faults:
    if truth(document.get("isSecure")) and not world.secure_messaging:
        yield "isSecure", "secure messaging is disabled in this world"


def _inline(document: dict[str, Any], _world: World) -> Faults:
    for path, item in find(document, "attachments.attachment[]"):
        if truth(item.get("isInline")) and "contentId" not in item:
            yield f"{path}.contentId", "an inline attachment needs a contentId"


def _blocked(document: dict[str, Any], world: World) -> Faults:
    for path, item in find(document, "attachments.attachment[]"):
        # Windows drops trailing dots and spaces, so `run.exe. ` is a program there.
        extension = item.get("fileName", "").rstrip(". ").lower().rpartition(".")[2]
        if extension in world.blocked_extensions and "." in item["fileName"]:
            yield f"{path}.fileName", f"files of type .{extension} are blocked"


def _custom_attributes(document: dict[str, Any], world: World) -> Faults:
    for path, item in find(document, "customAttributes.customAttribute[]"):
        name, places = item["attribName"], find(item, "attribValues.attribValue[].value", path)
        known = world.custom_attribute(name)
        if not known:
            yield f"{path}.attribName", f"there is no custom attribute {name!r}"
        allowed = known.values if known else ()
        for place, value in places if allowed else ():
            if str(value) not in allowed:
                yield place, f"{name} is an enumeration of {', '.join(allowed)}"


def oversized(document: dict[str, Any], world: World) -> Iterator[tuple[str, int]]:
    """(path, limit in bytes) of each attachment that is larger than the world takes."""
    limit = world.max_attachment_bytes
    for path, content in find(document, "attachments.attachment[].content") if limit else ():
        if limit and decoded_size(content) > limit:
            yield path, limit


WORLD_CHECKS: tuple[WorldCheck, ...] = (
    _department,
    _receiver,
    _secure,
    _inline,
    _blocked,
    _custom_attributes,
)
