"""What the store keeps, and which files it refuses."""

from __future__ import annotations

import base64
import dataclasses
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from egain_cli.errors import EgainError
from egain_cli.sandbox.case_rows import find_cases
from egain_cli.sandbox.database import open_database, transaction
from egain_cli.sandbox.serve import running
from egain_cli.sandbox.store import Store
from egain_cli.sandbox.world import DEFAULT_WORLD, Case, Customer

from .documents import FULL, PLAIN, changed
from .wire import opened

if TYPE_CHECKING:
    from pathlib import Path


def test_a_named_store_survives_a_restart(tmp_path: Path) -> None:
    """Another sandbox on the same file reads what the first one took, and counts on."""
    path = tmp_path / "store.sqlite"
    locations = []
    for document in (FULL, PLAIN):
        with closing(Store(path)) as store, running(store=store) as started:
            locations.append(opened(started.url).create(document).headers["Location"])
    with closing(Store(path)) as store, running(store=store) as started:
        wire = opened(started.url)
        assert wire.read(locations[0])["payload"] == FULL["payload"]
        assert [int(location.rpartition("/")[2]) for location in locations] == [2795, 2796]
        assert store.count() == 2


def test_an_unnamed_store_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its folder exists while it is open, and is gone when it is closed, even twice."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(scratch))
    store = Store()
    assert list(scratch.iterdir())
    store.close()
    store.close()
    assert not list(scratch.iterdir())


def test_new_cases_stay_clear_of_the_worlds() -> None:
    """They count from beyond the highest number that the world already has."""
    world = dataclasses.replace(DEFAULT_WORLD, cases=(*map(Case, ("1060", "69999", "no-number")),))
    with running(world) as started:
        wire = opened(started.url)
        activity = wire.read(wire.create(PLAIN).headers["Location"])
        assert activity["case"]["id"] == 70_000


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    """A text, another program's database, a later version and a missing folder: each is an error."""
    text, other, later = (tmp_path / name for name in ("text", "other", "later"))
    text.write_bytes(b"no database, but long enough to be told from one" * 20)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE things (id INTEGER)")
    with closing(open_database(later)) as connection:
        connection.execute("PRAGMA user_version = 99")
    for path in (text, other, later, tmp_path / "missing" / "file"):
        with pytest.raises(EgainError, match="cannot be used as the sandbox's store") as caught:
            Store(path)
        assert "another file" in caught.value.hint
    assert text.read_bytes().startswith(b"no database")


def test_a_failed_transaction_leaves_nothing(tmp_path: Path) -> None:
    """What was written before the exception is taken back."""

    def fail(connection: sqlite3.Connection) -> None:
        with transaction(connection):
            connection.execute("DELETE FROM counters")
            connection.execute("DELETE FROM nothing")

    with closing(open_database(tmp_path / "store")) as connection:
        with pytest.raises(sqlite3.OperationalError):
            fail(connection)
        assert connection.execute("SELECT count(*) FROM counters").fetchone() == (4,)


def _cases(store: Store) -> list[tuple[str, int]]:
    sql = "SELECT id, of_world FROM cases ORDER BY id"
    return store.ask(lambda connection: connection.execute(sql).fetchall())


def _customers(store: Store) -> list[tuple[int, str]]:
    sql = "SELECT id, address FROM customers ORDER BY id"
    return store.ask(lambda connection: connection.execute(sql).fetchall())


def test_another_world_replaces_what_nobody_used(tmp_path: Path) -> None:
    """Cases and customers of a former world stay where a mail stands in them, and keep their ids."""
    jane, john = Customer("jane@c.de", "service"), Customer("JHenry@customer.com", "service")
    first = dataclasses.replace(
        DEFAULT_WORLD, cases=(Case("1060"), Case("7")), customers=(jane, john)
    )
    second = dataclasses.replace(first, cases=(Case("8"),), customers=(jane,))
    third = dataclasses.replace(first, cases=(Case("1060", status="closed"),), customers=())
    with closing(Store(tmp_path / "kept")) as store:
        with running(first, store) as started:
            assert opened(started.url).create(FULL).status == 201
        assert _cases(store) == [("1060", 1), ("7", 1)]
        assert _customers(store) == [(1001, "jane@c.de"), (1002, "jhenry@customer.com")]
        store.seed(second)
        assert _cases(store) == [("1060", 0), ("8", 1)]
        assert _customers(store) == [(1001, "jane@c.de"), (1002, "jhenry@customer.com")]
        store.seed(third)
        assert _cases(store) == [("1060", 1)]
        assert _customers(store) == [(1002, "jhenry@customer.com")]
        (case,) = store.ask(find_cases, ["1060"])
        assert (case.status, case.subject) == ("closed", FULL["subject"])


def test_a_clear_leaves_the_world() -> None:
    """What the mails made goes with them; what the world had is there as in the beginning."""
    world = dataclasses.replace(DEFAULT_WORLD, customers=(Customer("jane@c.de", "service"),))
    with closing(Store()) as store, running(world, store) as started:
        wire = opened(started.url)
        for document in (FULL, PLAIN):
            wire.create(document)
        wire.ask("POST", "/_sandbox/clear")
        assert _cases(store) == [("1060", 1)]
        assert _customers(store) == [(1001, "jane@c.de")]
        (case,) = store.ask(find_cases, ["1060"])
        assert (case.subject, case.customer_id) == ("", None)
        again = wire.read(wire.create(PLAIN).headers["Location"])
        assert (again["id"], again["case"]["id"], again["customer"]["id"]) == (2797, 10_001, 1003)


def test_contents_are_kept_once_and_as_bytes(tmp_path: Path) -> None:
    """Beside the body as received, a content is in the file as it is, and in no document."""
    content = base64.b64encode(bytes(range(256)) * 4).decode()
    document = changed("attachments.attachment.0.content", content)
    with closing(Store(tmp_path / "kept")) as store, running(store=store) as started:
        location = opened(started.url).create(document).headers["Location"]
        sql = "SELECT document || coalesce(canonical, '') FROM activities"
        ((documents,),) = store.ask(lambda connection: connection.execute(sql).fetchall())
        assert content not in documents
        assert '"content"' in documents  # that of the payload
        found = store.get(int(location.rpartition("/")[2]))
        assert found
        assert found[1].document == document


def test_a_number_that_sqlite_has_no_room_for_is_unknown() -> None:
    """An id beyond 64 bits is none, and no mistake."""
    with closing(Store()) as store:
        assert store.get(2**70) is None


def test_case_numbers_that_no_counter_reaches_are_only_names() -> None:
    """A case of 30 digits in the world does not make new cases longer than that."""
    world = dataclasses.replace(DEFAULT_WORLD, cases=(Case("9" * 30),))
    with running(world) as started:
        wire = opened(started.url)
        assert wire.read(wire.create(PLAIN).headers["Location"])["case"]["id"] == 10_000
        named = wire.create(changed("case.id", "9" * 30)).headers["Location"]
        assert wire.read(named)["case"]["id"] == "9" * 30


@pytest.mark.parametrize(("name", "pragmas"), [("kept", ("wal", 1)), ("", ("memory", 0))])
def test_only_a_named_store_takes_care_for_a_crash(
    tmp_path: Path, name: str, pragmas: tuple[str, int]
) -> None:
    """One that goes with the program neither writes twice nor waits for the disk."""

    def pragma(connection: sqlite3.Connection, asked: str) -> object:
        return connection.execute(f"PRAGMA {asked}").fetchone()[0]

    with closing(Store(tmp_path / name if name else None)) as store:
        found = (store.ask(pragma, "journal_mode"), store.ask(pragma, "synchronous"))
    assert found == pragmas
