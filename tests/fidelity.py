"""Run the tool over a folder of real messages, and hold what it makes of them against others.

`make fidelity CORPUS=DIR`: DIR holds `messages.tar.xz`, raw messages; `consensus.jsonl.gz`, what
independent mail parsers agree on for each; and `score.py`, which compares. See docs/fidelity.md.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

FLOOR = 99.5  # percent of the messages, for every field
_SEND = ["send-eml", "--dry-run", "--json", "--no-input"]
_TARGET = ["--department", "service", "--receiver", "support@business.com"]


def main() -> int:
    """Print the table; 0 when every field reaches the floor and every message has a payload."""
    parser = argparse.ArgumentParser(prog="python -m tests.fidelity", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--floor", type=float, default=FLOOR, help=f"percent ({FLOOR})")
    parser.add_argument("--show", metavar="FIELD", help="list the messages that differ in a field")
    options = parser.parse_args()
    with TemporaryDirectory() as place:
        folder, output = Path(place, "messages"), Path(place, "out.ndjson")
        with tarfile.open(options.corpus / "messages.tar.xz") as messages:
            messages.extractall(folder, filter="data")
        _send(folder, output)
        show = ["--show", options.show] if options.show else []
        floor = ["--floor", str(options.floor)]
        judge = [sys.executable, str(options.corpus / "score.py"), str(output), str(folder)]
        return subprocess.run([*judge, *floor, *show], check=False).returncode


def _send(folder: Path, output: Path) -> None:
    """Every message as a payload, in one process that is in no way set up."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith("EGAIN_")}
    environ["EGAIN_CONFIG_DIR"] = str(folder.parent / "config")
    program = [sys.executable, "-m", "egain_cli", *_SEND, *_TARGET, str(folder)]
    started = perf_counter()
    with output.open("wb") as out:
        done = subprocess.run(
            program, stdout=out, stderr=subprocess.PIPE, env=environ, check=False, text=True
        )
    lines = sum(
        b'"event": "outcome"' in line or b'"event":"outcome"' in line for line in output.open("rb")
    )
    print(f"{lines} messages in {perf_counter() - started:.1f} s, exit code {done.returncode}")
    if not lines:
        print(done.stderr[-2000:], file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
