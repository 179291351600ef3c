"""Owns a run of the suite: against the server that is named, or a sandbox of its own; no case."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.conformance.settings import PREFIX, variable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
_START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class World:
    """A sandbox to ask: its world file ("" is the default world), settings, which cases to ask."""

    name: str
    file: str = ""
    settings: tuple[tuple[str, str], ...] = ()
    cases: tuple[str, ...] = ()


# What the page says of a server without secure messaging cannot be seen in the default world.
WORLDS = (
    World("the default world"),
    World(
        "a world without secure messaging",
        "secure_messaging: false\n",
        (("secure", ""),),
        ("-k", "isSecure or Example"),
    ),
)


def start(arguments: list[str]) -> int:
    """Run the suite with arguments for pytest and hand on its exit code.

    It goes to EGAIN_TEST_URL when that is set, and otherwise, or when "--sandbox" is the first
    argument, to sandboxes that live as long.
    """
    if arguments[:1] == ["--sandbox"]:
        arguments = arguments[1:]
    elif os.environ.get(variable("url")):
        return _ask(os.environ, arguments)
    return next(filter(None, (_ask_sandbox(world, arguments) for world in WORLDS)), 0)


def _ask_sandbox(world: World, arguments: Sequence[str]) -> int:
    print(f"asking a sandbox: {world.name}", flush=True)
    strict = {"strict": "1", "force_login": "1", **dict(world.settings)}
    with sandbox(world.file) as url:
        environ = _without_settings() | {variable("url"): url}
        environ |= {variable(name): text for name, text in strict.items()}
        return _ask(environ, (*world.cases, *arguments))


def _ask(environ: Mapping[str, str], arguments: Sequence[str]) -> int:
    # One process, as a user has few sessions; no fixture of the folders above, which know more.
    alone = ("-p", "no:xdist", "--confcutdir", str(HERE), "--ignore-glob=*/test_suite*")
    command = (sys.executable, "-m", "pytest", "-q", *alone, str(HERE), *arguments)
    return subprocess.run(command, env=dict(environ), cwd=ROOT, check=False).returncode


@contextmanager
def sandbox(world: str = "") -> Iterator[str]:
    """The address of a sandbox, which is stopped at the end of the block whatever happens.

    Raises RuntimeError, with what the command said, when it does not come up.
    """
    with tempfile.TemporaryDirectory() as folder:
        port_file, log = Path(folder, "port"), Path(folder, "log")
        with log.open("wb") as said:
            process = subprocess.Popen(
                _command(port_file, Path(folder, "world.yaml"), world),
                stdout=said, stderr=said, env=_without_settings(), cwd=ROOT)  # fmt: skip
        try:
            yield f"http://127.0.0.1:{_port(process, port_file, log)}"
        finally:
            _stop(process)


def _command(port_file: Path, world_file: Path, world: str) -> list[str]:
    program = shutil.which("egain", path=str(Path(sys.executable).parent)) or "egain"
    command = [program, "sandbox", "--port", "0", "--port-file", str(port_file)]
    if world:
        world_file.write_text(world, encoding="utf-8")
        command += ["--world", str(world_file)]
    return command


def _port(process: subprocess.Popen[bytes], port_file: Path, log: Path) -> int:
    deadline = time.monotonic() + _START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        if port_file.exists():
            return int(port_file.read_text(encoding="utf-8"))
        time.sleep(0.05)
    raise RuntimeError(f"the sandbox does not answer: {log.read_text(encoding='utf-8')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _without_settings() -> dict[str, str]:
    """The environment, without what would tell the sandbox or the suite of another server."""
    told = PREFIX.removesuffix("TEST_")
    return {name: text for name, text in os.environ.items() if not name.startswith(told)}
