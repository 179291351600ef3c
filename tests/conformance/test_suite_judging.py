"""How the suite judges: against a server of the test's own, which answers what it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.conformance.cases import Case, create, created, either, refused
from tests.conformance.claims import DOCUMENTED, GUESS, INFERRED, Claim, has, holds, says, status
from tests.conformance.documents import as_json, required
from tests.conformance.judging import DISAGREEMENT, Ask
from tests.conformance.scripted import Scripting, answering
from tests.conformance.sessions import Sessions, login_request
from tests.conformance.settings import Settings
from tests.conformance.wire import Answer, Request, server

if TYPE_CHECKING:
    from collections.abc import Iterator

XML_ERROR = (
    b'<error xmlns="http://bindings.egain.com/ws/model/v12/gen/common">'
    b"<code>400-146</code><developerMessage>no</developerMessage></error>"
)
GOOD = create(as_json(required()))


def failing(match: str | None = None) -> pytest.RaisesExc[BaseException]:
    """That the block fails its test; an expected failure is one of its children, and none."""
    kind: type[BaseException] = pytest.fail.Exception
    return pytest.raises(kind, match=match, check=lambda error: type(error) is kind)


@pytest.fixture
def liar() -> Iterator[Scripting]:
    """A server that says what it is told."""
    with answering() as serving:
        yield serving


@pytest.fixture
def notes() -> list[tuple[str, object]]:
    """What was noted for the summary."""
    return []


def asking(liar: Scripting, notes: list[tuple[str, object]], **settings: str) -> Ask:
    """Asks the server of the test's own."""
    told = Settings(url=f"http://127.0.0.1:{liar.server_port}", **settings)
    return Ask(Sessions(server(told), told), told, lambda *pair: notes.append(pair))


def case(*claimed: Claim, request: Request = GOOD, **more: object) -> Case:
    """A case with these claims."""
    return Case("a case", request, claimed, "nowhere", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("claim", [status(DOCUMENTED, 201), has(DOCUMENTED, "activity.id")])
def test_a_fact_that_does_not_hold_fails(
    claim: Claim, liar: Scripting, notes: list[object]
) -> None:
    """Also where the body cannot even be read."""
    with failing("source: nowhere"):
        asking(liar, notes)(case(claim))  # type: ignore[arg-type]


def test_an_inference_that_does_not_hold_is_told(
    liar: Scripting, notes: list[tuple[str, object]]
) -> None:
    """As an expected failure with a note for the summary; strictly, it fails."""
    liar.script = (404, {}, b"")
    with pytest.raises(pytest.xfail.Exception):
        asking(liar, notes)(case(status(GUESS, 400)))
    assert notes == [(DISAGREEMENT, "a case: status 404, not 400 [guess]")]
    with failing():
        asking(liar, notes, strict="1")(case(status(GUESS, 400)))


def test_a_fact_counts_even_where_an_inference_fails(
    liar: Scripting, notes: list[tuple[str, object]]
) -> None:
    """Unless the inference is about the status, after which nothing else makes sense."""
    liar.script = (200, {"Content-Type": "application/json"}, b'{"a": 1}')
    wrong, right = holds(INFERRED, "a", "2"), holds(DOCUMENTED, "a", "1")
    with pytest.raises(pytest.xfail.Exception):
        asking(liar, notes)(case(status(DOCUMENTED, 200), wrong, right))
    with failing():
        asking(liar, notes)(case(wrong, holds(DOCUMENTED, "a", "3")))
    with pytest.raises(pytest.xfail.Exception):
        asking(liar, notes)(case(status(INFERRED, 201), holds(DOCUMENTED, "a", "3")))


def test_what_is_stored_is_judged_as_well(liar: Scripting, notes: list[tuple[str, object]]) -> None:
    """By reading the new activity back."""
    location = "/system/ws/v12/interaction/activity/7"
    kind = {"Content-Type": "application/json", "X-egain-session": "s", "Location": location}
    liar.script = (201, kind, b"")
    stored = (holds(DOCUMENTED, "activity.subject", "something else"),)
    ask = asking(liar, notes)
    ask(case(*created()))
    with pytest.raises(pytest.xfail.Exception, match="status 201, not 200"):
        ask(case(*created(), stored=stored, creates=True))
    liar.read = (200, {"Content-Type": "application/json"}, b'{"activity": [{"subject": "a"}]}')
    with failing("something else"):
        ask(case(*created(), stored=stored, creates=True))


def test_a_failure_tells_no_secret(liar: Scripting, notes: list[tuple[str, object]]) -> None:
    """Neither the password that was sent, nor a session, nor in any object that pytest shows."""
    ask = asking(liar, notes, password="pass-of-mine")
    login = case(status(DOCUMENTED, 200), request=login_request("me", "pass-of-mine"))
    with failing() as failed:
        ask(login)
    text = f"{failed.value}{login}{ask}"
    assert "('x-egain-session', '…')" in text
    assert "pass-of-mine" not in text


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        ({"case": ""}, {"needs": ("case",)}),
        ({"create": ""}, {"creates": True}),
        ({"reader_username": ""}, {"request": Request("GET", "/", who="reader")}),
    ],
)
def test_what_the_server_does_not_have_is_skipped(
    settings: dict[str, str],
    more: dict[str, object],
    liar: Scripting,
    notes: list[tuple[str, object]],
) -> None:
    """And the variable that says so is named."""
    (name,) = settings
    with pytest.raises(pytest.skip.Exception, match=f"EGAIN_TEST_{name.upper()} is empty"):
        asking(liar, notes, **settings)(case(status(DOCUMENTED, 404), **more))  # type: ignore[arg-type]


def test_each_refusal_is_looked_at_from_all_sides() -> None:
    """Status, family, code and words; what is left open takes either side and nothing between."""

    def faults(claimed: tuple[Claim, ...], *answer: object) -> int:
        given = Answer(*answer)  # type: ignore[arg-type]
        return sum(bool(claim.fault(given)) for claim in claimed)

    xml, json = (("content-type", "application/xml"),), (("content-type", "application/json"),)
    wanted = refused("400-146", says=("date",), media="application/xml")
    assert faults(wanted, 400, xml, XML_ERROR) == 1
    assert faults(wanted, 400, xml, XML_ERROR.replace(b">no<", b">'date'<")) == 0
    assert (
        faults(wanted, 400, xml, XML_ERROR.replace(b"common", b"else").replace(b"no", b"date")) == 1
    )
    assert faults(wanted, 400, json, b'{"message": "date"}') == 2
    assert faults(wanted, 401, (), b"<html>") == 4
    assert faults(either("400-152"), 400, json, b'{"code": "400-146"}') == 1
    assert faults(either("400-152"), 201, json, b"") == 1
    assert faults(either("400-152"), 400, json, b'{"code": "400-152", "developerMessage": ""}') == 0
    assert faults((says(GUESS, "x"),), 400, json, b'{"message": "x"}') == 0
