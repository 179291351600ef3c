"""Owns where files of the user's lie on this system; knows nothing of what is in them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_FILE = "egain.yaml"


def config_dir(environ: Mapping[str, str]) -> Path:
    """The folder of the profiles: EGAIN_CONFIG_DIR, else where the system keeps settings."""
    if chosen := environ.get("EGAIN_CONFIG_DIR"):
        return Path(chosen)
    if known := _by_xdg("XDG_CONFIG_HOME", ".config"):
        return known
    from platformdirs import user_config_path  # noqa: PLC0415 - see _by_xdg

    return user_config_path("egain", appauthor=False)


def state_dir(environ: Mapping[str, str]) -> Path:
    """The folder of what is kept between runs: EGAIN_STATE_DIR, else the system's place for it."""
    if chosen := environ.get("EGAIN_STATE_DIR"):
        return Path(chosen)
    if known := _by_xdg("XDG_STATE_HOME", ".local/state"):
        return known
    from platformdirs import user_state_path  # noqa: PLC0415

    return user_state_path("egain", appauthor=False)


# The answer that platformdirs gives on Linux, where every send would load it for that (3 ms).
def _by_xdg(variable: str, below_home: str) -> Path | None:
    """The folder by the XDG base directory specification; None where it takes a closer look."""
    if sys.platform != "linux" or hasattr(sys, "getandroidapilevel"):
        return None
    chosen, home = os.environ.get(variable, ""), os.environ.get("HOME", "")
    if not chosen.startswith("/"):
        chosen = f"{home.rstrip('/')}/{below_home}" if home.startswith("/") else ""
    return Path(chosen, "egain") if chosen else None


def write_private(path: Path, content: str | bytes) -> None:
    """Write a file that only its owner may read, whole or not at all; makes its folder (0700).

    On Windows the rights are those of the user's own profile folder, which others cannot read.
    Raises OSError.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
