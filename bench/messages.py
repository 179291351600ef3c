"""Owns the messages that are sent in bulk, the same each time; knows not who sends them.

As a program, `python -m bench.messages KIND FOLDER COUNT`, it writes them into a new folder:
small and many are of 10 KB, large of 28 MB; bodies are requests made of small ones, with a list.
"""

from __future__ import annotations

import base64
import quopri
import random
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

from bench.mapping import SAMPLES, make
from egain_cli.encode.json import encode
from egain_cli.inputs.mime.message import Wanted, to_activity

_TEMPLATE = "customer.eml"
_NUMBER = b"@NUMBER@"
_FILE_SIZE = 2000  # bytes of the attached file
_A_FOLDER = 1000  # messages, as nobody keeps 100,000 files in one folder
_PARAGRAPHS = 6
_SENTENCES = (
    "Good morning, René speaking, the phone that came on Tuesday does not charge any more. ",
    "Two cables were tried, the one from the box and a longer one; neither of them helps. ",
    "The lamp beside the socket stays dark, and the battery says 3 % since yesterday's update. ",
    "My order is the one in the subject, paid on 2 November, 349.00 €. ",
    "Would you send another cable, or is it the socket that has to be mended? ",
    "Café Doe is open from eight to six, a parcel can be left there. ",
)


def write_small(folder: Path, count: int) -> None:
    """Write `count` messages of about 10 KB: text, HTML, a small file; no two are the same."""
    for number in range(count):
        if number % _A_FOLDER == 0:
            inner = folder / f"{number // _A_FOLDER:03}"
            inner.mkdir(parents=True)
        (inner / f"{number:06}.eml").write_bytes(small(number))


def small(number: int) -> bytes:
    """The message of that number."""
    return _whole().replace(_NUMBER, b"%06d" % number)


def write_large(folder: Path, count: int) -> None:
    """Write `count` messages of about 28 MB, each with three images; no two are the same."""
    folder.mkdir(parents=True)
    head, separator, rest = make(SAMPLES[-1]).partition(b"Subject: ")
    for number in range(count):
        with (folder / f"{number:03}.eml").open("wb") as file:
            file.writelines((head, separator, b"%d " % number, rest))


def write_bodies(folder: Path, count: int) -> None:
    """Write what the program would send for the small messages, and a list of these files."""
    folder.mkdir(parents=True)
    paths = [folder / f"{number:06}.json" for number in range(count)]
    for number, path in enumerate(paths):
        activity, _ = to_activity(small(number), Wanted("support@business.com"))
        path.write_bytes(b"".join(encode(replace(activity, department="service"))))
    (folder / "list").write_text("".join(f"{path}\n" for path in paths))


@cache
def _whole() -> bytes:
    """The template with its bodies and its file, which are alike in all messages."""
    source = random.Random(_FILE_SIZE)
    paragraphs = ["".join(source.sample(_SENTENCES, 4)).strip() for _ in range(_PARAGRAPHS)]
    text = "\n\n".join(paragraphs)
    style = "margin:0 0 12px 0;font-family:Calibri,Arial,sans-serif;font-size:11pt;color:#1f1f1f"
    html = "\n".join(f'<p style="{style}">{each}</p>' for each in paragraphs)
    page = f'<html><head><meta charset="utf-8"></head><body dir="ltr">\n{html}\n</body></html>'
    filled = {
        b"@TEXT@": _quoted(text),
        b"@HTML@": _quoted(page),
        b"@FILE@": base64.encodebytes(b"%PDF-1.4\n" + source.randbytes(_FILE_SIZE - 9)),
    }
    whole = Path(__file__).with_name(_TEMPLATE).read_bytes()
    for mark, content in filled.items():
        whole = whole.replace(mark, content)
    return whole


def _quoted(text: str) -> bytes:
    return quopri.encodestring(text.encode())


_KINDS = {"small": write_small, "many": write_small, "large": write_large, "bodies": write_bodies}

if __name__ == "__main__":
    _KINDS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
