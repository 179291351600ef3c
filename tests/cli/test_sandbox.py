"""The verb sandbox, as a script would use it: a process of its own, until a signal."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.conftest import Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Kept", "--receiver", "support@business.com",
         "--department", "service")  # fmt: skip


@contextmanager
def started(folder: Path, *args: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A sandbox in a process of its own, and its port as the port file says it."""
    port_file = folder / "port"
    port_file.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "egain_cli",
        "sandbox",
        "--port",
        "0",
        "--port-file",
        str(port_file),
    ]
    with subprocess.Popen([*command, *args], stdout=-1, stderr=-1, text=True) as process:
        while not port_file.exists():
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        yield process, int(port_file.read_text())
        process.send_signal(signal.SIGINT)
        process.wait(30)


def messages(port: int) -> list[dict[str, str]]:
    """What the sandbox holds."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/_sandbox/messages") as answer:
        return list(json.load(answer))


def test_it_answers_once_the_port_file_is_there_and_ends_with_a_signal(tmp_path: Path) -> None:
    """Its stdout is for `eval`: the variables that a client needs; exit code 0."""
    with started(tmp_path) as (process, port):
        assert messages(port) == []
    assert process.returncode == 0
    assert not (tmp_path / "port").exists()  # nobody answers there any more
    out, err = process.stdout, process.stderr
    assert out is not None
    assert err is not None


def test_its_variables_are_enough_to_send(tmp_path: Path) -> None:
    """URL, user name, password, department and receiver."""
    with started(tmp_path) as (process, port):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert out.splitlines() == [
        f"export EGAIN_URL=http://127.0.0.1:{port}",
        "export EGAIN_USERNAME=demo",
        "export EGAIN_PASSWORD=demo",
        "export EGAIN_DEPARTMENT=service",
        "export EGAIN_RECEIVER=support@business.com",
    ]
    assert f"http://127.0.0.1:{port}/_sandbox/messages" in err


def test_a_store_survives_a_restart(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What arrived is there when the same file is opened again."""
    monkeypatch.setenv("EGAIN_USERNAME", "demo")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    store = str(tmp_path / "kept.sqlite")
    with started(tmp_path, "--store", store) as (_, port):
        assert egain("send-email", *LEAST, "--url", f"http://127.0.0.1:{port}").code == 0
    with started(tmp_path, "--store", store) as (_, port):
        assert [each["subject"] for each in messages(port)] == ["Kept"]


WORLD = """
departments: [help desk]
aliases: [{address: help@x.de, department: help desk}]
users: [{name: ann, password: "p w", rights: [create, read]}]
"""


def test_a_world_of_ones_own(egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables fit the given world, and what they say is enough to send."""
    path = tmp_path / "world.yaml"
    path.write_text(WORLD)
    with started(tmp_path, "--world", str(path)) as (process, _):
        assert process.stdout is not None
        lines = [shlex.split(process.stdout.readline())[1] for _ in range(5)]
        names = dict(line.split("=", 1) for line in lines)
        assert (names["EGAIN_PASSWORD"], names["EGAIN_DEPARTMENT"]) == ("p w", "help desk")
        for name, value in names.items():
            monkeypatch.setenv(name, value)
        assert egain("send-email", "--from", "jane@customer.com", "--subject", "s").code == 0


def test_a_world_without_a_sender_still_answers(tmp_path: Path) -> None:
    """Whoever tries out refusals may have such a world; only the URL is exported, with a warning."""
    path = tmp_path / "world.yaml"
    path.write_text("users: []")
    with started(tmp_path, "--world", str(path)) as (process, port):
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
    assert out == f"export EGAIN_URL=http://127.0.0.1:{port}\n"
    assert "warning: the sandbox's world is of no use to a sender" in err


def test_a_mistake_in_a_world_is_said_with_its_place(egain: Egain, tmp_path: Path) -> None:
    """The sandbox does not start; an input that cannot be read is exit code 6."""
    path = tmp_path / "world.yaml"
    path.write_text("secure_mesaging: yes")
    done = egain("sandbox", "--port", "0", "--world", str(path))
    assert (done.code, done.out) == (6, "")
    assert f"{path}:1:1: unknown key 'secure_mesaging'" in done.err
    assert "hint: Did you mean 'secure_messaging'?" in done.err
    assert egain("sandbox", "--world", str(tmp_path / "none.yaml")).code == 6


def test_faults_come_from_a_script(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the script answers is what a sender meets, and the sandbox counts it."""
    monkeypatch.setenv("EGAIN_USERNAME", "demo")
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    path = tmp_path / "faults.yaml"
    path.write_text("faults: [{name: no, on: 1, status: 403}]")
    with started(tmp_path, "--faults", str(path)) as (_, port):
        url = f"http://127.0.0.1:{port}"
        codes = [egain("send-email", *LEAST, "--url", url).code for _ in range(2)]
        with urllib.request.urlopen(f"{url}/_sandbox/faults") as answer:
            report = json.load(answer)
    assert codes == [4, 0]
    assert report["faults"] == [{"name": "no", "fired": 1}]
    assert report["requests"]["create"] == 2


def test_the_commands_of_the_page_on_faults_work(place: Path) -> None:
    """As a reader would copy them, in a folder with the samples; every line succeeds."""
    page = (ROOT / "docs" / "sandbox-faults.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"^```sh\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    shutil.copytree(ROOT / "samples", place / "samples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    lines = ["set -e", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT", block]
    done = subprocess.run(["bash", "-c", "\n".join(lines)], capture_output=True, text=True,
                          env={**os.environ, "PATH": path}, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert '{"name": "lost-answer", "fired": 0}' in done.stdout
    assert '{"name": "fault-1", "fired": 0}' in done.stdout


def test_a_mistake_in_a_fault_script_is_said_with_its_place(egain: Egain, tmp_path: Path) -> None:
    """The sandbox does not start."""
    path = tmp_path / "faults.yaml"
    path.write_text("faults:\n- {every: 3, statsu: 500}")
    done = egain("sandbox", "--port", "0", "--faults", path)
    assert (done.code, done.out) == (6, "")
    assert f"{path}:2:14: unknown key 'statsu'" in done.err
    assert "hint: Did you mean 'status'?" in done.err


def test_listening_to_others_is_warned_about(tmp_path: Path) -> None:
    """Loopback is the default."""
    with started(tmp_path, "--host", "0.0.0.0") as (process, _):
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert "warning: listening on 0.0.0.0" in err


def test_a_port_that_is_taken_is_said(egain: Egain) -> None:
    """With another way to go on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = egain("sandbox", "--port", port)
    assert (done.code, f"port {port}" in done.err, "hint:" in done.err) == (1, True, True)


@pytest.mark.parametrize("option", ["--port-file", "--store"])
def test_a_file_that_cannot_be_written_is_said(egain: Egain, tmp_path: Path, option: str) -> None:
    """The sandbox does not start."""
    done = egain("sandbox", "--port", "0", option, str(tmp_path / "nowhere" / "file"))
    assert (done.code, "nowhere" in done.err) == (1, True), done.err
    assert "Traceback" not in done.err


def test_without_its_extra_the_sandbox_says_what_to_install(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And so does the demo."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    for verb in ("sandbox", "demo"):
        done = egain(verb)
        assert (done.code, "egain-cli[sandbox]" in done.err) == (1, True), done.err
