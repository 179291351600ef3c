"""Owns a server of the tests' own, which answers what it is told; knows no case."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    Script = tuple[int, dict[str, str], bytes]


class Scripted(BaseHTTPRequestHandler):
    """Logs anybody in; answers a GET with the server's `read`, and all else with its `script`."""

    server: Scripting

    def do_POST(self) -> None:
        """A login, or what the script says."""
        self.rfile.read(int(self.headers.get("Content-Length", "0")))
        login = self.path.endswith("/login")
        self._answer((204, {"X-egain-session": "s"}, b"") if login else self.server.script)

    do_DELETE = do_POST  # noqa: N815 - the base's name

    def do_GET(self) -> None:
        """What is read, where that is another answer."""
        self._answer(self.server.read or self.server.script)

    def _answer(self, script: Script) -> None:
        status, headers, body = script
        self.send_response(status)
        for name, text in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Say nothing."""


class Scripting(ThreadingHTTPServer):
    """A server that says what it is told."""

    script: Script = (200, {}, b"")
    read: Script | None = None

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that hung up."""


@contextmanager
def answering() -> Iterator[Scripting]:
    """Such a server, for as long as the block lasts."""
    with Scripting(("127.0.0.1", 0), Scripted) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield serving
        finally:
            serving.shutdown()
            thread.join()
