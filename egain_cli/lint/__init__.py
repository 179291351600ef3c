"""Owns what is asked of an activity before it is sent; pure: finds, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.lint.attributes import check_attributes
from egain_cli.lint.page import check_page
from egain_cli.lint.size import check_size
from egain_cli.lint.texts import check_texts

__all__ = ["check", "check_size"]

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.model import Activity


def check(activity: Activity) -> list[Finding]:
    """Everything wrong or doubtful about an activity, whatever the format it is to go in."""
    return [*check_page(activity), *check_attributes(activity), *check_texts(activity)]
