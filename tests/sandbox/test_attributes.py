"""What the list of custom attributes answers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from egain_cli.sandbox.serve import running
from egain_cli.sandbox.world import DEFAULT_WORLD

from .wire import ACTIVITY, XML, opened
from .xml_tree import COMMON, parsed

if TYPE_CHECKING:
    from .wire import Wire

CUSTOM = f"{ACTIVITY}/attributes?$attribute=custom"


def test_the_custom_attributes_are_listed_with_their_enumerations(wire: Wire) -> None:
    """Any session may ask for them, whoever may not read activities too."""
    answer = wire.ask("GET", CUSTOM)
    assert answer.status == 200
    names = {each["name"]: each["enumeration"] for each in answer.json["customAttribute"]}
    assert names == {"customer_rating": ["1", "2", "3", "4", "5"], "source": []}


def test_a_world_without_custom_attributes_answers_204() -> None:
    """None found is no error and has no body."""
    with running(replace(DEFAULT_WORLD, custom_attributes=())) as sandbox:
        answer = opened(sandbox.url).ask("GET", CUSTOM)
    assert (answer.status, answer.body) == (204, b"")


REFUSED = [
    (CUSTOM, {"X-egain-session": "gone"}, 401, "401-101"),
    (f"{ACTIVITY}/attributes", {}, 400, "400-116"),
    (CUSTOM, {"Accept": "image/png"}, 406, "406-90001"),
]


@pytest.mark.parametrize(("path", "headers", "status", "code"), REFUSED)
def test_a_wrong_question_is_refused(
    wire: Wire, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    """A dead session, another query and a type nobody speaks are refused, each with its code."""
    answer = wire.ask("GET", path, headers=headers)
    assert answer.status == status
    assert code in answer.text


def test_the_list_in_xml_has_the_common_namespace(wire: Wire) -> None:
    """One element for each attribute, and one for each value of its enumeration."""
    root = parsed(wire.ask("GET", CUSTOM, headers={"Accept": XML}))
    assert root.tag == f"{{{COMMON}}}customAttributes"
    rating, source = root
    assert [each.text for each in rating] == ["customer_rating", "1", "2", "3", "4", "5"]
    assert [each.text for each in source] == ["source"]
