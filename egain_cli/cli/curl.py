"""Owns the curl command that does what a send would do; pure, and holds no secret."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint
    from egain_cli.model import Payload

_END = "END_OF_ACTIVITY"


def curl_command(payload: Payload, endpoint: Endpoint, settings: Settings) -> Iterator[str]:
    """The command in pieces; the session is `$EGAIN_SESSION`, the body comes on standard input.

    The body is one line of JSON, which no line of the here-document's own can end too early.
    """
    lines = [
        f"curl --request POST {shlex.quote(endpoint.activities)}",
        '--header "X-egain-session: $EGAIN_SESSION"',
        f"--header {shlex.quote(f'Content-Type: {payload.media_type}')}",
        "--header 'Accept: application/json'",
    ]
    if language := settings.text("language"):
        lines.append(f"--header {shlex.quote(f'Accept-Language: {language}')}")
    if ca_file := settings.text("ca_file"):
        lines.append(f"--cacert {shlex.quote(ca_file)}")
    if settings.truth("insecure"):
        lines.append("--insecure")
    lines.append(f"--include --data-binary @- <<'{_END}'")
    yield " \\\n  ".join(lines) + "\n"
    for chunk in payload:
        yield chunk.decode()
    yield f"\n{_END}\n"
