"""Owns the folder of messages that did not arrive, each with its problem; knows no source."""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from egain_cli.errors import EgainError, UsageError
from egain_cli.model import Status
from egain_cli.places import write_private
from egain_cli.report import SCHEMA, change

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from egain_cli.model import Outcome

STDIN = "-"
# What a person has to look at. What was merely not attempted is where it was, and the same command
# sends it; a copy of each of ten thousand after a stop would help nobody.
KEPT = (Status.REJECTED, Status.INVALID, Status.UNKNOWN)
_KEY = re.compile(r"[0-9a-f]{16,64}(?:-[0-9]{1,9})?")


@dataclass(slots=True)
class Quarantine:
    """A folder that takes a copy of each message that did not arrive, or nobody knows.

    Below it `rejected`, `invalid` and `unknown` hold `KEY.eml`, byte for byte as the source has it,
    and `KEY.problem.json`. A file's name comes from the key alone, so that no message chooses it.
    `warn` hears, once, that it cannot be written; `lost` counts the messages whose copy is missing.
    """

    folder: Path
    warn: Callable[[str], None] = lambda words: None  # noqa: ARG005
    lost: int = 0

    def keep(
        self, outcome: Outcome, raw: Callable[[], bytes], request: Mapping[str, Any]
    ) -> Path | None:
        """Keep a message by what became of it; the path of its copy, None where there is none.

        `request` says what it was sent with: JSON-able members of the problem's own, such as `run`
        and `options`, and no secret among them. Raises nothing: a run goes on without a copy.
        """
        if outcome.status not in KEPT:
            return None
        try:
            return self._write(outcome, raw, request)
        except (OSError, EgainError) as error:  # an EgainError where a source changed meanwhile
            self.lost += 1
            if self.lost == 1:
                why = error.strerror if isinstance(error, OSError) else error.message
                self.warn(f"{self.folder}: what did not arrive cannot be kept there: {why}")
            return None

    def _write(
        self, outcome: Outcome, raw: Callable[[], bytes], request: Mapping[str, Any]
    ) -> Path | None:
        name = _file_name(outcome.key)
        place = self.folder / outcome.status
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        problem = json.dumps(_problem(outcome, request), indent=2) + "\n"
        write_private(place / f"{name}.problem.json", problem)
        copy = place / f"{name}.eml"
        content = raw()
        if content:  # what could not be read is invalid, and its problem says why
            write_private(copy, content)
        self._forget(name, outcome.status)
        return copy if content else None

    def _forget(self, name: str, now: Status) -> None:
        """Take away what was kept of the same message when something else became of it."""
        for status in KEPT:
            for suffix in ("eml", "problem.json"):
                if status is not now:
                    with suppress(FileNotFoundError):
                        (self.folder / status / f"{name}.{suffix}").unlink()


def open_quarantine(
    folder: Path, sources: Sequence[str], warn: Callable[[str], None]
) -> Quarantine:
    """The folder, made if need be (0700).

    Raises UsageError where it is no folder, cannot be made, or shares a place with a source: what
    was just kept would be found there, by this run or as a second copy by the next one.
    """
    place = Path(os.path.realpath(folder))
    for name in sources:
        source = Path(os.path.realpath(name))
        above = source == place or source in place.parents or place in source.parents
        if name != STDIN and above and source.is_dir():
            words = f"--failed-dir {folder} and {name}, which is to be sent, lie in each other"
            hint = "What fails would be found and sent again: name another folder."
            raise UsageError(words, hint)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        hint = "Name a folder that can be made or written."
        raise UsageError(f"--failed-dir {folder}: {error.strerror}", hint) from None
    return Quarantine(folder, warn)


def _file_name(key: str) -> str:
    """A key as it names a file: itself where it is one of ours, else the hash of it."""
    if _KEY.fullmatch(key):
        return key
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _problem(outcome: Outcome, request: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "event": "problem",
        "schema": SCHEMA,
        "origin": outcome.origin,
        "key": outcome.key,
        "status": str(outcome.status),
        "http_status": outcome.http_status,
        "code": outcome.code,
        "message": outcome.message,
        "hint": outcome.hint,
        "attempts": outcome.attempts,
        "findings": [change(found) for found in outcome.findings],
        **request,
    }
