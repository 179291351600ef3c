"""A sandbox as a test asks it: what it holds, and how it fails from now on."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class View:
    """The sandbox at a URL; `environment` is what a sender needs to reach it."""

    url: str
    environment: dict[str, str] = field(default_factory=dict)

    def stored(self, query: str = "") -> list[dict[str, Any]]:
        """What it holds, in the order in which it came."""
        found = self._ask(f"messages?limit=100000{query}")
        assert isinstance(found, list)
        return found[::-1]

    def subjects(self) -> list[str]:
        """The subjects of what it holds, sorted; one that came twice is there twice."""
        return sorted(each["subject"] for each in self.stored())

    def count(self) -> int:
        """How many it holds."""
        with urllib.request.urlopen(f"{self.url}/_sandbox/messages?limit=0") as answer:
            return int(answer.headers["X-Total-Count"])

    def await_count(self, number: int, seconds: int = 30) -> bool:
        """Wait until it holds so many; False where they do not come in time."""
        try:
            self._ask(f"wait?count={number}&timeout={seconds}")
        except HTTPError as error:
            error.close()
            if error.code != 408:
                raise
            return False
        return True

    def fail(self, *faults: dict[str, Any], seed: int = 0) -> None:
        """Fail like this from now on; without any fault, no more."""
        self._ask("faults", {"seed": seed, "faults": list(faults)})

    def clear(self) -> None:
        """Forget all that it holds."""
        request = urllib.request.Request(f"{self.url}/_sandbox/clear", method="POST")
        urllib.request.urlopen(request).close()

    def fired(self) -> dict[str, int]:
        """How often each fault fired, by its name."""
        found: Any = self._ask("faults")
        return {fault["name"]: fault["fired"] for fault in found["faults"]}

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> object:
        request = urllib.request.Request(f"{self.url}/_sandbox/{path}")
        if body is not None:
            request.data, request.method = json.dumps(body).encode(), "PUT"
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)


@contextmanager
def apart(folder: Path) -> Iterator[View]:
    """A sandbox in a process of its own, so that it shares no lock with a sender."""
    folder.mkdir(parents=True, exist_ok=True)
    port = folder / "port"
    options = ("--port", "0", "--port-file", str(port))
    with (folder / "variables").open("w") as out, (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "egain_cli", "sandbox", *options], stdout=out, stderr=log
        )
    try:
        while not port.exists():
            assert process.poll() is None, (folder / "log").read_text()
            time.sleep(0.02)
        variables = _read_variables(folder / "variables")
        yield View(variables["EGAIN_URL"], variables)
    finally:
        process.terminate()
        process.wait(30)


def _read_variables(file: Path) -> dict[str, str]:
    lines: list[str] = []
    while len(lines) < 5:  # they are written once the port is
        lines = file.read_text().splitlines()
    pairs = (line.removeprefix("export ").partition("=") for line in lines)
    return {name: value for name, _, value in pairs}
