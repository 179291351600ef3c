"""What the README and the docs promise: their commands are run, their paths are there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from egain_cli import __version__
from egain_cli.cli.verbs import VERBS
from egain_cli.errors import ExitCode
from egain_cli.inputs.fields import Fields, to_activity
from egain_cli.yaml_reader import read_documents
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(language: str) -> list[str]:
    """The README's blocks of a language: `sh` is run here, `shell` sets a machine up."""
    return [text for kind, text in _BLOCK.findall(README) if kind == language]


@pytest.mark.parametrize("number", range(len(blocks("sh"))))
def test_the_readmes_sessions_work_line_by_line(number: int, place: Path, tmp_path: Path) -> None:
    """As a new user would copy them, in a folder with the samples; every line succeeds."""
    done = session(blocks("sh")[number], place)
    assert done.returncode == 0, done.stderr
    assert "error:" not in done.stderr
    if "sandbox" in blocks("sh")[number]:
        assert done.stdout.count("accepted\t201") == 4
        assert "It does not charge" in done.stdout
        assert "2 read back as sent" in done.stderr
        assert "reach\tok" in done.stdout
        assert "session\tlives" in done.stdout


def session(lines: str, place: Path) -> subprocess.CompletedProcess[str]:
    """Lines as a new user would copy them, in a folder with the samples."""
    shutil.copytree(ROOT / "samples", place / "samples")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = ["set -e", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT", lines]
    return subprocess.run(["bash", "-c", "\n".join(script)], capture_output=True, text=True,
                          env={**os.environ, "PATH": path}, timeout=120, check=False)  # fmt: skip


PAGES = [
    (path.name, number, text)
    for path in DOCS
    if path.name not in ("README.md", "lint-rules.md")  # whose examples a test of their own runs
    for number, (kind, text) in enumerate(_BLOCK.findall(path.read_text(encoding="utf-8")))
    if kind == "sh"
]


@pytest.mark.parametrize(
    ("name", "lines"),
    [(name, text) for name, _, text in PAGES],
    ids=[f"{name}-{number}" for name, number, _ in PAGES],
)
def test_the_pages_sessions_work_line_by_line(name: str, lines: str, place: Path) -> None:
    """Every line succeeds, as the README's do; a second run over the same messages sends nothing."""
    done = session(lines, place)
    assert done.returncode == 0, done.stderr
    if name == "bulk-replay.md":
        assert done.stderr.count("accepted") >= 1
        assert "nothing was sent" in done.stderr
        assert done.stdout.count("skipped\t") >= 6


def test_the_readmes_installation_works_from_a_wheel(tmp_path: Path) -> None:
    """The plain pip lines, then `egain demo` in an empty folder: the samples travel in the wheel."""
    tree = tmp_path / "tree"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(".*", "__pycache__", "tests", "dist"))
    (make_venv, install, demo) = blocks("shell")[1].splitlines()
    environ = {
        name: text for name, text in os.environ.items() if not name.startswith(("PYTHON", "COV"))
    }
    environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environ['PATH']}"
    for line in (make_venv, install):
        done = subprocess.run(["bash", "-c", line], cwd=tree, env=environ, capture_output=True,
                              text=True, timeout=600, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
    empty = tmp_path / "empty"
    empty.mkdir()
    shutil.rmtree(tree / "egain_cli")
    shutil.rmtree(tree / "samples")
    done = subprocess.run([str(tree / demo.split()[0]), "demo"], cwd=empty,
                          env=environ, capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("accepted\t201") == 11
    assert not list(empty.iterdir())


def test_the_other_set_up_lines_are_those_that_ci_runs() -> None:
    """`make demo` and `make test` on a clean clone, and pipx with the same requirement as pip."""
    shell = blocks("shell")
    assert shell[0].split("\n") == ["make demo", ""]
    requirement = shell[1].splitlines()[1].partition("install ")[2]
    assert shell[2] == f"pipx install {requirement}\n"
    assert shell[3].splitlines() == ["make test", "make check"]
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for command in ("make demo", *shell[3].splitlines()):
        assert f"\n{command}\n" in ci


def test_the_readmes_yaml_is_valid(place: Path) -> None:
    """It makes an activity, once the files that it names are there."""
    for name in ("page.html", "invoice.pdf", "log.txt"):
        (place / name).write_text("x")
    (example,) = blocks("yaml")
    (document,) = read_documents(example.encode(), "README")
    assert isinstance(document.value, dict)
    activity, found = to_activity(Fields(document.value, place, beside=True))
    assert (activity.subject, len(activity.attachments), found) == ("no", 2, [])


def test_the_readmes_exit_codes_are_the_programs() -> None:
    """Number by number; those that only later verbs use are not promised yet."""
    promised = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    later = {ExitCode.WAIT_TIMED_OUT, ExitCode.EXPECTATION_FAILED}
    assert promised == {int(code) for code in ExitCode if code not in later}


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_every_path_and_verb_that_the_docs_name_is_there(path: Path) -> None:
    """A path in backquotes or in a link leads somewhere, `egain VERB` is a verb."""
    text = path.read_text(encoding="utf-8")
    for name in re.findall(
        r"`((?:egain_cli|tests|samples|completions|bench|docs|\.ci)/[^`]*)`", text
    ):
        assert (ROOT / name).exists(), name
    for link in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
        assert (path.parent / link).exists(), link
    for verb in re.findall(r"`egain ([a-z][a-z-]*)", text):
        assert verb in VERBS, verb


def test_a_message_travels_in_ten_steps() -> None:
    """Numbered from one to ten, each with a module to open."""
    text = (ROOT / "docs" / "how-a-message-travels.md").read_text(encoding="utf-8")
    steps = re.findall(r"^(\d+)\. \*\*(?:.(?!^\d+\.))*", text, re.MULTILINE | re.DOTALL)
    assert steps == [str(number) for number in range(1, 11)]


def test_the_changelog_knows_the_version() -> None:
    """The newest section that has a number is this version's."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"^## \[(\d[^]]*)\]", text, re.MULTILINE)[0] == __version__
    assert "\n## [Unreleased]\n" in text


def project_files() -> list[str]:
    """What git lists; without git, as in an unpacked archive, every file but what tools leave."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True,
                                encoding="utf-8", check=True)  # fmt: skip
        return [name for name in listed.stdout.split("\0") if name]
    left = re.compile(r"\.(?!ci$|git\w+$).*|__pycache__|build|dist|htmlcov")
    found = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return [path.as_posix() for path in found if not any(map(left.fullmatch, path.parts))]


def test_the_project_names_no_place_outside_itself() -> None:
    """Nothing in it works on one machine only."""
    outside = re.compile(r"(?<![\w.])/(?:work|home|root|Users)/\w")
    names = project_files()
    assert {"README.md", "pyproject.toml", ".ci/run", "egain_cli/__init__.py"} <= set(names)
    for name in names:
        if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ""} and (ROOT / name).is_file():
            assert not outside.search((ROOT / name).read_text(encoding="utf-8")), name
