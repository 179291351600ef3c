"""The suite itself: that it stands alone, leaves nothing out, and is able to fail."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.conformance import rows
from tests.conformance.cases import Case
from tests.conformance.settings import Settings, read, variable
from tests.conformance.starter import HERE, ROOT
from tests.conformance.wire import server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = sorted(HERE.glob("*.py"))
NAMES = [
    f"tests.conformance.{path.stem}"
    for path in FILES
    if not path.stem.startswith(("_", "test_suite"))
]


def imported(path: Path) -> Iterator[str]:
    """The full name of whatever a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            yield node.module or ""


def cases() -> list[Case]:
    """Every case of every table, also those that only flows use."""
    found = []
    for name in NAMES:
        for value in vars(importlib.import_module(name)).values():
            many = value if isinstance(value, tuple) else (value,)
            found += [each for each in many if isinstance(each, Case)]
    return found


CASES = cases()


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Python in the project's folder, with nothing told of a server but `environ`."""
    kept = {name: os.environ[name] for name in os.environ if not name.startswith(("EGAIN_", "COV"))}
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, env=kept | environ, timeout=120,
                          capture_output=True, encoding="utf-8", check=False)  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_imports_nothing_but_itself_pytest_and_the_standard_library(path: Path) -> None:
    """So it shares no mistake with the client or the sandbox."""
    for name in imported(path):
        top = name.partition(".")[0]
        assert top in sys.stdlib_module_names or top == "pytest" or name.startswith(
            "tests.conformance"
        ), name  # fmt: skip


def test_nothing_of_the_program_is_loaded_with_it() -> None:
    """Not even by way of something else."""
    code = f"import sys, {', '.join(NAMES)}\nprint([m for m in sys.modules if 'egain' in m])"
    done = run("-c", code)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_every_row_of_the_page_has_a_case() -> None:
    """And no case names a row that is not in the list."""
    shown = Counter(row for case in CASES for row in case.rows)
    assert set(shown) == set(rows.ROWS)


@pytest.mark.parametrize("code", rows.CODES)
def test_every_code_has_a_case_that_expects_it_alone(code: str) -> None:
    """A case that also takes others does not count."""
    assert any(claim.codes == (code,) for case in CASES for claim in case.claims)


def test_what_may_create_says_so() -> None:
    """So that a run may leave it out; logins and readings create nothing."""
    for case in CASES:
        taken = any(201 in claim.statuses for claim in case.claims)
        assert case.creates == taken, case.name


def test_a_case_is_told_from_another_by_its_name() -> None:
    """Within one table, as it is its test's name."""
    for name in NAMES:
        table = getattr(importlib.import_module(name), "CASES", ())
        twice = [text for text, count in Counter(case.name for case in table).items() if count > 1]
        assert not twice, name


def test_each_setting_has_a_variable_and_a_default() -> None:
    """What the environment names replaces it, an empty value too."""
    assert read({}) == Settings()
    told = read({"EGAIN_TEST_URL": "https://ece.example.com", "EGAIN_TEST_CASE": ""})
    assert (told.url, told.gives("case"), told.sender) == (
        "https://ece.example.com", False, Settings().sender)  # fmt: skip
    listed = run("-m", "tests.conformance", "--variables").stdout
    assert variable("blocked_type") in listed
    assert Settings().receiver in listed


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://127.0.0.1:8025", "/system/ws"),
        ("http://127.0.0.1:8025/", "/system/ws"),
        ("https://ece.example.com/other/", "/other/ws"),
    ],
)
def test_the_url_may_hold_the_context_root(url: str, base: str) -> None:
    """Without one the setting says which it is."""
    assert server(Settings(url=url)).base == base


def test_a_url_that_is_none_is_named() -> None:
    """Before anything is sent."""
    with pytest.raises(ValueError, match=r"ece\.example\.com"):
        server(Settings(url="ece.example.com"))


def test_without_a_server_the_cases_are_skipped_and_say_why() -> None:
    """Where they are asked for; a run of everything leaves them out in silence."""
    name = "tests/conformance/test_search.py"
    asked = run("-m", "pytest", "-q", "-p", "no:xdist", name).stdout
    assert "set EGAIN_TEST_URL" in asked
    assert "failed" not in asked
    others = [f"--ignore={path}" for path in (ROOT / "tests").iterdir()
              if path.is_dir() and path != HERE]  # fmt: skip
    listed = run("-m", "pytest", "-q", "-p", "no:xdist", "--collect-only", *others).stdout
    assert "tests/conformance/test_suite.py::" in listed
    assert name not in listed
    assert "deselected" in listed


def test_a_server_that_is_not_there_ends_the_run_at_once() -> None:
    """With an exit code that is handed on, and a word about where nothing answers."""
    done = run("-m", "tests.conformance", EGAIN_TEST_URL="http://127.0.0.1:1")
    assert done.returncode == 1
    assert "Exit: nothing answers at http://127.0.0.1:1" in done.stdout
