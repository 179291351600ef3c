"""Owns what is sent to learn how a server reads what public facts leave open; prints nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from egain_cli.client.answers import said
from egain_cli.client.http import Body
from egain_cli.client.settle import settle_answer
from egain_cli.comparison import compare
from egain_cli.content import BytesContent
from egain_cli.dialect import CHOICES
from egain_cli.encode.formats import choose_format
from egain_cli.errors import HTTP_EXIT_CODES, EgainError
from egain_cli.model import Activity, Attachment, Status
from egain_cli.verification import read_back

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from egain_cli.client.connection import Connection
    from egain_cli.comparison import Comparison
    from egain_cli.dialect import Choice, Dialect

_PIXEL = bytes.fromhex(
    "47494638396101000100800000ffffff00000021f90401000000002c00000000010001000002024401003b"
)
_TEXT = "Sent by `egain doctor --probe` to learn how this server reads an email. Nothing to answer."


class State(StrEnum):
    """What is known of a choice after asking the server."""

    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"  # created, and it could not be read back what became of it
    REFUSED = "refused"
    UNKNOWN = "unknown"
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a server made of a choice: the value that it understood, or what stood in the way."""

    choice: Choice
    value: str
    state: State
    words: str = ""


@dataclass(frozen=True, slots=True)
class _Probe:
    """An email in which a choice shows, and the fields of it that are looked at."""

    format: str
    dress: Callable[[Activity], Activity]
    fields: tuple[str, ...]


def _with_file(activity: Activity) -> Activity:
    content = BytesContent(_TEXT.encode())
    file = Attachment(name="probe.txt", content_type="text/plain", content=content)
    return replace(activity, attachments=(file,))


def _with_image(activity: Activity) -> Activity:
    image = Attachment(
        name="probe.gif", content_type="image/gif", content=BytesContent(_PIXEL),
        inline=True, content_id="probe1",
    )  # fmt: skip
    html = f'<p>{_TEXT}</p><img src="cid:probe1" alt="">'
    return replace(activity, html=html, attachments=(image,))


def _with_copies(activity: Activity) -> Activity:
    return replace(activity, to=(str(activity.receiver),), cc=(str(activity.sender),))


# In this order: a choice that was learnt is used for those after it.
_PROBES = {
    "date": _Probe("json", lambda activity: activity, ("date",)),
    "addresses": _Probe("json", _with_copies, ("to", "cc")),
    "reply-to": _Probe(
        "json", lambda activity: replace(activity, reply_to=activity.sender), ("reply_to",)
    ),
    "booleans": _Probe("json", lambda activity: replace(activity, secure=False), ("secure",)),
    "attachments-namespace": _Probe("xml", _with_file, ("attachments",)),
    "multipart-data": _Probe("multipart", _with_file, ("attachments",)),
    "inline-part": _Probe("multipart", _with_image, ("attachments",)),
}
MOST_ACTIVITIES = sum(len(choice.values) for choice in CHOICES if choice.key in _PROBES)


def make_sample(department: str | None, receiver: str | None, sender: str | None) -> Activity:
    """The email that is sent in variants; its sender is at a name that nobody can have."""
    return Activity(
        department=department,
        receiver=receiver,
        sender=sender or "egain-probe@probe.invalid",
        date=datetime.now(UTC).replace(microsecond=0),
        text=_TEXT,
    )


def known(dialect: Dialect, *, logged_in: bool, probing: bool) -> Iterator[Verdict]:
    """What is known of the choices without an email; those that are probed are left out of it."""
    for choice in CHOICES:
        value = getattr(dialect, choice.field)
        if choice.key not in _PROBES and logged_in:
            yield Verdict(choice, value, State.CONFIRMED, "the login was taken")
        elif choice.key not in _PROBES:
            yield Verdict(choice, value, State.NOT_ASKED, "no login was made")
        elif not probing:
            yield Verdict(choice, value, State.NOT_ASKED, "only an email shows it: --probe")


def probe(connection: Connection, base: Activity, dialect: Dialect) -> Iterator[Verdict]:
    """What the server makes of each choice that an email can show, sent as a copy of `base`.

    The value of `dialect` is tried first, then the others; the first that works is kept. After an
    answer that leaves open what happened, nothing more is sent.
    """
    choices = {choice.key: choice for choice in CHOICES}
    going = True
    for key, each in _PROBES.items():
        choice = choices[key]
        value = getattr(dialect, choice.field)
        if not going:
            yield Verdict(choice, value, State.NOT_ASKED, "the probe was stopped before")
            continue
        verdict = _learn(connection, base, dialect, choice, each)
        going = verdict.state is not State.UNKNOWN
        if verdict.state in (State.CONFIRMED, State.ACCEPTED):
            dialect = dialect.choose({key: verdict.value})
        yield verdict


def _learn(
    connection: Connection, base: Activity, dialect: Dialect, choice: Choice, each: _Probe
) -> Verdict:
    first = getattr(dialect, choice.field)
    verdicts = []
    for value in (first, *(other for other in choice.values if other != first)):
        activity = replace(base, subject=f"egain doctor --probe: {choice.key}={value}")
        chosen = dialect.choose({choice.key: value})
        state, words = _try(connection, each.dress(activity), chosen, each)
        if state is not State.REFUSED:
            return Verdict(choice, value, state, words)
        verdicts.append(words)
    return Verdict(choice, first, State.REFUSED, verdicts[0])


def _try(
    connection: Connection, activity: Activity, dialect: Dialect, each: _Probe
) -> tuple[State, str]:
    payload = choose_format(each.format, dialect).encode(activity)
    try:
        answer = connection.create(payload, Body(payload, payload.length))
    except EgainError as error:
        return State.UNKNOWN, error.message
    settled = settle_answer(answer, connection.endpoint.absolute)
    if settled.status is not Status.ACCEPTED:
        blamed = settled.status is Status.REJECTED and answer.status not in HTTP_EXIT_CODES
        return State.REFUSED if blamed else State.UNKNOWN, said(answer)
    try:
        comparison = compare(activity, read_back(settled, connection))
    except EgainError as error:
        return State.ACCEPTED, f"activity {settled.activity_id}; {error.message}"
    return _judge(comparison, each, f"activity {settled.activity_id}")


def _judge(comparison: Comparison, each: _Probe, words: str) -> tuple[State, str]:
    """What reading back says of the fields of a probe; other fields are no matter of it."""
    differing = [one for one in comparison.differing if one.field.startswith(each.fields)]
    if differing:
        return State.REFUSED, f"{words}: {differing[0]}"
    untold = [name for name in comparison.untold if name.startswith(each.fields)]
    if untold:
        return State.ACCEPTED, f"{words}; the answer does not tell {', '.join(untold)}"
    return State.CONFIRMED, f"{words}, read back"
