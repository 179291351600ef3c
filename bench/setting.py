"""Owns what every run shares: a folder that goes away, a clean environment, the server."""

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.request import ProxyHandler, build_opener

from bench.child import BenchError, run

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
_PROGRAMS = Path(sys.executable).parent  # not resolved: a virtual environment is its symlink
_SENT_ANYWAY = ("host", "content-length", "connection")
_LINES = 57 * 1000  # bytes; base64 of 57 is one line of 76


@dataclass(frozen=True, slots=True)
class Setting:
    """Where the programs run, and the server that they send to."""

    folder: Path
    url: str
    environ: dict[str, str] = field(repr=False)

    def request_of(self, command: list[str], name: str) -> list[str]:
        """The arguments that make httpie send what a command of ours sends: headers and body."""
        run(command, self.environ, self.folder)
        with build_opener(ProxyHandler({})).open(self.url) as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
        request, *lines = head.decode("ascii").split("\r\n")
        headers = [line.split(": ", 1) for line in lines]
        path = self.folder / f"{name}.json"
        path.write_bytes(body)
        target = self.url + request.split()[1]
        same = [f"{key}:{value}" for key, value in headers if key.lower() not in _SENT_ANYWAY]
        return ["--ignore-stdin", "POST", target, *same, f"@{path}"]


def program(name: str, advice: str) -> str:
    """The path of a program beside this interpreter; BenchError with advice where there is none."""
    path = _PROGRAMS / name
    if not path.exists():
        raise BenchError(f"`{name}` is not installed beside {sys.executable}\n{advice}")
    return str(path)


@contextmanager
def prepare() -> Iterator[Setting]:
    """A setting for as long as it lasts; nothing is written but below its folder."""
    with TemporaryDirectory(prefix="bench-") as name, _serving() as url:
        folder = Path(name)
        yield Setting(folder, url, _environ(folder, url))


def write_files(folder: Path, size: int) -> tuple[Path, Path]:
    """A file of `size` random bytes and a message that has it attached; never held whole."""
    content, message = folder / f"{size}.bin", folder / f"{size}.eml"
    source = random.Random(size)
    with content.open("wb") as plain, message.open("wb") as mime:
        mime.write(Path(__file__).with_name("head.eml").read_bytes())
        for start in range(0, size, _LINES):
            piece = source.randbytes(min(_LINES, size - start))
            plain.write(piece)
            mime.write(base64.encodebytes(piece))
        mime.write(b"\n--limit--\n")
    return content, message


def _environ(folder: Path, url: str) -> dict[str, str]:
    """No setting, proxy or Python switch of whoever measures; httpie not looking for updates."""
    peer = folder / "httpie"
    peer.mkdir()
    (peer / "config.json").write_text(json.dumps({"disable_update_warnings": True}))
    return {
        "PATH": os.defpath,
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "HTTPIE_CONFIG_DIR": str(peer),
        # Byte code of everything, as after an installation, whether or not the tree may be written.
        "PYTHONPYCACHEPREFIX": str(folder / "pyc"),
        "EGAIN_URL": url,
        "EGAIN_SESSION": "0123456789abcdef",
        "EGAIN_DEPARTMENT": "service",
        "EGAIN_RECEIVER": "support@business.com",
    }


@contextmanager
def _serving() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("server.py"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            port = server.stdout.readline().strip() if server.stdout else ""
            if not port:
                raise BenchError("the server did not start")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
