"""Owns the curl command that does what a send would do; pure, and holds no secret."""

from __future__ import annotations

import shlex
from base64 import b64encode
from typing import TYPE_CHECKING

from egain_cli.config.values import Layer
from egain_cli.entrusted import find_token_file
from egain_cli.route import find_trust

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.client.way import Trust
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint
    from egain_cli.model import Payload

_END = "END_OF_ACTIVITY"
_TIMES = {
    "timeout": "--speed-limit 1 --speed-time",
    "connect_timeout": "--connect-timeout",
    "total_timeout": "--max-time",
}
_SESSION, _TOKEN = '"X-egain-session: $EGAIN_SESSION"', '"Authorization: Bearer $EGAIN_TOKEN"'


def curl_command(payload: Payload, endpoint: Endpoint, settings: Settings) -> Iterator[str]:
    """The command in pieces; secrets are `$VARIABLES`, the body comes on standard input.

    JSON is one line, which no line of the here-document's own can end too early. XML may hold any
    line and a multipart body any byte: those are written as base64.
    """
    plain = payload.media_type == "application/json"
    send = " \\\n  ".join(_arguments(payload, endpoint, settings))
    if plain:
        yield f"{send} \\\n  --include --data-binary @- <<'{_END}'\n"
        for chunk in payload:
            yield chunk.decode()
    else:
        yield f"base64 --decode <<'{_END}' | {send} \\\n  --include --data-binary @-\n"
        yield from _base64(payload)
    yield f"\n{_END}\n"


def _arguments(payload: Payload, endpoint: Endpoint, settings: Settings) -> Iterator[str]:
    yield f"curl --request POST {shlex.quote(endpoint.activities)}"
    yield f"--header {_TOKEN if find_token_file(settings, endpoint) else _SESSION}"
    yield f"--header {shlex.quote(f'Content-Type: {payload.media_type}')}"
    yield "--header 'Accept: application/json'"
    if language := settings.text("language"):
        yield f"--header {shlex.quote(f'Accept-Language: {language}')}"
    yield from _trust(find_trust(settings))
    yield from _patience(settings)
    if proxy := settings.proxy:
        secret = '"$EGAIN_PROXY"' if any(proxy.login) else shlex.quote(proxy.address)
        yield f"--proxy {secret}" if proxy.address else "--noproxy '*'"


def _patience(settings: Settings) -> Iterator[str]:
    """The timeouts that somebody chose; curl's own are longer than ours."""
    for name, flag in _TIMES.items():
        seconds = settings.number(name)
        if settings.layer(name) is not Layer.DEFAULT and seconds:
            yield f"{flag} {seconds:g}"


def _trust(trust: Trust) -> Iterator[str]:
    if trust.ca_file:
        yield f"--cacert {shlex.quote(trust.ca_file)}"
    if trust.insecure:
        yield "--insecure"
    if own := trust.certificate:
        yield f"--cert {shlex.quote(own.file)}"
        if own.key_file:
            yield f"--key {shlex.quote(own.key_file)}"
        if own.password:
            yield '--pass "$EGAIN_CLIENT_KEY_PASSWORD"'


def _base64(payload: Payload) -> Iterator[str]:
    rest = b""
    for chunk in payload:
        whole = rest + chunk
        end = len(whole) // 3 * 3
        yield b64encode(whole[:end]).decode()
        rest = whole[end:]
    yield b64encode(rest).decode()
