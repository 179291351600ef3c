"""Owns what each stage of a run costs: the program in this process, its stages timed from outside.

Run as `python -m bench.stages FILE ARGUMENTS…`: it runs the program with the arguments, and writes
a JSON object of seconds of CPU by stage. A stage that is called within another counts for itself
alone; what no stage names is the rest. Without processes: it sees its own threads only.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from threading import Lock, local
from time import process_time, thread_time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

# Stage, module, and the function or Class.method in it, under the name by which it is called.
STAGES = (
    ("read and hash the file", "egain_cli.inputs.messages", "Reading.open"),
    ("map the message", "egain_cli.inputs.messages", "_compose"),
    ("check it", "egain_cli.replay.pipeline", "examine"),
    ("journal", "egain_cli.journal.ledger", "Ledger.discover"),
    ("journal", "egain_cli.journal.ledger", "Ledger.look"),
    ("journal", "egain_cli.journal.ledger", "Ledger.claim"),
    ("journal", "egain_cli.journal.ledger", "Ledger.settle"),
    ("encode it", "egain_cli.encode.json", "encode"),
    ("HTTP", "egain_cli.client.connection", "Connection.create"),
    ("the result line", "egain_cli.cli.sending", "Followed.take"),
    ("one message from one stage to the next", "egain_cli.replay.pipeline", "Pipeline.follow"),
    ("find the files", "egain_cli.inputs.sources.arguments", "Sources.count"),
)
REST = "start, find the files, hand out and gather"


class _Clock:
    """CPU seconds by stage, gathered from all threads."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._lock = Lock()
        self._own = local()

    def timed(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, which counts for the stage whenever it is called."""

        def call(*args: Any, **named: Any) -> Any:
            inner: list[float] = self._own.__dict__.setdefault("inner", [])
            inner.append(0.0)
            started = thread_time()
            try:
                return function(*args, **named)
            finally:
                spent = thread_time() - started
                own = spent - inner.pop()
                if inner:
                    inner[-1] += spent
                with self._lock:
                    self.seconds[stage] = self.seconds.get(stage, 0.0) + own

        return call


def main(result: str, *args: str) -> None:
    """Run the program with its stages timed; its exit code is this one's."""
    clock = _Clock()
    for stage, module, name in STAGES:
        owner, attribute = find_stage(module, name)
        setattr(owner, attribute, clock.timed(stage, getattr(owner, attribute)))
    sys.argv = ["egain", *args]
    started = process_time()
    try:
        import_module("egain_cli.__main__").main()
    finally:
        spent = process_time() - started
        clock.seconds[REST] = spent - sum(clock.seconds.values())
        Path(result).write_text(json.dumps(clock.seconds))


def find_stage(module: str, name: str) -> tuple[Any, str]:
    """What holds the function of a stage, and its name there; raises where it is not there."""
    *owners, attribute = name.split(".")
    owner: Any = import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    return owner, attribute


if __name__ == "__main__":
    main(*sys.argv[1:])
