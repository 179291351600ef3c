"""What the store keeps, and which files it refuses."""

from __future__ import annotations

import dataclasses
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from egain_cli.errors import EgainError
from egain_cli.sandbox.database import open_database, transaction
from egain_cli.sandbox.serve import running
from egain_cli.sandbox.store import Store
from egain_cli.sandbox.world import DEFAULT_WORLD, Case

from .documents import FULL, PLAIN
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
