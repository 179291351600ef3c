"""Past runs for tests: real journals, written the way a run writes them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from egain_cli.errors import ExitCode
from egain_cli.journal.file import default_path, open_journal
from egain_cli.journal.ledger import Decision, Rule
from egain_cli.journal.runs import RunRecord, begin_run
from egain_cli.model import Outcome, Status
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

ACCEPTED = Outcome(
    origin="", key="", status=Status.ACCEPTED, http_status=201, activity_id="2795",
    location="http://127.0.0.1/x/2795", message="Created", attempts=1, ms=12, attachments=1,
)  # fmt: skip
REJECTED = Outcome(
    origin="", key="", status=Status.REJECTED, http_status=400, code="400-152", attempts=1,
    message="Invalid value for 'receiver'.", exit_code=ExitCode.FAILED,
)  # fmt: skip
INVALID = Outcome(
    origin="", key="", status=Status.INVALID, message="from: missing (L001 required-missing)",
    exit_code=ExitCode.INVALID,
)  # fmt: skip
LOST = Outcome(
    origin="", key="", status=Status.UNKNOWN, message="connection lost", attempts=1,
    exit_code=ExitCode.UNKNOWN,
)  # fmt: skip
STOPPED = Outcome(
    origin="", key="", status=Status.NOT_ATTEMPTED, message="stopped",
    exit_code=ExitCode.CANCELLED,
)  # fmt: skip
UNREAD = replace(STOPPED, message="what a run found, and had not looked at when it ended")
TARGET = "http://127.0.0.1:1/system"


def key(number: int) -> str:
    """The key of the message with that number."""
    return f"{number:032x}"


def record(
    *sources: str, verb: str = "send-eml", target: str = TARGET, folder: Path | None = None,
    options: Mapping[str, Any] | None = None,
) -> RunRecord:  # fmt: skip
    """What a run was asked for."""
    return RunRecord(
        verb=verb, target=target, options=options or {"receiver": "support@business.com"},
        sources=sources or ("saved",), folder=str(folder or Path.cwd()), sends_always=False,
    )  # fmt: skip


def run(
    outcomes: Sequence[Outcome | None],
    asked: RunRecord | None = None,
    *,
    path: Path | None = None,
    keys: Sequence[str] = (),
    rule: Rule | None = None,
) -> int:
    """Record a run with these outcomes, None for a message that was being sent at its end.

    The number of the run; each message has the key of its number where no other is given.
    """
    journal = open_journal(path or default_path(os.environ))
    assert journal is not None
    try:
        ledger = begin_run(journal, asked or record())
        ledger.discover([f"saved/{number}.eml" for number in range(1, len(outcomes) + 1)])
        for number, outcome in enumerate(outcomes, 1):
            if outcome is UNREAD:
                continue
            base = keys[number - 1] if keys else key(number)
            if outcome is None or outcome.status not in (Status.INVALID, Status.NOT_ATTEMPTED):
                verdict = ledger.claim(number, base, rule or Rule(again=True))
                assert verdict.decision is Decision.SEND
                identity = verdict.identity
            else:
                identity = ledger.identify(number, base)
            if outcome is not None:
                origin = f"saved/{number}.eml"
                ledger.settle(number, replace(outcome, origin=origin, key=identity))
        made = ledger.run
        ledger.close(0)
    finally:
        journal.close()
    return made


def killed(outcomes: str, path: Path | None = None) -> None:
    """Record a run in a process of its own that dies, by `kill -9`, before it ends.

    `outcomes` is Python for the list that `run` takes, with the names of this module.
    """
    file = path or default_path(os.environ)
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from tests.cli import recorded_runs as r\n"
        "from tests.cli.recorded_runs import *\n"
        "from egain_cli.journal.ledger import Ledger\n"
        "Ledger.close = lambda *a, **k: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"r.run({outcomes}, path=Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(file)], cwd=ROOT, check=False)
    assert done.returncode != 0
