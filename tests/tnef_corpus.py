"""Unpack a folder of real winmail.dat files, and hold what comes out against what must.

`python -m tests.tnef_corpus DIR`: DIR holds `tnef.tar.xz`, in which X.tnef is such a file, X.list
names what another program unpacks from it, and the folder X holds the contents. There a body is
called message.rtf, message.html or message.txt in the folder and body.* in the list, the second
of a name ends in `.2`, and texts have lost their carriage returns. A list need not be complete.
"""

from __future__ import annotations

import argparse
import re
import sys
import tarfile
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from egain_cli.inputs.tnef.message import unpack

if TYPE_CHECKING:
    from egain_cli.inputs.tnef.unpacked import Unpacked

_NUMBERED = re.compile(r"(.+)\.\d+")
_NO_DIFFERENCE = ("equal", "equal but for line ends")


def main() -> int:
    """Print how much is equal, and what is not; 0 where all of it is."""
    parser = argparse.ArgumentParser(prog="python -m tests.tnef_corpus", description=__doc__)
    parser.add_argument("corpus", type=Path)
    options = parser.parse_args()
    with TemporaryDirectory() as place:
        with tarfile.open(options.corpus / "tnef.tar.xz") as archive:
            archive.extractall(place, filter="data")
        streams = sorted(Path(place).rglob("*.tnef"))
        opened = [(stream, unpack(stream.read_bytes())) for stream in streams]
        lists = Counter(_list(stream, unpacked) for stream, unpacked in opened)
        contents = Counter(
            one
            for stream, unpacked in opened
            for one in _contents(stream.with_suffix(""), unpacked)
        )
    for title, counts in (("lists", lists), ("contents", contents)):
        print(f"{title} of {counts.total()}: {dict(counts)}")
    damaged = [f"{stream.name}: {unpacked.damaged}" for stream, unpacked in opened]
    print("damaged:", *(each for each in damaged if not each.endswith(": ")))
    return int(any(each not in _NO_DIFFERENCE for each in [*lists, *contents]))


def _list(stream: Path, unpacked: Unpacked) -> str:
    names = Counter(file.name for file in unpacked.files)
    names += Counter(f"body.{kind}" for kind in _bodies(unpacked))
    wanted = Counter(filter(None, stream.with_suffix(".list").read_text().splitlines()))
    return "equal" if wanted <= names else f"{stream.name} lacks {sorted(wanted - names)}"


def _contents(folder: Path, unpacked: Unpacked) -> list[str]:
    """How each file in a folder compares."""
    there = [(file.name, file.content) for file in unpacked.files]
    there += [(f"message.{kind}", content) for kind, content in _bodies(unpacked).items()]
    return [_compared(path, there) for path in sorted(folder.glob("*"))]


def _compared(path: Path, there: list[tuple[str, bytes]]) -> str:
    numbered = _NUMBERED.fullmatch(path.name)
    names = (path.name, numbered[1] if numbered else "")
    called = [content for name, content in there if name in names]
    wanted = path.read_bytes()
    if wanted in called:
        return "equal"
    if _lines(wanted) in map(_lines, called):
        return "equal but for line ends"
    return f"{path.parent.name}/{path.name} differs"


def _lines(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n")


def _bodies(unpacked: Unpacked) -> dict[str, bytes]:
    text = None if unpacked.text is None else unpacked.text.encode()
    every = {"rtf": unpacked.rtf, "html": unpacked.html, "txt": text}
    return {kind: content for kind, content in every.items() if content is not None}


if __name__ == "__main__":
    sys.exit(main())
