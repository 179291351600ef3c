"""Where the user's files lie, and how one is written."""

from __future__ import annotations

from pathlib import Path

import pytest
from platformdirs import user_config_path, user_state_path

from egain_cli import places


def test_the_state_lies_where_the_system_keeps_it_unless_it_is_said(tmp_path: Path) -> None:
    """EGAIN_STATE_DIR wins; else a folder of the program's own below the platform's."""
    assert places.state_dir({"EGAIN_STATE_DIR": str(tmp_path)}) == tmp_path
    assert places.state_dir({}).name == "egain"
    assert places.config_dir({}).name == "egain"


@pytest.mark.parametrize("name", ["XDG_CONFIG_HOME", "XDG_STATE_HOME"])
@pytest.mark.parametrize("chosen", [None, "", "/x", "/x/", "//x", "x/y", "~/x", " /x"])
@pytest.mark.parametrize("home", [None, "", "/users-of/jane", "/users-of/jane/", "home", "/", "//"])
def test_the_folders_are_those_that_platformdirs_knows(
    monkeypatch: pytest.MonkeyPatch, name: str, chosen: str | None, home: str | None
) -> None:
    """Whatever the environment says, whether the library is asked or not."""
    for variable, value in ((name, chosen), ("HOME", home)):
        if value is None:
            monkeypatch.delenv(variable, raising=False)
        else:
            monkeypatch.setenv(variable, value)
    assert places.config_dir({}) == user_config_path("egain", appauthor=False)
    assert places.state_dir({}) == user_state_path("egain", appauthor=False)


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_are_left_to_platformdirs(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    """Only Linux keeps to the specification that is known here."""
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platformdirs.user_config_path", lambda *_, **__: Path("elsewhere"))
    assert places.config_dir({}) == Path("elsewhere")


def test_a_file_that_cannot_be_written_whole_is_not_written_at_all(tmp_path: Path) -> None:
    """What was there stays, and no draft is left."""
    target = tmp_path / "kept"
    places.write_private(target, "before")
    with pytest.raises(UnicodeEncodeError):
        places.write_private(target, "half a character: \udcff")
    assert target.read_text() == "before"
    assert list(tmp_path.glob(".kept*")) == []
