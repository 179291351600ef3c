"""The verb sandbox: a local emulator of the endpoint, until Ctrl-C."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from egain_cli.sandbox.faults import Script
    from egain_cli.sandbox.world import World


def verb(
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8025,
    host: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    port_file: Annotated[
        Path | None, typer.Option(help="Write the port here once it answers.")
    ] = None,
    store: Annotated[
        Path | None, typer.Option(help="Keep what arrives in this file (SQLite).")
    ] = None,
    world: Annotated[
        Path | None,
        typer.Option(help="Departments, aliases, users, cases … of your own, in YAML."),
    ] = None,
    faults: Annotated[
        Path | None, typer.Option(help="What goes wrong, and when: a fault script in YAML.")
    ] = None,
) -> int:
    """Run a local emulator of the eGain endpoint.

    It checks and stores what it gets. `export` lines for a shell go to stdout; Ctrl-C ends it.
    """
    from contextlib import closing
    from functools import partial

    from egain_cli.sandbox import serve
    from egain_cli.sandbox.server import application
    from egain_cli.sandbox.store import Store

    emulated, script = _read_world(world), _read_faults(faults)
    if port_file:
        _take_away(port_file)
    with closing(Store(store)) as opened, serve.bind(host, port) as listener:
        app = application(emulated, opened, host, script)
        url = serve.url_of(listener)
        _warn(host)

        try:
            serve.serve(listener, app, partial(_announce, url, emulated, port_file))
        finally:
            if port_file:
                _take_away(port_file)
    return 0


def _read_world(path: Path | None) -> "World":
    from egain_cli.sandbox.world import DEFAULT_WORLD

    if path is None:
        return DEFAULT_WORLD
    from egain_cli.sandbox.world_file import read_world

    return read_world(path)


def _read_faults(path: Path | None) -> "Script | None":
    if path is None:
        return None
    from egain_cli.sandbox.fault_file import read_script

    return read_script(path)


def _announce(url: str, world: "World", port_file: Path | None) -> None:
    """The variables for a shell on stdout, then the port file, then a word to a person."""
    import shlex
    from urllib.parse import urlsplit

    from egain_cli.cli import messages

    for name, value in _variables(url, world).items():
        messages.write(f"export {name}={shlex.quote(value)}")
    if port_file:
        _write_port(port_file, urlsplit(url).port or 0)
    messages.say(f"the sandbox answers at {url}; what arrived: {url}/_sandbox/messages")


def _variables(url: str, world: "World") -> dict[str, str]:
    """What a client needs; only the URL of a world in which nobody may do all that verbs do."""
    from egain_cli.cli import messages
    from egain_cli.errors import EgainError
    from egain_cli.sandbox.serve import environment

    try:
        return environment(url, world)
    except EgainError as error:
        messages.say(f"{error.message}: only its URL is exported. {error.hint}", "warning")
        return {"EGAIN_URL": url}


def _take_away(port_file: Path) -> None:
    """Whoever waits for the file must not find that of a sandbox which answers no more."""
    from contextlib import suppress

    with suppress(OSError):
        port_file.unlink()


def _warn(host: str) -> None:
    from egain_cli.cli import messages

    if host not in ("127.0.0.1", "localhost", "::1"):
        words = "everybody who reaches this machine can read and write what it holds"
        messages.say(f"listening on {host}: {words}", "warning")


def _write_port(port_file: Path, port: int) -> None:
    """Write the port in one step: whoever waits for the file never reads half of it."""
    from egain_cli.errors import EgainError

    draft = port_file.with_name(f".{port_file.name}.new")
    try:
        draft.write_text(f"{port}\n", encoding="utf-8")
        draft.replace(port_file)
    except OSError as error:
        hint = "Name a file in a folder that you may write to."
        raise EgainError(f"{port_file}: cannot be written: {error.strerror}", hint) from None
