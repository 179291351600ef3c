"""The command in a process of its own, which a test may stop or kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.bulk.server import View

PROGRAM = (sys.executable, "-m", "egain_cli")


@dataclass(frozen=True)
class Left:
    """What a command left: its exit code (negative: the signal that ended it), and its words."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """The lines of --json; one that a kill cut off is none."""
        found = []
        for line in self.out.splitlines():
            with suppress(ValueError):
                found.append(json.loads(line))
        return found

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """The outcome events of --json."""
        return [event for event in self.events if event["event"] == "outcome"]

    @property
    def last(self) -> dict[str, Any]:
        """The last event of --json."""
        return self.events[-1]


@dataclass
class Command:
    """A command under way; its words go to files, so that it never waits for a reader."""

    process: subprocess.Popen[bytes]
    folder: Path
    left: Left | None = field(default=None, init=False)

    def signal(self, number: int) -> None:
        """Send it a signal, if it is still there."""
        self.process.send_signal(number)

    def said(self) -> str:
        """What it has said on stderr so far."""
        return (self.folder / "err").read_text()

    def await_words(self, words: str, seconds: float = 30) -> None:
        """Wait until it has said something on stderr."""
        end = time.monotonic() + seconds
        while words not in self.said():
            assert time.monotonic() < end, self.said()
            time.sleep(0.01)

    def end(self, seconds: float = 60) -> Left:
        """Wait for its end, and say what it left."""
        code = self.process.wait(seconds)
        out, err = ((self.folder / name).read_text() for name in ("out", "err"))
        self.left = Left(code, out, err)
        return self.left


def unmeasured(environ: Mapping[str, str]) -> dict[str, str]:
    """An environment in which no program measures its coverage."""
    return {name: value for name, value in environ.items() if not name.startswith("COV")}


@dataclass(frozen=True)
class Caller:
    """Calls the command in `folder`, with a state of its own, for the sandbox of `server`."""

    folder: Path
    server: View

    @property
    def environment(self) -> Mapping[str, str]:
        """What the command is given; a session that a kill left open keeps nobody out."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("EGAIN_")}
        places = {"EGAIN_CONFIG_DIR": str(self.folder / "config"),
                  "EGAIN_STATE_DIR": str(self.folder / "state")}  # fmt: skip
        path = {"PYTHONPATH": str(ROOT), "EGAIN_FORCE_LOGIN": "yes"}
        return {**kept, **places, **path, **self.server.environment}

    @contextmanager
    def start(
        self, *args: str, through: tuple[str, ...] = (), measured: bool = False
    ) -> Iterator[Command]:
        """The command, in a session of its own; what is left of it at the end is killed.

        `through` is a command that becomes this one, as `nice` does. Only where it surely comes to
        its end is its coverage `measured`: half a file of measurements spoils all of them.
        """
        environment = self.environment if measured else unmeasured(self.environment)
        words = self.folder / f"words-{time.monotonic_ns()}"
        words.mkdir(parents=True)
        with (words / "out").open("wb") as out, (words / "err").open("wb") as err:
            process = subprocess.Popen(
                [*through, *PROGRAM, *args], cwd=self.folder, env=environment, stdout=out,
                stderr=err, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        try:
            yield Command(process, words)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(30)

    def call(self, *args: str, seconds: float = 60) -> Left:
        """What the command leaves when nobody stops it."""
        with self.start(*args, measured=True) as command:
            return command.end(seconds)
