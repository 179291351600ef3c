"""Every rule has an example that breaks it, and stands in docs/lint-rules.md with it."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.findings import RULES
from tests.lint_rules import EXAMPLES, Example, Kind, render
from tests.servers import scripted

if TYPE_CHECKING:
    from tests.conftest import Egain

PAGE = Path(__file__).resolve().parents[1] / "docs" / "lint-rules.md"
PACKAGE = PAGE.parents[1] / "egain_cli"
WRITE = bool(os.environ.get("EGAIN_WRITE_GOLDENS"))  # every test clears the environment
TARGET = {"--department": "service", "--receiver": "support@business.com"}
# What a send does not look for: doubts about the raw message, and what stands there twice.
LINT_ALONE = {f"L{number}" for number in range(134, 143)} & {rule.id for rule in RULES.values()}
LEAST = ("--from", "jane@customer.com", "--subject", "Hello")
HEADERS = {
    "From": "jane@customer.com", "To": "support@business.com", "Subject": "Hello",
    "Date": "Mon, 2 Mar 2020 08:14:05 +0000",
}  # fmt: skip


def message(text: str) -> bytes:
    """A message in order, with the lines of an example on top; one without any field as it is."""
    head, _, body = text.partition("\n\n") if not text.startswith("\n") else ("", "", text[1:])
    lines = head.splitlines()
    named = {line.partition(":")[0].removeprefix("-") for line in lines}
    if lines and not any(re.match("-?[A-Z][A-Za-z-]+(:|$)", line) for line in lines):
        return text.encode()
    lines += [f"{name}: {value}" for name, value in HEADERS.items() if name not in named]
    lines = [line for line in lines if not line.startswith("-")]
    return "\n".join([*lines, "", body or "text", ""]).encode()


def packed(name: str, content: bytes) -> bytes:
    """A message as it lies in a file of that name; in a mailbox it is the second."""
    if name.endswith(".emlx"):
        return b"%d\n%b" % (len(content), content)
    separator = b"From jane@customer.com Mon Mar  2 08:14:05 2020\n"
    first = separator + message("") + b"\n" + separator
    return first + content if name.endswith(".mbox") else content


def email(text: str) -> str:
    """A YAML file in order, with the lines of an example on top."""
    keys = {line.partition(":")[0] for line in text.splitlines()}
    least = {"from": "jane@customer.com", "subject": "Hello"} | {
        flag.removeprefix("--"): value for flag, value in TARGET.items()
    }
    return "\n".join([text, *(f"{key}: {least[key]}" for key in least if key not in keys), ""])


def write(place: Path, example: Example) -> None:
    """The files of an example."""
    for name, content in example.files.items():
        (place / name).write_bytes(content)
    if example.kind is Kind.YAML:
        (place / "mail.yaml").write_text(email(example.text))
    if example.kind is Kind.EML:
        for name in example.paths:
            (place / name).write_bytes(packed(name, message(example.text)))


def broken(egain: Egain, place: Path, example: Example) -> list[dict[str, Any]]:
    """The findings of an example, as the verb that it is for tells them."""
    write(place, example)
    target = [part for pair in TARGET.items() for part in pair]
    if example.kind is Kind.YAML:
        done = egain("lint", "mail.yaml", "--json", *example.args)
    elif example.kind is Kind.EML:
        done = egain("lint", *example.paths, "--json", *target, *example.args)
    elif example.kind is Kind.FLAGS:
        done = egain("send-email", *LEAST, *target, "--dry-run", "--json", *example.args)
    else:
        with scripted(example.answers) as server:
            url = ["--url", server.url]
            done = egain("send-email", *LEAST, *target, *url, "--json", *example.args)
    findings = done.outcomes[0] if done.outcomes else {}
    return [
        *(event for event in done.events if event["event"] == "finding"),
        *(each for kind in ("errors", "warnings", "notes") for each in findings.get(kind, [])),
    ]


def test_the_page_is_up_to_date() -> None:
    """What the tables say is what stands there; `make goldens` writes it anew."""
    if WRITE:
        PAGE.write_text(render(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == render()


def test_every_rule_has_an_example() -> None:
    """And says in sentences what it means and what is done about it; see tests/lint_rules.py."""
    assert [each.rule for each in EXAMPLES] == sorted(rule.id for rule in RULES.values())
    for rule in RULES.values():
        assert re.fullmatch(r"[A-Z`].*[^.]\.", rule.meaning), rule
        assert re.fullmatch(r"[A-Z`].*[^.]\.", rule.done), rule


def test_every_rule_that_the_program_names_is_in_the_table() -> None:
    """A finding of a rule that is not there would be a mistake that only its email shows."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    named = set(re.findall(r"""[( ]finding\(\s*["']([a-z0-9-]+)["']""", sources))
    assert "required-missing" in named
    assert named <= set(RULES)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.rule)
def test_every_example_breaks_its_rule(
    egain: Egain, place: Path, example: Example, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The finding has the rule's id and name, a place, and words."""
    monkeypatch.setenv("EGAIN_SESSION", "11111111-2222-3333-4444-555555555555")
    rule = next(rule for rule in RULES.values() if rule.id == example.rule)
    if rule.name == "content-id-missing":
        return  # no input leads there; what lint asks of an activity is tried in tests/test_lint.py
    found = [each for each in broken(egain, place, example) if each["id"] == rule.id]
    assert found
    assert found[0]["name"] == rule.name
    assert found[0]["field"]
    assert found[0]["message"]


def of(severity: str) -> list[Example]:
    """The examples of files that a send finds something of that severity in."""
    rules = {rule.id: rule for rule in RULES.values()}
    return [
        each
        for each in EXAMPLES
        if each.kind in (Kind.EML, Kind.YAML)
        and rules[each.rule].severity == severity
        and each.rule not in LINT_ALONE
    ]


@pytest.mark.parametrize("example", [*of("warning"), *of("note")], ids=lambda each: each.rule)
def test_strict_keeps_back_what_has_a_warning_and_nothing_else(
    egain: Egain, place: Path, example: Example
) -> None:
    """Each warning that a send tells of makes the email invalid; a note never does."""
    write(place, example)
    if example.kind is Kind.YAML:
        command = ["send-email", "mail.yaml"]
    else:
        target = [part for pair in TARGET.items() for part in pair]
        command = ["send-eml", *example.paths, *target]
    command += [*example.args, "--dry-run", "--json"]
    assert egain(*command).outcomes[-1]["status"] == "not_attempted"
    strict = egain(*command, "--strict").outcomes[-1]
    named = [each["id"] for each in (*strict["warnings"], *strict["notes"])]
    assert example.rule in named
    assert strict["status"] == ("invalid" if strict["warnings"] else "not_attempted")
    assert bool(strict["warnings"]) == (example.rule < "L2")


@pytest.mark.parametrize("rule", sorted(LINT_ALONE))
def test_for_the_doubts_only_lint_looks(egain: Egain, place: Path, rule: str) -> None:
    """A send is quick; strict keeps back what the mapping changes or doubts, and not for these."""
    (example,) = (each for each in EXAMPLES if each.rule == rule)
    write(place, example)
    target = [part for pair in TARGET.items() for part in pair]
    command = (
        ["send-email", "mail.yaml"]
        if example.kind is Kind.YAML
        else ["send-eml", *example.paths, *target]
    )
    outcomes = egain(*command, "--dry-run", "--json").outcomes
    assert rule not in [each["id"] for outcome in outcomes for each in outcome["warnings"]]
