"""Owns how a world is told in the words of a world file; knows no YAML and no request."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from egain_cli.sandbox.world import User, World


def describe_world(world: World) -> dict[str, Any]:
    """The world with the keys of a world file and without passwords; for JSON."""
    terms = asdict(world) | {"users": [_user(user) for user in world.users]}
    terms["blocked_file_types"] = terms.pop("blocked_extensions")
    terms["max_request_bytes"] = terms.pop("max_body_bytes")
    terms["cases"] = [{name: case[name] for name in case if case[name]} for case in terms["cases"]]
    return {name: value for name, value in terms.items() if value is not None}


def _user(user: User) -> dict[str, Any]:
    rights = {"create": user.may_create, "read": user.may_read}
    return {"name": user.name, "rights": [name for name, held in rights.items() if held]}
