"""Owns how an access is handed to another process, and taken over there; starts no process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.access import Access
from egain_cli.custody import Lodging
from egain_cli.handover import Handed, portable
from egain_cli.session import SessionStore

if TYPE_CHECKING:
    from egain_cli.client.sharing import Shared


def hand_over(access: Access) -> Handed:
    """What another process needs to share the session, which is opened now if there is none.

    Raises what `connect` raises.
    """
    connection = access.connect()
    if connection.token is None and access.credentials:
        access.shared = _share()
    is_kept = access.kept is not None and not access.settings.text("session")
    return Handed(
        settings=portable(access.settings),
        endpoint=access.endpoint,
        folder=access.store.folder,
        session=connection.session.id,
        credentials=connection.session.credentials,
        token=connection.token,
        opened=access.opened,
        kept=is_kept and not access.opened,
        shared=access.shared,
    )


def take_over(handed: Handed) -> Access:
    """The access that another process handed over: it shares the session, and keeps none.

    It asks no keyring and writes no file. A session that it opens, when that one has expired, is
    that of all processes then, and ended or kept by the one that handed the first one over.
    """
    store = SessionStore(handed.folder, person=False)
    custody = Lodging(handed.opened, handed.kept, handed.shared)
    return Access(handed.settings, store, handed.endpoint, handed.credentials, custody, handed)


def _share() -> Shared:
    from egain_cli.client.sharing import Shared  # noqa: PLC0415 - many a run needs none

    return Shared()
