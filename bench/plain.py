"""The script to compare with: what is written in an afternoon, without the program; a peer.

Run as `python bench/plain.py URL FOLDER`: it sends every .eml below the folder and prints how many
of them were answered with 201. It keeps no journal, repeats nothing and checks nothing.
"""

from __future__ import annotations

import base64
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from email import message_from_bytes, policy
from functools import partial
from pathlib import Path
from typing import Any

import httpx

THREADS = 4
HEADERS = {"X-egain-session": "0123456789abcdef", "Accept": "application/json"}


def to_body(raw: bytes) -> dict[str, Any]:
    """The API's JSON of a message, read as the documentation of `email` shows."""
    message = message_from_bytes(raw, policy=policy.default)
    contents = []
    for kind, subtype in (("text", "plain"), ("html", "html")):
        body = message.get_body(preferencelist=(subtype,))
        if body is not None:
            contents.append({"type": kind, "value": body.get_content()})
    date = message["Date"].datetime.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    document: dict[str, Any] = {
        "department": {"name": "service"},
        "type": {"value": "email", "subtype": {"value": "general"}},
        "subject": str(message["Subject"])[:255],
        "payload": {
            "email": {
                "date": {"date": date},
                "contents": {"content": contents},
                "emailAddresses": _addresses(message),
            }
        },
    }
    if files := [_file(part) for part in message.iter_attachments()]:
        document["attachments"] = {"attachment": files}
    return document


def _addresses(message: Any) -> dict[str, Any]:
    named: dict[str, Any] = {
        "from": message["From"].addresses[0].addr_spec,
        "receiver": "support@business.com",
    }
    for name in ("To", "Cc"):
        if message[name]:
            each = [address.addr_spec for address in message[name].addresses]
            named[name.lower()] = {"address": each}
    if message["Reply-To"]:
        named["replyTo"] = message["Reply-To"].addresses[0].addr_spec
    return named


def _file(part: Any) -> dict[str, str]:
    file = {
        "fileName": part.get_filename(),
        "contentType": part.get_content_type(),
        "content": base64.b64encode(part.get_payload(decode=True)).decode(),
    }
    if part["Content-ID"]:
        file |= {"isInline": "true", "contentId": part["Content-ID"].strip("<>")}
    return file


def _send(client: httpx.Client, url: str, path: Path) -> bool:
    answer = client.post(url, json=to_body(path.read_bytes()), headers=HEADERS)
    return answer.status_code == 201


def main(url: str, folder: str) -> None:
    """Send everything below the folder."""
    with httpx.Client(timeout=60) as client, ThreadPoolExecutor(THREADS) as pool:
        paths = sorted(Path(folder).rglob("*.eml"))
        print(sum(pool.map(partial(_send, client, url), paths)))


if __name__ == "__main__":
    main(*sys.argv[1:])
