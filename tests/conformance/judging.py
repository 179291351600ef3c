"""Owns asking one case and judging its answer; knows no particular case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from tests.conformance.claims import INFERRED, status
from tests.conformance.reading import JSON
from tests.conformance.sessions import LOGIN, NoSessionError
from tests.conformance.wire import NOWHERE, SESSION, Request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from tests.conformance.cases import Case
    from tests.conformance.claims import Claim
    from tests.conformance.sessions import Sessions
    from tests.conformance.settings import Settings
    from tests.conformance.wire import Answer

DISAGREEMENT = "disagreement"  # the property under which a report carries one
READ_BACK = Request(
    "GET", "/{version}/interaction/activity/{id}", "$attribute=all", (("Accept", JSON),)
)

READABLE = status(INFERRED, 200)  # the right to create does not bring the right to read


@dataclass(frozen=True)
class Ask:
    """Asks cases of the server under test, in the name of one test."""

    sessions: Sessions
    settings: Settings
    note: Callable[[str, object], None]

    def __call__(
        self, case: Case, session: str | None = None, places: Mapping[str, str] = NOWHERE
    ) -> Answer:
        """Send the case's request, judge the answer, and what was stored; then return the answer.

        Skips the test where the server lacks what the case needs, fails it where a fact does not
        hold, and ends it as an expected failure where only an inference does not.
        """
        self._skip(case)
        who = case.request.who
        if session is None:
            session = self._session(who) if who else ""
        answer = self.sessions.send(case.request, session, places)
        self._judge(case, case.claims, answer)
        if case.stored and answer.status == 201:
            self._judge(case, (READABLE, *case.stored), self.read_back(answer))
        return answer

    def fetch(self, case: Case, target: str) -> Answer:
        """Ask the case of a host-relative address that an answer named."""
        server = self.sessions.server
        answer = server.fetch(case.request, target, self._session(case.request.who))
        self._judge(case, case.claims, answer)
        return answer

    def read_back(self, answer: Answer) -> Answer:
        """All of the activity that the answer's Location names."""
        number = answer.header("Location").rpartition("/")[2]
        return self.sessions.send(READ_BACK, self._session("user"), {"id": number})

    def _session(self, who: str) -> str:
        try:
            return self.sessions.of(who)
        except NoSessionError as error:
            pytest.fail(str(error), pytrace=False)

    def _skip(self, case: Case) -> None:
        who = [] if case.request.who in ("", "user") else [f"{case.request.who}_username"]
        create = ["create"] if case.creates else []
        lacking = [name for name in (*case.needs, *who, *create) if not self.settings.gives(name)]
        if lacking:
            pytest.skip(f"EGAIN_TEST_{lacking[0].upper()} is empty")

    def _judge(self, case: Case, claimed: Iterable[Claim], answer: Answer) -> None:
        faults = _faults(claimed, answer)
        firm = [text for claim, text in faults if claim.confidence.firm or self.settings.strict]
        if firm:
            pytest.fail(_described(case, firm, answer), pytrace=False)
        if faults:
            words = "; ".join(f"{text} [{claim.confidence.value}]" for claim, text in faults)
            self.note(DISAGREEMENT, f"{case.name}: {words}")
            pytest.xfail(f"the server disagrees with our inference: {words}")


def _faults(claimed: Iterable[Claim], answer: Answer) -> list[tuple[Claim, str]]:
    found = []
    for claim in claimed:
        try:
            text = claim.fault(answer)
        except (ValueError, ElementTree.ParseError, OSError) as error:
            text = f"the body cannot be read: {error}"
        if text:
            found.append((claim, text))
            if claim.first:
                break
    return found


def _described(case: Case, faults: list[str], answer: Answer) -> str:
    """What a person needs to see who was wrong; without what would let a reader log in."""
    sent = case.request
    body = (sent.body or b"").decode("utf-8", "replace") if sent.path != LOGIN else "(credentials)"
    came = answer.content.decode("utf-8", "replace")
    headers = [(name, "…" if name == SESSION.lower() else text) for name, text in answer.headers]
    query = f"?{sent.query}" if sent.query else ""
    return "\n".join(
        (
            *(f"- {fault}" for fault in faults),
            f"source: {case.source}",
            f"sent: {sent.method} {sent.path}{query} {list(sent.headers)}",
            _printable(body),
            f"came: {answer.status} {headers}",
            _printable(came),
        )
    )


def _printable(text: str) -> str:
    """The beginning of a body, without what a terminal would obey."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "·" for sign in text[:2000])
