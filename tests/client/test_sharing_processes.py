"""What processes of one run know of each other's logins: one logs in, and all use what it got."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from egain_cli.access import Access
from egain_cli.client.http import Body
from egain_cli.client.session import Credentials, Session
from egain_cli.client.sharing import Shared
from egain_cli.delegation import hand_over, take_over
from egain_cli.errors import RefusedError, TemporaryError
from egain_cli.session import KeptSession, SessionStore
from tests.client.test_sharing import PAYLOAD, access_to, answer, create, doorkeeper

if TYPE_CHECKING:
    from pathlib import Path

PROCESSES = 8


def taken(access: Access, count: int = PROCESSES) -> list[Access]:
    """What so many processes make of what was handed over; here they are in one."""
    handed = hand_over(access)
    return [take_over(handed) for _ in range(count)]


def test_of_many_processes_one_logs_in_after_each_expiry(place: Path) -> None:
    """More than the five sessions a user may hold; there is never a second one."""
    rounds = 5
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        others = taken(access)
        with ThreadPoolExecutor(PROCESSES) as pool:
            for _ in range(rounds):
                assert set(pool.map(lambda other: create(other.connect()), others)) == {201}
                keeper.live.clear()
            assert set(pool.map(lambda other: create(other.connect()), others)) == {201}
            list(pool.map(Access.close, others))
        assert (keeper.logins, keeper.most, keeper.logouts) == (rounds + 1, 1, 0)
        access.close()
        assert (keeper.logouts, keeper.live) == (1, set())


def test_what_processes_opened_in_place_of_the_kept_session_is_kept(place: Path) -> None:
    """As one process would keep it, where the user is the same."""
    store = SessionStore(place / "sessions", person=False)
    with doorkeeper() as keeper:
        base = access_to(keeper.url, place).endpoint.base
        store.keep(KeptSession("default", base, "u", "2026-11-23", "expired"))
        access = access_to(keeper.url, place)
        for other in taken(access, 2):
            assert create(other.connect()) == 201
            other.close()
        access.close()
        kept = store.load("default", base)
        assert kept is not None
        assert keeper.live == {kept.session} == {"session-1"}


def test_a_password_that_one_process_was_refused_no_other_tries(place: Path) -> None:
    """Each of them once would lock the user out."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        others = taken(access)
        connections = [other.connect() for other in others]
        keeper.live.clear()
        keeper.login_status = 401
        answers = [each.create(PAYLOAD, Body(PAYLOAD, PAYLOAD.length)) for each in connections]
        assert {each.status for each in answers} == {401}
        assert all(isinstance(each.login_failure, RefusedError) for each in answers)
        assert keeper.logins == 2
        for each in (*others, access):
            each.close()


def test_a_login_that_is_put_off_is_tried_again_by_any_process(place: Path) -> None:
    """It was not refused."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        others = taken(access, 2)
        one, other = (each.connect() for each in others)
        keeper.live.clear()
        keeper.login_status = 503
        failed = one.create(PAYLOAD, Body(PAYLOAD, PAYLOAD.length))
        assert isinstance(failed.login_failure, TemporaryError)
        keeper.login_status = 204
        assert [create(other), create(one), keeper.logins] == [201, 201, 3]
        for each in (*others, access):
            each.close()


def test_a_process_that_died_while_it_logged_in_holds_no_other_up_for_ever() -> None:
    """Each then logs in for itself, and ends that session itself."""
    shared = Shared(patience=0.1)
    session = Session("old", Credentials("u", "p"), shared=shared)
    with shared.turn():
        assert session.renew("old", lambda _: "own", "b") == "own"
    assert shared.latest is None


def test_a_session_that_a_process_opened_for_itself_is_ended_by_it(place: Path) -> None:
    """Nobody else knows it."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place)
        (other,) = taken(access, 1)
        assert other.handed is not None
        assert other.handed.shared is not None
        other.handed.shared._patience = 0.1
        connection = other.connect()
        keeper.live.clear()
        with other.handed.shared.turn():
            assert create(connection) == 201
        other.close()
        assert (keeper.logins, keeper.live) == (2, set())
        access.close()


def test_a_session_that_is_no_longer_taken_is_not_opened_again_and_again() -> None:
    """In each process as if it were alone; but one that another process has is tried first."""
    shared = Shared()
    one, other = (Session("old", Credentials("u", "p"), shared=shared) for _ in range(2))
    names = iter(("first", "second", "third"))

    def log_in(_: Credentials) -> str:
        return next(names)

    assert one.renew("old", log_in, "b") == "first"
    assert other.renew("old", log_in, "b") == "first"
    assert one.renew("first", log_in, "b") is None
    assert other.renew("first", log_in, "b") == "second"
    assert one.renew("first", log_in, "b") == "second"
    assert [each.renew("second", log_in, "b") for each in (one, other)] == [None, None]


def test_a_changed_session_is_ended_where_the_kept_one_was_replaced_before(place: Path) -> None:
    """Nobody is told of a kept session then: it had expired."""
    store = SessionStore(place / "sessions", person=False)
    with doorkeeper() as keeper:
        base = access_to(keeper.url, place).endpoint.base
        store.keep(KeptSession("default", base, "u", "2026-11-23", "expired"))
        access = access_to(keeper.url, place)
        one, other = taken(access, 2)
        warnings: list[str] = []
        other.warn = warnings.append
        assert [create(each.connect()) for each in (one, other)] == [201, 201]
        keeper.live.add("changed")
        connection = other.connect()
        connection.session.learn(str(connection.session.id), answer(201, "changed"))
        other.close()
        assert (warnings, "changed" in keeper.live) == ([], False)
        one.close()
        access.close()


@pytest.mark.parametrize("with_password", [True, False])
def test_only_who_can_log_in_shares_logins(
    place: Path, monkeypatch: pytest.MonkeyPatch, with_password: bool
) -> None:
    """With a session from outside and no password there are none."""
    with doorkeeper() as keeper:
        access = access_to(keeper.url, place, session="given")
        if not with_password:
            monkeypatch.setattr(access, "credentials", None)
        assert (hand_over(access).shared is not None) is with_password
        access.close()
