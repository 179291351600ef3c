"""The verb demo: the samples, sent to a sandbox of its own, and read back."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.model import Item


def verb(json: bool = typer.Option(False, "--json", help="JSON lines on stdout.")) -> int:
    """Send the samples to a sandbox of its own and show the results.

    Nothing of yours is read or written: no profile, no session, no project file.
    """
    from contextlib import closing
    from tempfile import TemporaryDirectory

    from egain_cli.cli import messages
    from egain_cli.samples_folder import samples_folder
    from egain_cli.sandbox import serve
    from egain_cli.sandbox.store import Store

    folder = samples_folder()
    with (
        TemporaryDirectory(prefix="egain-demo-") as scratch,
        closing(Store(Path(scratch) / "sandbox.sqlite")) as store,
        serve.running(store=store) as running,
    ):
        messages.say(f"a sandbox answers at {running.url}; sending the samples in {folder}")
        settings = _settings(serve.environment(running.url, running.world), Path(scratch), json)
        exit_code = _send(folder, settings)
    messages.say("To keep one open and look at what arrives: egain sandbox", "note")
    return exit_code


def _settings(environment: dict[str, str], scratch: Path, json: bool) -> "Settings":
    from egain_cli.config.layers import load_settings

    own = {**environment, "EGAIN_CONFIG_DIR": str(scratch), "EGAIN_STATE_DIR": str(scratch)}
    return load_settings({"json": json or None, "verify": True}, own, scratch)


def _send(folder: Path, settings: "Settings") -> int:
    from egain_cli.cli.jobs import Job, Run
    from egain_cli.cli.options import Mode
    from egain_cli.cli.sending import send
    from egain_cli.errors import EgainError
    from egain_cli.inputs.emails import open_items
    from egain_cli.replay.reading import item_sources

    items = _items(folder, settings)
    job = Job("demo", lambda _: item_sources(items), open_items, (str(folder),))
    run = Run(settings, Mode(), len(items), title="The samples, in the sandbox")
    exit_code = send(job, run)
    if exit_code == 0 and run.books.verified < len(items):
        hint = "That is a mistake of the program: run `egain demo` again and report it."
        raise EgainError("not all that was accepted can be read back", hint)  # an id is no proof
    return exit_code


def _items(folder: Path, settings: "Settings") -> "list[Item]":
    from dataclasses import replace

    from egain_cli.inputs.emails import read_emails
    from egain_cli.inputs.messages import find_messages, read_messages
    from egain_cli.inputs.mime.message import Wanted

    yaml = [str(path) for path in sorted(folder.glob("*.yaml"))]
    eml = [str(path) for path in sorted(folder.glob("*.eml"))]
    wanted = Wanted(settings.text("receiver"))
    saved = read_messages(find_messages(eml), {}, wanted, settings.text("department"))
    items = [*read_emails(yaml, {}, {}), *saved]
    return [replace(item, origin=Path(item.origin).name) for item in items]
