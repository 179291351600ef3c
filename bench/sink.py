"""Owns nginx as a server that takes every activity, throws it away, and counts; knows no client.

Where it is to take a while for each, as a server far away does, it sleeps by its module `echo`.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.child import BenchError

if TYPE_CHECKING:
    from collections.abc import Iterator

ACTIVITIES = "/system/ws/v12/interaction/activity"
_PATIENCE = 10.0  # seconds that nginx may take to start, and to say what it counted
# One process, as one worker is asked for; its log is what it counted. nginx answers before it has
# read the body, reads and drops that behind the answer, and keeps the connection.
_CONFIGURATION = """
{modules}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 1024; }}
http {{
    log_format counted $status;
    access_log {folder}/access.log counted buffer=256k;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 0;
    keepalive_requests 100000000;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location = {activities} {{
            if ($request_method != POST) {{ return 405; }}
            {pause}
        }}
        location @created {{
            {created}
        }}
        location = /system/ws/v12/authentication/user/login {{
            add_header X-egain-session 0123456789abcdef;
            return 204;
        }}
        location / {{ return 404; }}
    }}
}}
"""
_CREATED = f"add_header Location {ACTIVITIES}/$connection$connection_requests; return 201;"
_PAUSE = "echo_read_request_body; echo_sleep {seconds}; echo_exec @created;"
_ECHO = "ngx_http_echo_module.so"
_INSTALL = "Install it (Debian: apt-get install {}), or measure without: --only start"


@dataclass(frozen=True, slots=True)
class Sink:
    """A running nginx: where it listens, where its log lies, the number of its process."""

    url: str
    log: Path
    pid: int

    @property
    def activities(self) -> str:
        """The address that takes activities."""
        return self.url + ACTIVITIES

    def take_count(self) -> int:
        """How many activities were answered with 201 since it was asked last."""
        time.sleep(0.2)  # the last bodies are read after their answers
        taken = self.log.with_name("taken.log")
        self.log.rename(taken)
        os.kill(self.pid, signal.SIGUSR1)  # nginx writes what it holds back, and opens a new log
        _await(self.log)
        return taken.read_bytes().count(b"201\n")


@contextmanager
def sink(folder: Path, delay: int = 0) -> Iterator[Sink]:
    """A sink for as long as it lasts, that takes so many milliseconds for an activity.

    BenchError where nginx is missing or does not start.
    """
    program = find_program("nginx")
    folder.mkdir()
    port = _free_port()
    settings = folder / "nginx.conf"
    words = {
        "modules": f"load_module {_echo_module(program)};" if delay else "",
        "pause": _PAUSE.format(seconds=delay / 1000) if delay else _CREATED,
        "created": _CREATED,
    }
    settings.write_text(
        _CONFIGURATION.format(folder=folder, port=port, activities=ACTIVITIES, **words)
    )
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(settings)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as nginx:
        try:
            _await_port(port, nginx, folder / "error.log")
            yield Sink(f"http://127.0.0.1:{port}", folder / "access.log", nginx.pid)
        finally:
            nginx.terminate()


def find_program(name: str) -> str:
    """The path of a program of the system; BenchError where there is none."""
    path = shutil.which(name, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/sbin")
    if path is None:
        raise BenchError(f"`{name}` is not installed\n{_INSTALL.format('nginx wrk curl')}")
    return path


def _echo_module(nginx: str) -> Path:
    """Where the module is that lets nginx sleep without holding up other requests."""
    told = subprocess.run([nginx, "-V"], stderr=subprocess.PIPE, text=True, check=True).stderr
    path = Path(told.partition("--modules-path=")[2].partition(" ")[0].strip()) / _ECHO
    if not path.is_file():
        words = f"nginx has no module to wait with, {_ECHO}"
        raise BenchError(f"{words}\n{_INSTALL.format('libnginx-mod-http-echo')}")
    return path


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(path: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not path.exists():
        if time.monotonic() > until:
            raise BenchError("nginx does not say what it counted")
        time.sleep(0.01)


def _await_port(port: int, nginx: subprocess.Popen[bytes], errors: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            if nginx.poll() is not None or time.monotonic() > until:
                words = errors.read_text(errors="replace") if errors.exists() else ""
                raise BenchError(f"nginx did not start\n{words}") from None
            time.sleep(0.02)
