"""The golden payloads of the samples, in each format.

`make goldens` writes them anew, for a person to read the difference before it is committed. That is
never done in CI.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

import pytest

from egain_cli.dialect import FORMATS
from egain_cli.encode import formats, multipart
from egain_cli.lint import check
from tests.encode.activities import ROOT, SAMPLES, said, sample_activities
from tests.encode.decoders import decode_multipart, decode_xml

if TYPE_CHECKING:
    from collections.abc import Callable

    from egain_cli.model import Activity

GOLDENS = ROOT / "tests" / "goldens"
WRITE = bool(os.environ.get("EGAIN_WRITE_GOLDENS"))
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")


def show_json(activities: list[Activity]) -> str:
    encode = formats.choose_format("json").encode
    bodies = [json.loads(b"".join(encode(each))) for each in activities]
    return json.dumps(bodies, indent=1, ensure_ascii=False) + "\n"


def show_xml(activities: list[Activity]) -> str:
    """A line for each tag: only between tags do two brackets meet, as texts hold none."""
    encode = formats.choose_format("xml").encode
    bodies = [b"".join(encode(each)).decode() for each in activities]
    return "\n".join(f"{body.replace('><', f'>{chr(10)}<')}\n" for body in bodies)


def show_multipart(activities: list[Activity]) -> str:
    """Control characters and what is no UTF-8 as escapes, so that CR is seen and files are."""
    bodies = [b"".join(multipart.encode(each, boundary="golden")) for each in activities]
    texts = [body.decode("utf-8", "backslashreplace") for body in bodies]
    return "\n".join(_CONTROL.sub(lambda m: f"\\x{ord(m[0]):02x}", text) for text in texts)


SHOWN: dict[str, tuple[str, Callable[[list[Activity]], str]]] = {
    "json": ("json", show_json),
    "xml": ("xml", show_xml),
    "multipart": ("txt", show_multipart),
}


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("kind", FORMATS)
def test_a_sample_is_encoded_as_its_golden(kind: str, name: str) -> None:
    """Each sample breaks no rule, and its bodies are those that a person has read and kept."""
    activities = sample_activities(name)
    assert activities
    known = formats.choose_format(kind)
    assert [[*check(each), *known.check(each)] for each in activities] == [[]] * len(activities)
    ending, show = SHOWN[kind]
    text = show(activities)
    golden = GOLDENS / kind / f"{name}.{ending}"
    if WRITE:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text, encoding="utf-8", newline="\n")
    assert golden.read_bytes().decode() == text


@pytest.mark.parametrize("kind", FORMATS)
def test_every_golden_has_its_sample(kind: str) -> None:
    """A golden whose sample is gone is found, so that it does not pass for a test."""
    ending, _ = SHOWN[kind]
    assert {path.name for path in (GOLDENS / kind).glob("*")} == {
        f"{name}.{ending}" for name in SAMPLES
    }


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_says_the_same_in_each_format(name: str) -> None:
    """Read by parsers that know nothing of the encoders, all three are the same document."""
    for activity in sample_activities(name):
        payload = multipart.encode(activity)
        expected = said(activity)
        body = b"".join(formats.choose_format("xml").encode(activity))
        assert decode_xml(body) == expected
        assert decode_multipart(payload.media_type, b"".join(payload)) == expected
