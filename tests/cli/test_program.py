"""The program as a whole: what it loads, how it ends, what a person and a shell see of it."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.cli import _load
from egain_cli.cli.completions import SHELLS, script
from egain_cli.cli.verbs import VERBS
from tests.conftest import ROOT, SAMPLES
from tests.servers import CREATED, answer, scripted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPConnection

    from egain_cli.sandbox.serve import Running
    from tests.conftest import Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--receiver", "r@s.de",
         "--department", "d")  # fmt: skip
FILES = {"bash": "egain.bash", "zsh": "_egain", "fish": "egain.fish", "powershell": "egain.ps1"}


def program(*args: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run `python -m egain_cli` in a process of its own."""
    command = [sys.executable, "-m", "egain_cli", *args]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False, env=env
    )


def loaded_by(*args: str) -> set[str]:
    """The top-level modules that a command line loads."""
    code = (
        "import sys, runpy, json; sys.argv = ['egain', *sys.argv[1:]]\n"
        "try: runpy.run_module('egain_cli', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    )
    # Without the measuring of coverage, which would load modules of its own.
    environ = {name: text for name, text in os.environ.items() if not name.startswith("COV")}
    done = subprocess.run(
        [sys.executable, "-c", code, *args],
        capture_output=True, text=True, timeout=60, check=True, env=environ,
    )  # fmt: skip
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_version_loads_nothing_but_itself() -> None:
    """A shell prompt or a build script may ask for it often."""
    assert {name for name in loaded_by("--version") if name.startswith("egain_cli")} == {
        "egain_cli",
    }  # fmt: skip
    assert not loaded_by("--version") & {
        "typer",
        "rich",
        "httpx",
        "yaml",
        "json.tool",
        "dataclasses",
    }


def test_help_loads_no_verb_and_nothing_that_sends() -> None:
    """Only typer, and rich to draw it."""
    loaded = loaded_by("--help")
    assert {name for name in loaded if name.startswith("egain_cli")} == {
        "egain_cli", "egain_cli.cli", "egain_cli.cli.verbs", "egain_cli.errors",
    }  # fmt: skip
    heavy = {"httpx", "httpcore", "yaml", "magic", "pybase64", "sqlite3", "asyncio", "ssl", "email",
             "click", "pydantic", "platformdirs", "truststore", "starlette", "uvicorn", "keyring"}  # fmt: skip
    assert not loaded & heavy


def test_a_send_loads_only_what_it_needs() -> None:
    """Not rich in a pipe, no click for httpx's own command line, no libmagic without attachments."""
    with scripted([CREATED]) as server:
        os.environ["EGAIN_SESSION"] = "s"
        try:
            loaded = loaded_by("send-email", *LEAST, "--url", server.url)
        finally:
            del os.environ["EGAIN_SESSION"]
    assert len(server.requests) == 1
    heavy = {"rich", "click", "pygments", "magic", "truststore", "keyring", "starlette", "uvicorn",
             "defusedxml", "pydantic", "yaml", "pybase64",
             "egain_cli.content", "egain_cli.inputs.attachments"}  # fmt: skip
    if sys.platform == "linux":
        heavy |= {"platformdirs"}
    assert not loaded & heavy


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_helps_and_its_help_begins_with_the_lists_words(egain: Egain, name: str) -> None:
    """The list of verbs is written apart, so that it can be shown without loading them."""
    command = _load(name)
    assert command.help.splitlines()[0] == VERBS[name].summary
    done = egain(name, "--help")
    assert (done.code, done.err) == (0, "")
    assert VERBS[name].summary.split()[0] in done.out


def test_without_a_verb_the_help_is_shown(egain: Egain) -> None:
    """That is a wrong call all the same."""
    done = egain()
    assert done.code == 2
    assert "send-email" in done.out + done.err


def test_the_version_is_shown_among_other_options_too(egain: Egain) -> None:
    """The quick way and the usual one say the same."""
    done = egain("--version")
    assert (done.code, done.out) == (0, program("--version").stdout)
    assert done.out.startswith("egain 0.")


@pytest.mark.parametrize("shell", SHELLS)
def test_the_completions_in_the_tree_are_what_the_program_prints(egain: Egain, shell: str) -> None:
    """`make completions` writes them anew."""
    kept = (ROOT / "completions" / FILES[shell]).read_text(encoding="utf-8")
    assert kept == script(shell) + "\n" == egain("completions", shell).out


def test_bash_completes_verbs_and_options(tmp_path: Path) -> None:
    """In a real bash, as it would after a Tab."""
    lines = [
        f"source {ROOT}/completions/egain.bash",
        "complete -p egain",
        "COMP_WORDS=(egain send-); COMP_CWORD=1; _egain_completion egain; echo ${COMPREPLY[@]}",
        "COMP_WORDS=(egain send-eml --rep); COMP_CWORD=2; _egain_completion egain; echo ${COMPREPLY[@]}",
    ]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["bash", "-ec", "\n".join(lines)], capture_output=True, text=True,
                          env={**os.environ, "PATH": path}, cwd=tmp_path, check=True)  # fmt: skip
    assert done.stdout.splitlines() == [
        "complete -o default -F _egain_completion egain", "send-email send-eml", "--reply-to",
    ]  # fmt: skip


@pytest.mark.parametrize(("shell", "file"), [("zsh", "_egain"), ("fish", "egain.fish")])
def test_the_other_shells_can_read_their_script(shell: str, file: str) -> None:
    """Without running it."""
    subprocess.run([shell, "-n", str(ROOT / "completions" / file)], check=True)


@pytest.mark.parametrize("shell", ["zsh", "fish", "powershell"])
def test_the_other_shells_get_their_verbs(shell: str) -> None:
    """The program answers each in its own form."""
    environ = {**os.environ, "_EGAIN_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_ARGS": "egain send-",
               "_TYPER_COMPLETE_FISH_ACTION": "get-args", "_TYPER_COMPLETE_WORD_TO_COMPLETE": "send-"}  # fmt: skip
    out = program(env=environ).stdout
    assert "send-email" in out
    assert "send-eml" in out
    assert "login" not in out


def test_the_first_interrupt_finishes_what_is_under_way(tmp_path: Path) -> None:
    """The books balance, what was not begun is said to be so, and the session is ended."""
    mails = tmp_path / "mails.yaml"
    mails.write_text("\n---\n".join(f"{{from: a@b.de, subject: s{n}}}" for n in range(50)))
    with slow_server() as (url, requests):
        environ = {**os.environ, "EGAIN_SESSION": "s"}
        command = [sys.executable, "-m", "egain_cli", "send-email", str(mails), "--url", url, "--json",
                   "--department", "d", "--receiver", "r@s.de"]  # fmt: skip
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
        ) as process:
            while len(requests) < 2:
                time.sleep(0.02)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    events = [json.loads(line) for line in out.splitlines()]
    summary = events[-1]
    assert summary["event"] == "summary", (summary, err)
    assert process.returncode == summary["exit_code"] == 130
    assert summary["discovered"] == 50 == summary["accepted"] + summary["not_attempted"]
    assert summary["accepted"] == len(requests)
    assert "stopping after what is under way" in err


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_stop_during_the_login_sends_nothing(name: str) -> None:
    """The email is not attempted, and the session that was opened meanwhile is ended."""
    environ = {**os.environ, "EGAIN_USERNAME": "u", "EGAIN_PASSWORD": "p"}
    asked: list[str] = []
    with slow_login(asked) as url:
        command = [sys.executable, "-m", "egain_cli", "send-email", *LEAST, "--url", url, "--json"]
        reset = partial(signal.signal, getattr(signal, name), signal.SIG_DFL)  # under nohup, too
        with subprocess.Popen(
            command,
            stdout=-1,
            stderr=-1,
            text=True,
            env=environ,
            preexec_fn=reset,  # noqa: PLW1509
        ) as process:
            while not asked:
                time.sleep(0.02)
            process.send_signal(getattr(signal, name))
            out, err = process.communicate(timeout=30)
    outcome = json.loads(out.splitlines()[0])
    assert (process.returncode, outcome["status"]) == (130, "not_attempted"), err
    assert [line.split()[0] for line in asked] == ["POST", "DELETE"]
    assert "authentication/user/login" in asked[0]


def test_an_interrupt_of_the_last_logout_loses_no_results(tmp_path: Path) -> None:
    """What was accepted is told, with the exit code of the books."""
    logged_in = answer("204 No Content", b"", "X-egain-session: abc")
    environ = {**os.environ, "EGAIN_USERNAME": "u", "EGAIN_PASSWORD": "p"}
    with scripted([logged_in, CREATED, b"HTTP/1.1 100 Continue\r\n\r\n"], hangs=True) as server:
        command = [sys.executable, "-m", "egain_cli", "send-email", *LEAST, "--url", server.url]
        with subprocess.Popen(
            [*command, "--json"], stdout=-1, stderr=-1, text=True, env=environ
        ) as process:
            while len(server.requests) < 3:
                time.sleep(0.02)
            for _ in range(2):
                process.send_signal(signal.SIGINT)
                time.sleep(0.2)
            out, err = process.communicate(timeout=30)
    events = [json.loads(line) for line in out.splitlines()]
    assert [event["event"] for event in events] == ["outcome", "summary"], err
    assert process.returncode == events[-1]["exit_code"] == 0


def test_the_second_interrupt_leaves_an_unknown(tmp_path: Path) -> None:
    """What was on its way may have arrived: exit code 7, and the books balance."""
    with slow_server(pause=30) as (url, requests):
        environ = {**os.environ, "EGAIN_SESSION": "s"}
        command = [sys.executable, "-m", "egain_cli", "send-email", *LEAST, "--url", url, "--json"]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ
        ) as process:
            while not requests:
                time.sleep(0.02)
            process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            process.send_signal(signal.SIGTERM)
            out, _ = process.communicate(timeout=30)
    events = [json.loads(line) for line in out.splitlines()]
    assert (process.returncode, events[0]["status"]) == (7, "unknown")
    assert events[-1]["unknown"] == events[-1]["discovered"] == 1


def test_a_reader_that_leaves_does_not_stop_the_sending(
    at_sandbox: Running, tmp_path: Path
) -> None:
    """`egain … | head -1` sends every email all the same, and ends without a traceback."""
    mails = tmp_path / "mails.yaml"
    mails.write_text("\n---\n".join(f"{{from: a@b.de, subject: s{n}}}" for n in range(30)))
    line = (
        f'"{sys.executable}" -m egain_cli send-email "{mails}" | head -1; exit ${{PIPESTATUS[0]}}'
    )
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 1)
    assert "30 found: 30 accepted" in done.stderr
    assert "Traceback" not in done.stderr


def test_results_are_utf8_whatever_the_system_prefers(tmp_path: Path) -> None:
    """A pipe on Windows, or a system set to Latin-1, would fail on the first other letter."""
    (tmp_path / "m.yaml").write_text("from: a@b.de\nsubject: \u65e5\u672c \U0001f600\n", "utf-8")
    environ = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "egain_cli", "send-email", str(tmp_path / "m.yaml")]
    done = subprocess.run([*command, "--dry-run"], capture_output=True, env=environ, check=False)
    assert "\u65e5\u672c \U0001f600" in done.stdout.decode("utf-8")


def test_no_secret_is_in_the_process_list(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Arguments and the title of a process are there for everybody to read."""
    if not Path("/proc/self/cmdline").exists():
        pytest.skip("this system has no /proc")
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "hunter2")
    command = [sys.executable, "-m", "egain_cli", "send-email", *LEAST]
    with (
        slow_server(pause=1) as (url, requests),
        subprocess.Popen([*command, "--url", url], stdout=-1, stderr=-1) as process,
    ):
        while not requests:
            time.sleep(0.02)
        shown = Path(f"/proc/{process.pid}/cmdline").read_bytes()
        process.kill()
        process.communicate()
    assert b"egain_cli" in shown
    assert b"hunter2" not in shown


def test_an_unwritable_folder_of_sessions_is_said(
    egain: Egain, sandbox: Running, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """With another way to go on; exit code 1."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EGAIN_STATE_DIR", str(tmp_path / "file"))
    monkeypatch.setenv("EGAIN_PASSWORD", "demo")
    done = egain("login", "--url", sandbox.url, "--username", "demo")
    assert (done.code, "EGAIN_STATE_DIR" in done.err) == (1, True)


def holds(stored: Any, sent: Any) -> bool:
    """Whether what is stored has every member that was sent; ids and sizes may be added to it."""
    if isinstance(sent, dict):
        return all(name in stored and holds(stored[name], sent[name]) for name in sent)
    if isinstance(sent, list):
        return len(stored) == len(sent) and all(map(holds, stored, sent))
    return bool(stored == sent)


def downloaded(http: HTTPConnection, activity: Any, headers: dict[str, str]) -> Iterator[bytes]:
    """The bytes of each attachment of an activity, by their one-time URLs."""
    for attachment in activity["attachments"].get("attachment", ()):
        http.request("GET", f"{attachment['link']['href']}?$attribute=contentUrl", headers=headers)
        with http.getresponse() as reply:
            (told,) = json.load(reply)["attachment"]
        http.request("GET", told["contentUrl"])
        with http.getresponse() as reply:
            yield reply.read()


def test_every_sample_arrives_and_reads_back_equal(egain: Egain, at_sandbox: Running) -> None:
    """What the server gives back has every member that was sent, attachments byte for byte."""
    from http.client import HTTPConnection
    from urllib.parse import urlsplit

    yaml, eml = sorted(SAMPLES.glob("*.yaml")), sorted(SAMPLES.glob("*.eml"))
    assert (len(yaml) >= 4, len(eml) >= 6) == (True, True)
    shown = egain("send-email", *yaml, "--dry-run", "--json").outcomes
    shown += egain("send-eml", *eml, "--dry-run", "--json").outcomes
    sent = (
        egain("send-email", *yaml, "--json").outcomes + egain("send-eml", *eml, "--json").outcomes
    )
    http = HTTPConnection(urlsplit(at_sandbox.url).netloc)
    http.request("POST", "/system/ws/v12/authentication/user/login", '{"userName":"demo","password":"demo"}',
                 {"Content-Type": "application/json"})  # fmt: skip
    with http.getresponse() as reply:
        headers = {
            "X-egain-session": str(reply.headers["X-egain-session"]),
            "Accept": "application/json",
        }
    for planned, done in zip(shown, sent, strict=True):
        assert done["status"] == "accepted", done
        assert not done["warnings"]
        http.request("GET", urlsplit(done["location"]).path + "?$attribute=all", headers=headers)
        with http.getresponse() as reply:
            (activity,) = json.load(reply)["activity"]
        expected = planned["payload"]
        files = expected.get("attachments", {}).get("attachment", [])
        contents = [base64.b64decode(file.pop("content")) for file in files]
        assert [*downloaded(http, activity, headers)] == contents
        if Path(done["origin"]).name.partition("#")[0] in ("plain.yaml", "several.yaml"):
            expected["payload"]["email"].pop("date")  # they have none, which is now each time
        assert holds(activity, expected), (activity, expected)
    http.close()


def test_the_demo_sends_every_sample_and_touches_nothing_of_the_users(
    egain: Egain, tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 0, all read back as sent, no profile, session or project file read or written."""
    (place / "egain.yaml").write_text("url: http://127.0.0.1:1\n")
    monkeypatch.setenv("EGAIN_DEPARTMENT", "nowhere")
    monkeypatch.setenv("EGAIN_URL", "http://127.0.0.1:1")
    done = egain("demo", "--json")
    assert (done.code, done.last["accepted"], done.last["discovered"]) == (0, 11, 11)
    assert "11 read back as sent" in done.err
    assert "egain sandbox" in done.err
    assert not (tmp_path / "config").exists()
    assert not (tmp_path / "state").exists()


@contextmanager
def slow_login(asked: list[str]) -> Iterator[str]:
    """A server that takes a second over each answer, which is a session; notes what it is asked."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
    from threading import Thread

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.requestline)
            self.rfile.read(int(self.headers["Content-Length"] or 0))
            time.sleep(1)
            self.connection.sendall(answer("204 No Content", b"", "X-egain-session: s1"))

        do_DELETE = do_POST  # noqa: N815 - the base class's name

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class slow_server:  # noqa: N801 - it reads as a function
    """A server that takes its time over each answer; gives its URL and the requests so far."""

    def __init__(self, pause: float = 0.2) -> None:
        """`pause` is seconds before each answer."""
        self.pause = pause

    def __enter__(self) -> tuple[str, list[str]]:
        from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
        from threading import Thread

        requests: list[str] = []
        pause = self.pause

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                requests.append(self.path)
                time.sleep(pause)
                try:
                    self.connection.sendall(CREATED.replace(b"Connection: close\r\n", b""))
                except OSError:
                    self.close_connection = True

            do_DELETE = do_POST  # noqa: N815 - the base class's name

            def log_message(self, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.thread = Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        return f"http://127.0.0.1:{self.server.server_port}", requests

    def __exit__(self, *args: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def test_a_session_that_was_opened_is_ended_after_a_mistake_too(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five are all that a user has."""
    monkeypatch.setenv("EGAIN_USERNAME", "u")
    monkeypatch.setenv("EGAIN_PASSWORD", "p")

    def fail(*args: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("egain_cli.cli.following.tell", fail)
    logged_in = answer("204 No Content", b"", "X-egain-session: abc")
    with scripted([logged_in, CREATED, answer("204 No Content")]) as server:
        assert egain("send-email", *LEAST, "--url", server.url).code == 1
    assert server.requests[-1].startswith(b"DELETE ")


def shell(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of shell, in which `egain` is the program."""
    function = f'egain() {{ "{sys.executable}" -m egain_cli "$@"; }}'
    return subprocess.run(["bash", "-c", f"{function}\n{line}"], capture_output=True, text=True,
                          timeout=60, check=False, cwd=folder)  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("more", ["", "--json"])
def test_a_full_disk_for_the_results_stops_no_sending(
    at_sandbox: Running, tmp_path: Path, more: str
) -> None:
    """It is said once, the books are on stderr, and the exit code is not 0."""
    done = shell(f'egain send-email "{SAMPLES}/several.yaml" {more} >/dev/full', tmp_path)
    assert done.returncode == 1
    assert done.stderr.count("the results cannot be written") == 1
    assert "2 found: 2 accepted" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
@pytest.mark.parametrize("args", ["config", "--version", "--help", "completions bash"])
def test_whatever_cannot_be_written_is_exit_code_1(tmp_path: Path, args: str) -> None:
    """`egain completions bash > file` on a full disk did not go well."""
    done = shell(f"egain {args} >/dev/full", tmp_path)
    assert (done.returncode, "cannot be written" in done.stderr) == (1, True), done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_closed_streams_stop_nothing(at_sandbox: Running, tmp_path: Path, closed: str) -> None:
    """Whatever the caller closed, the email is sent and nothing breaks."""
    done = shell(f'egain send-email "{SAMPLES}/plain.yaml" {closed}', tmp_path)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert shell(f"egain --version {closed}", tmp_path).returncode == 0


def test_sigterm_is_to_the_demo_what_an_interrupt_is(tmp_path: Path) -> None:
    """Its folder is removed, and there is no traceback."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    environ = {**os.environ, "TMPDIR": str(scratch)}
    command = [sys.executable, "-m", "egain_cli", "demo"]
    with subprocess.Popen(command, stdout=-1, stderr=-1, text=True, env=environ) as process:
        while not list(scratch.glob("egain-demo-*")):
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert process.returncode in (0, 130)
    assert not list(scratch.glob("egain-*"))
    assert "Traceback" not in err


def test_an_interrupt_at_any_moment_shows_no_traceback(tmp_path: Path) -> None:
    """Not even while the program is still being loaded."""
    for delay in (0.02, 0.04, 0.06, 0.08, 0.12):
        command = [
            sys.executable,
            "-m",
            "egain_cli",
            "send-email",
            *LEAST,
            "--url",
            "http://127.0.0.1:1",
        ]
        with subprocess.Popen(command, stdout=-1, stderr=-1, text=True) as process:
            time.sleep(delay)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
        assert "egain_cli" not in err, (delay, err)


def test_the_demo_is_no_success_when_nothing_can_be_read_back(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An id alone is no proof."""
    from egain_cli.client.answers import Answer
    from egain_cli.client.connection import Connection

    monkeypatch.setattr(Connection, "get", lambda self, url: Answer(404, {}, b"", url))
    done = egain("demo")
    assert (done.code, "can be read back" in done.err) == (1, True)
