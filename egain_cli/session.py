"""Owns keeping a session between runs, for one profile and one URL; knows no HTTP."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, field, replace
from typing import TYPE_CHECKING

from egain_cli import keystore
from egain_cli.errors import EgainError
from egain_cli.frozen import dataclass
from egain_cli.places import write_private

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class KeptSession:
    """A session and what it was opened for; `since` is ISO 8601 in UTC."""

    profile: str
    url: str
    username: str
    since: str
    session: str = field(default="", repr=False)
    kept_in: str = "file"


@dataclass(frozen=True, slots=True)
class SessionStore:
    """The kept sessions in a folder, one file each; `person` says whether a keyring may ask."""

    folder: Path
    person: bool

    def load(self, profile: str, url: str) -> KeptSession | None:
        """The session kept for this profile and this very URL, or None."""
        kept = self._read(profile, url)
        if kept and kept.kept_in == "keyring":
            session = keystore.read(_account(profile, url)) if self.person else None
            return replace(kept, session=session) if session else None
        return kept if kept and kept.session else None

    def is_locked(self, profile: str, url: str) -> bool:
        """Whether the session is in the keyring, and the keyring may not be asked here."""
        kept = self._read(profile, url)
        return bool(kept and kept.kept_in == "keyring" and not self.person)

    def knows(self, url: str) -> bool:
        """Whether somebody logged in to this URL from here before, under any profile."""
        return any(kept.url == url for kept in self._all())

    def keep(self, kept: KeptSession) -> KeptSession:
        """Keep a session, in the keyring when there is one and a person is there, else in a file.

        Returns it with the place where it is. Raises EgainError when neither can be written.
        """
        on_disk = kept
        if self.person and keystore.write(_account(kept.profile, kept.url), kept.session):
            kept = replace(kept, kept_in="keyring")
            on_disk = replace(kept, session="")
        path = self._path(kept.profile, kept.url)
        try:
            write_private(path, json.dumps(asdict(on_disk)))
        except OSError as error:
            hint = "Check the rights of its folder, or choose another with EGAIN_STATE_DIR."
            raise EgainError(f"{path}: cannot be written: {error.strerror}", hint) from None
        return kept

    def forget(self, profile: str, url: str) -> None:
        """Forget the session of this profile and URL, wherever it is kept."""
        kept = self._read(profile, url)
        if kept and kept.kept_in == "keyring" and self.person:
            keystore.erase(_account(profile, url))
        self._path(profile, url).unlink(missing_ok=True)

    def _path(self, profile: str, url: str) -> Path:
        digest = hashlib.sha256(url.encode()).hexdigest()[:12]
        return self.folder / f"{profile}-{digest}.json"

    def _read(self, profile: str, url: str) -> KeptSession | None:
        kept = _parse(self._path(profile, url))
        return kept if kept and (kept.profile, kept.url) == (profile, url) else None

    def _all(self) -> list[KeptSession]:
        return [kept for path in self.folder.glob("*.json") if (kept := _parse(path))]


def _parse(path: Path) -> KeptSession | None:
    try:
        return KeptSession(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _account(profile: str, url: str) -> str:
    return f"{profile} {url}"
