"""Owns what is known of one message on its way through a run; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from egain_cli.model import Activity, Before, Item, Outcome, Payload

if TYPE_CHECKING:
    from egain_cli.client.settle import Settled
    from egain_cli.findings import Finding

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Task(Generic[T]):
    """An email that is to be sent, or was found before; not read yet, with its number."""

    number: int
    origin: str
    raw: T
    repeated: bool = False


@dataclass(slots=True)
class Course:
    """What is known of one email on its way; `settled` is what the last try came to."""

    task: Task[Any]
    key: str = ""
    content: bytes = b""
    item: Item | None = None
    findings: tuple[Finding, ...] = ()
    preview: Payload | None = None
    identity: str = ""
    before: Before | None = None
    claimed: bool = False
    attempts: int = 0
    settled: Settled | None = None

    @property
    def activity(self) -> Activity:
        """What is to be said of it, as far as it was understood."""
        return self.item.activity if self.item else Activity()

    def mark(self, attribute: str | None) -> None:
        """Let a custom attribute carry the identity, so that it can be found on the server."""
        if self.item and attribute:
            activity = self.activity
            attributes = (*activity.attributes, (attribute, (self.identity,)))
            self.item = replace(self.item, activity=replace(activity, attributes=attributes))


def outcome_of(course: Course, settled: Settled, ms: int) -> Outcome:
    """The outcome of an email, after so many milliseconds."""
    attachments = course.activity.attachments
    return Outcome(
        origin=course.item.origin if course.item else course.task.origin,
        key=course.identity or course.key,
        status=settled.status,
        http_status=settled.http_status,
        activity_id=settled.activity_id,
        location=settled.location,
        code=settled.code,
        message=settled.message,
        attempts=course.attempts,
        ms=ms,
        attachments=len(attachments),
        inline=sum(attachment.inline for attachment in attachments),
        findings=(*course.findings, *settled.findings),
        exit_code=settled.exit_code,
        hint=settled.hint,
        preview=course.preview,
        verified=settled.verified,
        before=course.before,
        number=course.task.number,
    )
