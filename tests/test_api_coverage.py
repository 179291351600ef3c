"""docs/api-coverage.md: made from the program's own tables, and every cell of it tried."""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from egain_cli.encode.places import PLACES
from egain_cli.findings import RULES
from tests.api_coverage import HEADERS, ROWS, STATUSES, Header, Row, Status, render
from tests.sandbox.documents import PLAIN
from tests.sandbox.wire import ACTIVITY, LOGIN, Wire
from tests.servers import answer, scripted

if TYPE_CHECKING:
    from egain_cli.sandbox import serve
    from tests.conftest import Egain

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api-coverage.md"
WRITE = bool(os.environ.get("EGAIN_WRITE_GOLDENS"))  # every test clears the environment
# The attributes of the vendor's page; the first is a rule about three others.
VENDORS_ROWS = {
    "subject or attachments or content", "attachments", "department.name", "type.value", "type.subtype.value", "payload.email.emailAddresses.from",
    "payload.email.emailAddresses.receiver", "payload.email.date", "case.id", "isSecure", "subject",
    "customAttributes", "payload.email.contents", "payload.email.emailAddresses.to",
    "payload.email.emailAddresses.cc", "payload.email.emailAddresses.replyTo", "customer",
    "contentType", "content", "isInline", "contentId", "fileName",
}  # fmt: skip
LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--department", "service",
         "--receiver", "support@business.com")  # fmt: skip


@pytest.fixture(autouse=True)
def files(place: Path) -> None:
    """The files that the examples attach."""
    (place / "a.csv").write_bytes(b"x;y")
    (place / "empty.csv").write_bytes(b"")


def found(document: Any, path: str) -> list[Any]:
    """Every value at a dotted path, where `[]` stands for each of a list."""
    values = [document]
    for step in path.replace("[]", ".[]").split("."):
        if step == "[]":
            values = [each for value in values for each in value]
        else:
            values = [value[step] for value in values if step in value]
    return values


def payload(egain: Egain, *args: str | Path) -> Any:
    """What would be sent."""
    done = egain(*args, "--dry-run", "--json")
    assert done.outcomes[0]["status"] == "not_attempted", done.err
    return done.outcomes[0]["payload"]


def test_the_page_is_up_to_date() -> None:
    """What the tables say is what stands there; `make goldens` writes it anew."""
    if WRITE:
        PAGE.write_text(render(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == render()


def test_no_row_of_the_vendors_page_is_missing_and_no_cell_is_empty() -> None:
    """Each attribute has an example, a place and a mistake; each rule that is named exists."""
    assert {row.page for row in ROWS} == VENDORS_ROWS
    assert {place.page for place in PLACES} == VENDORS_ROWS - {"subject or attachments or content"}
    cells = [line.split("|")[1:-1] for line in render().splitlines() if line.startswith("|")]
    assert all(cell.strip() for line in cells for cell in line)
    assert {row.finding for row in ROWS} - {""} <= {rule.id for rule in RULES.values()}


@pytest.mark.parametrize("row", [row for row in ROWS if row.flags], ids=lambda row: row.page)
def test_each_attribute_can_be_said_by_flag(egain: Egain, row: Row) -> None:
    """The flags of the example put the value at its place."""
    document = payload(egain, "send-email", *LEAST, *row.flags)
    assert row.value in found(document, row.at)


@pytest.mark.parametrize("row", [row for row in ROWS if row.yaml], ids=lambda row: row.page)
def test_each_attribute_can_be_said_in_yaml(egain: Egain, place: Path, row: Row) -> None:
    """So does the YAML; flags give what else is needed."""
    (place / "email.yaml").write_text(row.yaml + "\n")
    given = dict(zip(LEAST[::2], LEAST[1::2], strict=True))
    if row.value == "sales":
        given["--receiver"] = "sales@business.com"
    key = row.yaml.partition(":")[0]
    rest = [part for name, value in given.items() if name != f"--{key}" for part in (name, value)]
    document = payload(egain, "send-email", "email.yaml", *rest)
    assert row.value in found(document, row.at)


@pytest.mark.parametrize("row", [row for row in ROWS if row.eml], ids=lambda row: row.page)
def test_each_attribute_comes_from_a_saved_message_or_its_flags(
    egain: Egain, place: Path, row: Row
) -> None:
    """What the message, or the flag beside it, says stands at its place."""
    (place / "mail.eml").write_text(message(row))
    flags = row.eml if row.eml[0].startswith("--") else ()
    aliases = () if "--receiver" in flags else ("support@business.com",)
    (place / "egain.yaml").write_text(f"department: service\naliases: [{', '.join(aliases)}]\n")
    more = () if row.eml[0].startswith("Delivered-To") or "--receiver" in flags else LEAST[-2:]
    document = payload(egain, "send-eml", "mail.eml", *flags, *more)
    assert row.value in found(document, row.at)


def message(row: Row) -> str:
    """A saved message that says what a row is about, and the least besides."""
    headers = {"From": "j@c.com", "Date": "Sat, 26 Dec 2015 19:00:00 +0000", "Subject": "s"}
    if ":" in row.eml[0]:
        name, _, value = row.eml[0].partition(": ")
        headers[name] = value
    head = "".join(f"{name}: {value}\n" for name, value in headers.items())
    kind = row.eml[0]
    if kind not in ("attachment", "inline"):
        return f"{head}\n{row.eml[1] if not row.eml[0] else 'text'}"
    html = "<img src='cid:a'>" if kind == "inline" else "<p>"
    type_ = row.eml[1] if kind == "attachment" else "image/png"
    return (
        f"{head}MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
        f"--b\nContent-Type: text/html\n\n{html}\n"
        f"--b\nContent-Type: {type_}\nContent-ID: <a>\nContent-Disposition: {kind}; "
        f"filename=b.csv\n\nx;y\n--b--\n"
    )


def wire(sandbox: serve.Running) -> Wire:
    """A way to the sandbox with a session."""
    plain = Wire(sandbox.url)
    login = plain.ask("POST", LOGIN, {"userName": "demo", "password": "demo"})
    return Wire(sandbox.url, login.headers["X-egain-session"])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.page)
def test_the_sandbox_refuses_each_mistake_with_its_code(sandbox: serve.Running, row: Row) -> None:
    """The code is the one that the table names, and its text names the attribute."""
    document = copy.deepcopy(PLAIN)
    path, value = row.broken
    *above, last = path.split(".")
    at = document
    for name in above:
        at = at[name]
    if value is None:
        del at[last]
    else:
        at[last] = value
    said = wire(sandbox).ask("POST", ACTIVITY, document)
    assert (said.status, said.json["code"]) == (400, row.code)
    assert path.split(".")[-1] in said.text or row.code == "400-194"


@pytest.mark.parametrize("row", [row for row in ROWS if row.breaks], ids=lambda row: row.page)
def test_the_client_finds_each_mistake_before_it_is_sent(egain: Egain, row: Row) -> None:
    """The finding is the one that the table names."""
    outcome = egain("send-email", *LEAST, *row.breaks, "--dry-run", "--json").outcomes[0]
    assert row.finding in {each["id"] for each in outcome["errors"] + outcome["warnings"]}


@pytest.mark.parametrize("row", HEADERS, ids=lambda row: row.page)
def test_the_sandbox_refuses_each_wrong_request(sandbox: serve.Running, row: Header) -> None:
    """The code is the one that the table names."""
    body = json.dumps(PLAIN).encode() if row.body else b""
    said = wire(sandbox).ask("POST", ACTIVITY + row.query, body, row.wrong)
    assert row.code in said.text


@pytest.mark.parametrize("row", STATUSES, ids=lambda row: str(row.status))
def test_the_client_makes_of_each_status_what_the_table_says(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, row: Status
) -> None:
    """Outcome and exit code are those of the table."""
    monkeypatch.setenv("EGAIN_SESSION", "s1")
    location = "Location: /system/ws/v12/interaction/activity/7"
    with scripted([answer(f"{row.status} Said", b"", location)]) as server:
        done = egain("send-email", *LEAST, "--url", server.url, "--json")
    assert (done.outcomes[0]["status"], done.code) == (row.outcome, row.exit_code)
