"""The benchmarks: that both sides send the same, and that their tables and stages hold."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from bench.bulk import Line
from bench.child import BenchError
from bench.messages import small, write_bodies, write_small
from bench.page import write_part
from bench.plain import to_body
from bench.races import Contest, races
from bench.stages import STAGES, find_stage
from egain_cli.encode.json import encode
from egain_cli.inputs.mime.message import Wanted, to_activity
from tests.conftest import ROOT


def ours(message: bytes) -> dict[str, Any]:
    """What the program makes of a message."""
    activity, _ = to_activity(message, Wanted("support@business.com"))
    document: dict[str, Any] = json.loads(b"".join(encode(activity)))
    return document


def test_the_plain_script_says_what_the_program_says() -> None:
    """It is a fair peer: the same subject, people, date, texts and files, in the same places."""
    theirs = to_body(small(7))
    assert theirs.pop("department") == {"name": "service"}
    for content in theirs["payload"]["email"]["contents"]["content"]:
        content["value"] = content["value"].removesuffix("\n")
    assert theirs == ours(small(7))


def test_small_messages_are_of_10_kb_and_differ(tmp_path: Path) -> None:
    """A thousand a folder, whole messages, no two of which would be one to the journal."""
    write_small(tmp_path / "small", 1001)
    paths = sorted((tmp_path / "small").rglob("*.eml"))
    assert [path.parent.name for path in (paths[0], paths[-1])] == ["000", "001"]
    assert len({path.read_bytes() for path in paths}) == 1001
    assert all(9_000 < path.stat().st_size < 11_000 for path in paths)
    assert not message_from_bytes(paths[0].read_bytes(), policy=policy.default).defects


def test_ready_made_bodies_are_what_the_program_sends(tmp_path: Path) -> None:
    """One a message, and a list of them for xargs."""
    write_bodies(tmp_path / "bodies", 2)
    first, second = (tmp_path / "bodies" / "list").read_text().splitlines()
    assert json.loads(Path(first).read_bytes()) == {"department": {"name": "service"}} | ours(
        small(0)
    )
    assert "000001" in json.loads(Path(second).read_bytes())["subject"]


@pytest.mark.parametrize(("module", "name"), [stage[1:] for stage in STAGES])
def test_every_stage_is_there(module: str, name: str) -> None:
    """What is timed has not been renamed."""
    owner, attribute = find_stage(module, name)
    assert callable(getattr(owner, attribute))


def test_the_commands_fit_the_program() -> None:
    """Every option of the races is one of send-eml, and every contest names sides that run."""
    program = [sys.executable, "-m", "egain_cli", "send-eml", "--help"]
    said = subprocess.run(program, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    for race in races(1):
        for side in race.sides.values():
            words = shlex.split(side.command)
            used = {word for word in words if word.startswith("--")} if words[0] == "egain" else ()
            assert all(re.search(rf"{option}\b", said) for option in used)
        named = {name for contest in race.contests for name in (contest.ours, contest.other)}
        assert {name for name in named if isinstance(name, str)} <= set(race.sides)


def test_a_line_is_met_by_its_median() -> None:
    """At least, at most, or nothing asked."""
    least, most = Contest("a", "b", "c", 2), Contest("a", "b", "c", 2, most=True)
    assert Line(least, (1.0, 2.0, 9.0), 1, 1).met
    assert not Line(least, (1.0, 1.9, 9.0), 1, 1).met
    assert Line(most, (1.0, 2.0, 9.0), 1, 1).met
    assert not Line(most, (1.0, 2.1, 9.0), 1, 1).met
    assert Line(Contest("a", "b", "c", None), (1.0,), 1, 1).met is None


def test_a_table_goes_between_its_marks(tmp_path: Path) -> None:
    """What stood there is replaced, what stands around it stays; without marks it is an error."""
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- a: begin -->\nold\n<!-- a: end -->\nafter\n")
    write_part("a", "new\n", page)
    assert page.read_text() == "before\n<!-- a: begin -->\n\nnew\n\n<!-- a: end -->\nafter\n"
    with pytest.raises(BenchError, match="b: begin"):
        write_part("b", "new", page)


def test_the_page_has_all_marks() -> None:
    """Of each part that the bench writes."""
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    for part in ("start", "throughput", "where"):
        assert f"<!-- {part}: begin -->" in text.partition(f"<!-- {part}: end -->")[0]
