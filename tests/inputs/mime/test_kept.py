"""A value that an object works out once."""

from __future__ import annotations

from dataclasses import dataclass

from egain_cli.inputs.mime.kept import kept


@dataclass(frozen=True, eq=False)
class Circle:
    """An object that cannot be changed, as a part of a message."""

    worked: list[str]

    @kept
    def area(self) -> int:
        """What it works out."""
        self.worked.append("area")
        return 7


def test_it_is_worked_out_when_asked_for_and_once() -> None:
    """Each object has a value of its own."""
    first, second = Circle([]), Circle([])
    assert (first.area, first.area, first.worked, second.worked) == (7, 7, ["area"], [])
    assert second.area == 7
    assert Circle.area.__doc__ == "What it works out."
