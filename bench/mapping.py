"""Owns how fast a message becomes a request, beside the standard library; sends nothing.

As a program it answers `time RUNS` with a JSON object a sample, pairs of seconds by the clock and
of CPU, taken in turn in one process; `peak FILE` with bytes; `make FILE` writes a large message.
"""

from __future__ import annotations

import base64
import gc
import json
import random
import resource
import sys
from dataclasses import dataclass
from datetime import UTC
from email import message_from_bytes, policy
from email.utils import getaddresses, parsedate_to_datetime
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

from bench.child import own_peak
from egain_cli.encode.json import encode
from egain_cli.inputs.mime.message import Wanted, to_activity

if TYPE_CHECKING:
    from collections.abc import Callable

    Side = Callable[[bytes], int]

_KB, _MB = 1000, 1_000_000
_WORDS = "The phone does not charge since the update of last Tuesday; two cables were tried. "


@dataclass(frozen=True, slots=True)
class Sample:
    """A message of about `size` bytes, how often it is mapped in one go, and the ratio to reach."""

    what: str
    size: int
    images: int
    repeat: int
    limit: float


SAMPLES = (
    Sample("7 KB, text and HTML", 7 * _KB, 0, 100, 1 / 5),
    Sample("200 KB, inline images", 200 * _KB, 4, 20, 1 / 8),
    Sample("28 MB, attachments", 28 * _MB, 3, 1, 1 / 10),
)


def make(sample: Sample) -> bytes:
    """The message: both bodies, then images that the HTML shows; the same each time."""
    source = random.Random(sample.size)
    text = _WORDS * (20 if sample.images else sample.size // len(_WORDS) // 3)
    shown = "".join(f'<img src="cid:i{number}@bench">' for number in range(sample.images))
    head = Path(__file__).with_name("head.eml").read_bytes().partition(b"MIME-Version")[0]
    html = f"<p>{text}</p>{shown}".replace("=", "=3D")
    related = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=outer\n\n--outer\n"
    coded = "Content-Transfer-Encoding: quoted-printable"
    parts = [
        f"{related}Content-Type: multipart/alternative; boundary=inner\n".encode(),
        f"--inner\nContent-Type: text/plain; charset=utf-8\n\n{text}".encode(),
        f"--inner\nContent-Type: text/html; charset=utf-8\n{coded}\n\n{html}".encode(),
        b"--inner--",
    ]
    for number in range(sample.images):
        content = source.randbytes(sample.size * 3 // 4 // sample.images)
        parts += [
            f"--outer\nContent-Type: image/png; name=i{number}.png\nContent-ID: <i{number}@bench>\n"
            f"Content-Disposition: inline; filename=i{number}.png\n"
            "Content-Transfer-Encoding: base64\n".encode(),
            base64.encodebytes(content),
        ]
    return head + b"\n".join([*parts, b"--outer--\n"])


def ours(message: bytes) -> int:
    """The size of the JSON body that the program makes of a message."""
    activity, _ = to_activity(message, Wanted("support@business.com"))
    return sum(len(chunk) for chunk in encode(activity))


def theirs(message: bytes) -> int:
    """The same with the standard library, as its documentation shows."""
    parsed: Any = message_from_bytes(message, policy=policy.default)
    bodies: dict[str, list[str]] = {"text": [], "html": []}
    files = []
    for part in parsed.walk():
        kind = part.get_content_type()
        if part.is_multipart():
            continue
        if kind in ("text/plain", "text/html") and not part.is_attachment():
            bodies["html" if kind == "text/html" else "text"].append(part.get_content())
            continue
        files.append(
            {
                "fileName": part.get_filename(),
                "contentType": kind,
                "content": base64.b64encode(part.get_payload(decode=True)).decode(),
                "contentId": str(part["Content-ID"] or "").strip("<>"),
            }
        )
    for file in files:
        file["isInline"] = str(any(f"cid:{file['contentId']}" in each for each in bodies["html"]))
    document = {
        "subject": str(parsed["Subject"]),
        "date": parsedate_to_datetime(str(parsed["Date"])).astimezone(UTC).isoformat(),
        "from": getaddresses([str(parsed["From"])])[0][1],
        "to": [each for _, each in getaddresses([str(parsed["To"] or "")])],
        "contents": bodies,
        "attachments": files,
    }
    return len(json.dumps(document, ensure_ascii=False).encode())


def _time(side: Side, message: bytes, repeat: int) -> tuple[float, float]:
    gc.collect()
    wall, cpu = perf_counter(), process_time()
    for _ in range(repeat):
        side(message)
    return (perf_counter() - wall) / repeat, (process_time() - cpu) / repeat


def show_times(runs: str) -> None:
    """Print the pairs of each sample; the first of them only warms up."""
    for sample in SAMPLES:
        message = make(sample)
        pairs = [
            [_time(side, message, sample.repeat) for side in (ours, theirs)]
            for _ in range(int(runs) + 1)
        ]
        found = {"what": sample.what, "limit": sample.limit, "pairs": pairs[1:]}
        print(json.dumps(found), flush=True)


def show_peak(path: str) -> None:
    """Print the bytes that mapping one file, reading included, holds over what was held before."""
    ours(make(SAMPLES[0]))
    before = _held()
    ours(Path(path).read_bytes())
    print(own_peak() - before)


def _held() -> int:
    """The bytes that this process holds now; where the system does not tell, the most so far."""
    statm = Path("/proc/self/statm")
    if not statm.exists():
        return own_peak()
    return int(statm.read_text().split()[1]) * resource.getpagesize()


def write_large(path: str) -> None:
    """Write the largest sample."""
    Path(path).write_bytes(make(SAMPLES[-1]))


if __name__ == "__main__":
    {"time": show_times, "peak": show_peak, "make": write_large}[sys.argv[1]](sys.argv[2])
