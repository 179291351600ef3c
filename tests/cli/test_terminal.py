"""What a person sees and is asked, at a real terminal."""

from __future__ import annotations

import codecs
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from tests.conftest import SAMPLES
from tests.servers import CREATED, scripted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from egain_cli.sandbox.serve import Running

pty = pytest.importorskip("pty", reason="pseudo-terminals are POSIX's")
_COLOUR = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


def at_terminal(
    *args: str,
    answers: Sequence[tuple[str, str]] = (),
    command: Sequence[str] = (),
    **environ: str,
) -> tuple[int, str]:
    """Run the program at a terminal; each answer is typed once its question is on the screen."""
    near, far = pty.openpty()
    command = command or [sys.executable, "-m", "egain_cli", *args]
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40", **environ}
    screen = ""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a read may end inside a character
    waiting = list(answers)
    with subprocess.Popen(
        command, stdin=far, stdout=far, stderr=far, env=env, start_new_session=True
    ) as process:
        os.close(far)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                piece = os.read(near, 65536)
            except OSError:
                break
            screen += decoder.decode(piece)
            if waiting and screen.rstrip().endswith(waiting[0][0]):
                os.write(near, waiting.pop(0)[1].encode() + b"\n")
        code = process.wait(timeout=30)
    os.close(near)
    assert not waiting, (waiting, screen)
    return code, screen


def test_results_are_a_table_with_the_ids_and_the_servers_words(at_sandbox: Running) -> None:
    """It fits the terminal, and what a colour says the words say too."""
    files = [str(SAMPLES / "plain.yaml"), str(SAMPLES / "html-with-images.yaml")]
    code, screen = at_terminal("send-email", *files)
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert "\x1b[32maccepted" in screen
    assert "2795" in plain
    assert "201 Created" in plain
    assert "2 (2 inline)" in plain
    assert max(len(line) for line in plain.splitlines()) <= 100
    assert "2 found: 2 accepted" in plain
    assert re.search(r"sending.*[012]/2", plain), "a bar moves while it is sent"


def test_no_color_is_honoured(at_sandbox: Running) -> None:
    """The table is there, without colours."""
    code, screen = at_terminal("send-email", str(SAMPLES / "plain.yaml"), NO_COLOR="1")
    assert code == 0
    assert "accepted" in screen
    assert not re.search(r"\x1b\[3\dm", screen)


def test_a_dry_run_shows_the_payload_with_attachments_cut_short() -> None:
    """A screen full of base64 tells nobody anything."""
    code, screen = at_terminal(
        "send-email", str(SAMPLES / "case-with-attachments.yaml"), "--dry-run"
    )
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert "customer_rating" in plain
    assert "characters of base64" in plain
    assert "not attempted" in plain
    code, screen = at_terminal("send-email", str(SAMPLES / "plain.yaml"), "--dry-run", COLUMNS="80")
    assert "Itriedtwocables" in re.sub(r"[\s│]", "", _COLOUR.sub("", screen)), "nothing is cut off"


def test_markup_and_control_characters_in_a_message_stay_text(tmp_path: Path) -> None:
    """A subject in square brackets is no instruction to the table, an escape none to the screen."""
    (tmp_path / "[red]m.eml").write_bytes(b"From: a@b.de\nTo: [bold]\x1b[2J\n\n")
    code, screen = at_terminal("send-eml", str(tmp_path / "[red]m.eml"), "--dry-run")
    assert code == 6
    assert "[red]m.eml" in re.sub(r"[\s│]", "", _COLOUR.sub("", screen))
    assert "\x1b[2J" not in screen


def test_many_that_went_well_are_counted_and_not_listed(
    at_sandbox: Running, tmp_path: Path
) -> None:
    """What failed is in the table whatever its place."""
    emails = [f"{{from: a@b.de, subject: s{number}}}" for number in range(45)]
    (tmp_path / "m.yaml").write_text("\n---\n".join([*emails, "{from: bad, subject: x}"]))
    code, screen = at_terminal("send-email", str(tmp_path / "m.yaml"))
    plain = _COLOUR.sub("", screen)
    assert code == 3
    assert "5 more that went well" in plain
    table = plain.partition("╭")[2]
    assert "m.yaml#46" in re.sub(r"[\s│]", "", table)


def test_what_a_dead_server_left_behind_is_counted_and_not_listed(place: Path) -> None:
    """Fifty rows with one reason tell no more than forty; what failed otherwise is in the table."""
    emails = [f"{{from: a@b.de, subject: s{number}}}" for number in range(45)]
    (place / "m.yaml").write_text("\n---\n".join(["{from: bad, subject: x}", *emails]))
    options = ("--url", "http://127.0.0.1:1", "--department", "service", "--receiver", "r@s.de")
    code, screen = at_terminal(
        "send-email", "m.yaml", *options, EGAIN_SESSION="s", EGAIN_RETRIES="0"
    )
    plain = _COLOUR.sub("", screen)
    assert code != 0
    assert "5 more that were not attempted" in plain
    assert "m.yaml#1│invalid" in re.sub(r"\s", "", plain.partition("╭")[2])


def test_login_asks_for_what_is_missing_and_never_shows_the_password(
    sandbox: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """URL and user name as they are typed, the password in the dark.

    A keyring that is switched off keeps nothing, so the session goes into the file.
    """
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    answers = [("Server URL:", sandbox.url), ("User name:", "demo"), ("/system:", "demo")]
    code, screen = at_terminal("login", answers=answers)
    assert code == 0, screen
    assert screen.count("demo") == screen.replace("as demo", "").count("demo") + 1
    assert "logged in to" in screen
    code, screen = at_terminal("status")
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert "lives" in plain
    assert re.search(r"url +│ " + re.escape(sandbox.url), plain)


def test_an_empty_answer_is_no_answer() -> None:
    """Nothing is guessed from it."""
    code, screen = at_terminal("login", answers=[("Server URL:", "")])
    assert code == 2
    assert "no url was given" in screen


def test_the_first_page_of_help_fits_a_terminal() -> None:
    """Every verb with one line."""
    code, screen = at_terminal("--help")
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert max(len(line) for line in plain.splitlines()) <= 100
    assert "Try it without a server" in plain


def test_results_in_a_file_are_whole_while_somebody_watches(
    at_sandbox: Running, tmp_path: Path
) -> None:
    """The bar is on stderr; stdout is the file's alone."""
    for more, lines in ((("--json",), 4), ((), 4)):
        target = tmp_path / "out"
        command = f'"{sys.executable}" -m egain_cli send-email "{SAMPLES}/several.yaml" "{SAMPLES}/plain.yaml"'
        code, _ = at_terminal(command=["bash", "-c", f'{command} {" ".join(more)} > "{target}"'])
        assert code == 0
        assert len(target.read_text().splitlines()) == lines
        assert target.read_text().count("accepted") >= 3


def test_a_typed_password_does_not_go_to_a_project_files_server(place: Path) -> None:
    """Its user name could be dressed up as a question that hides the address."""
    with scripted([CREATED]) as thief:
        (place / "egain.yaml").write_text(f"url: {thief.url}\nusername: demo\n")
        code, screen = at_terminal("login")
    assert (code, thief.requests) == (4, [])
    assert "asks to send your" in screen


def test_what_is_asked_cannot_drive_the_terminal(sandbox: Running) -> None:
    """A user name from the environment is shown as text."""
    code, screen = at_terminal(
        "login", "--url", sandbox.url, EGAIN_USERNAME="x\x1b[2J", answers=[("/system:", "p")]
    )
    assert code == 4
    assert "\x1b[2J" not in screen


def test_the_checks_of_a_server_are_a_table_whose_colours_mean_something(
    at_sandbox: Running,
) -> None:
    """What is fine is green, what nobody asked is dim, and the tables fit."""
    code, screen = at_terminal("doctor")
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert "\x1b[32mok" in screen
    assert "\x1b[2mnot asked" in screen
    assert "What public facts leave open" in plain
    assert not [line for line in plain.splitlines() if len(line) > 100]


def test_an_activity_is_a_table_with_long_values_cut(at_sandbox: Running) -> None:
    """What is cut off is said; an escape in a message stays text."""
    text = "a" * 5000
    code, _ = at_terminal("send-email", "--from", "a@b.de", "--subject", "s\x1b[2J", "--text", text)
    assert code == 0
    code, screen = at_terminal("show", "2795")
    plain = re.sub(r"[\s│]", "", _COLOUR.sub("", screen))
    assert code == 0
    assert "Activity2795" in plain
    assert "(5000characters;--jsonshowsall)" in plain
    assert "\x1b[2J" not in screen


def test_a_dry_run_shows_a_person_what_would_go_over_the_wire() -> None:
    """XML as it is, with long base64 cut; of a multipart each part, files by their size."""
    sample = str(SAMPLES / "case-with-attachments.yaml")
    code, screen = at_terminal("send-email", sample, "--dry-run", "--format", "xml")
    plain = re.sub(r"[\s│]", "", _COLOUR.sub("", screen))
    assert code == 0
    assert "<ns3:attribName>customer_rating</ns3:attribName>" in plain
    assert "charactersofbase64" in plain
    code, screen = at_terminal("send-email", sample, "--dry-run", "--format", "multipart")
    plain = _COLOUR.sub("", screen)
    assert code == 0
    assert 'Content-Disposition: form-data; name="data-type"' in plain
    assert re.search(r"\(\d+ bytes\)", plain)
