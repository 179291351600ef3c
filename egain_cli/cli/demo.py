"""The verb demo: the samples, sent to a sandbox of its own, and one of them read back."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from egain_cli.access import Access
    from egain_cli.config.layers import Settings
    from egain_cli.model import Item, Outcome
    from egain_cli.report import Books


def verb(json: bool = typer.Option(False, "--json", help="JSON lines on stdout.")) -> int:
    """Send the samples to a sandbox of its own and show the results.

    Nothing of yours is read or written: no profile, no session, no project file.
    """
    from tempfile import TemporaryDirectory

    from egain_cli.cli import messages
    from egain_cli.samples_folder import samples_folder
    from egain_cli.sandbox import serve

    folder = samples_folder()
    with TemporaryDirectory() as scratch, serve.running() as running:
        messages.say(f"a sandbox answers at {running.url}; sending the samples in {folder}")
        settings = _settings(serve.environment(running.url, running.world), Path(scratch), json)
        exit_code = _send(folder, settings)
    messages.say("To keep one open and look at what arrives: egain sandbox", "note")
    return exit_code


def _settings(environment: dict[str, str], scratch: Path, json: bool) -> "Settings":
    from egain_cli.config.layers import load_settings

    own = {**environment, "EGAIN_CONFIG_DIR": str(scratch), "EGAIN_STATE_DIR": str(scratch)}
    return load_settings({"json": json or None}, own, scratch)


def _send(folder: Path, settings: "Settings") -> int:
    from time import perf_counter

    from egain_cli.access import find_access
    from egain_cli.cli.results import choose_results
    from egain_cli.cli.sending import Followed, finish, follow
    from egain_cli.encode.json import encode
    from egain_cli.replay import Plan
    from egain_cli.report import Books
    from egain_cli.session import SessionStore

    state = Path(settings.environ["EGAIN_STATE_DIR"])
    access = find_access(settings, SessionStore(state, person=False))
    plan = Plan(encode=encode, connect=access.connect)
    try:
        results = choose_results(settings, "The samples, in the sandbox", preview=False)
        followed = Followed(results, Books(), perf_counter())
        follow(_items(folder, settings), plan, settings, followed)
        finish(followed, settings)
        return _read_back(access, followed.last, followed.books)
    finally:
        access.close()


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


def _read_back(access: "Access", outcome: "Outcome | None", books: "Books") -> int:
    """Ask the server for one that arrived: an id alone is no proof."""
    from egain_cli.cli import messages
    from egain_cli.errors import EgainError

    connection = access.connection
    if outcome is None or outcome.location is None or connection is None:
        return int(books.exit_code)
    answer = connection.get(f"{outcome.location}?$attribute=all")
    if answer.status != 200 or str(outcome.activity_id) not in answer.text:
        raise EgainError(f"activity {outcome.activity_id} cannot be read back", "Report this.")
    messages.say(f"read back activity {outcome.activity_id}: it is there ({outcome.origin})")
    return int(books.exit_code)
