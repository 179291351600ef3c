"""Owns the command `python -m tests.conformance […]`; knows no case."""

from __future__ import annotations

import signal
import sys

from tests.conformance.settings import described, variable
from tests.conformance.starter import start


def main(arguments: list[str]) -> int:
    """The exit code, pytest's own; "--variables" only lists the settings."""
    if arguments == ["--variables"]:
        for name, default, meaning in described():
            print(f"{variable(name):32}{default or '-':26}{meaning}")
        return 0
    # A sandbox must not outlive a run that is told to end.
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    return start(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
