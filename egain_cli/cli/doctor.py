"""The verb doctor: a server and the settings, checked; with --probe also how it reads emails."""

from typing import TYPE_CHECKING, Annotated

import typer

from egain_cli.cli.options import Output, Server, Target, Text, grouped

if TYPE_CHECKING:
    from egain_cli.access import Access
    from egain_cli.cli.diagnosis import Diagnosis
    from egain_cli.model import Activity


@grouped
def verb(
    server: Server,
    target: Target,
    output: Output,
    probe: Annotated[
        bool, typer.Option("--probe", help="Also send emails, to learn what else can be told.")
    ] = False,
    from_: Annotated[
        Text, typer.Option("--from", help="The address that probing emails come from.")
    ] = None,
) -> int:
    """Check a server and the settings, creating nothing.

    With --probe it also sends emails, which become activities: not for a production system, and
    refused where the profile says `production: true`.
    """
    from egain_cli.access import find_access
    from egain_cli.cli.diagnosis import Diagnosis
    from egain_cli.cli.opening import open_settings, session_store, warn_of_danger
    from egain_cli.route import find_dialect

    settings = open_settings(server, target, output)
    access = find_access(settings, session_store(settings))
    sample = _sample(access, from_) if probe else None
    warn_of_danger(settings, access.endpoint)
    diagnosis = Diagnosis(settings, find_dialect(settings))
    try:
        _examine(access, sample, diagnosis)
    finally:
        access.close()
    return diagnosis.end()


def _examine(access: "Access", sample: "Activity | None", diagnosis: "Diagnosis") -> None:
    from egain_cli.doctor import Result, examine, leave
    from egain_cli.probe import known

    for check in examine(access):
        diagnosis.check(check)
    failed = any(check.result is Result.FAILED for check in diagnosis.checks)
    asked = None if failed else sample
    for verdict in known(diagnosis.dialect, logged_in=access.opened, probing=asked is not None):
        diagnosis.judge(verdict)
    if asked:
        _probe(access, asked, diagnosis)
    diagnosis.check(leave(access))


def _probe(access: "Access", sample: "Activity", diagnosis: "Diagnosis") -> None:
    from egain_cli.cli import messages
    from egain_cli.probe import MOST_ACTIVITIES, probe

    words = f"--probe sends up to {MOST_ACTIVITIES} emails to {access.endpoint.base}"
    messages.say(f"{words}, from {sample.sender} to {sample.receiver}", "warning")
    if access.connection:
        for verdict in probe(access.connection, sample, diagnosis.dialect):
            diagnosis.judge(verdict)


def _sample(access: "Access", sender: str | None) -> "Activity":
    """The email that a probe sends variants of; UsageError where it may not, or could not, be."""
    from egain_cli import lint
    from egain_cli.errors import UsageError
    from egain_cli.probe import make_sample
    from egain_cli.route import production_mark

    settings = access.settings
    if where := production_mark(settings, access.endpoint):
        hint = "Probe a test system: it is the same software, and nobody answers its mail."
        raise UsageError(f"--probe is refused: {where} says that this is production", hint)
    department, receiver = settings.text("department"), settings.text("receiver")
    sample = make_sample(department, receiver, sender)
    if found := lint.check(sample):
        raise UsageError(f"--probe: {found[0]}", found[0].hint or "Mend it, and probe again.")
    return sample
