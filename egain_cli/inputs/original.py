"""Owns how a message as it was saved goes along with the activity; reads nothing of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.content import BytesContent
from egain_cli.findings import finding
from egain_cli.inputs.mime.parts import clean_name
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.model import Activity


def attach_original(activity: Activity, message: bytes) -> tuple[Activity, Finding]:
    """The activity with the message behind its own attachments, and a note that says so.

    The file is named by the subject, so that an agent can tell it from another; without one it is
    original.eml.
    """
    subject = clean_name(activity.subject or "").strip(" .")
    attachment = Attachment(
        name=clean_name(f"{subject or 'original'}.eml"),
        content_type="message/rfc822",
        content=BytesContent(message),
    )
    attachments = (*activity.attachments, attachment)
    words = f"the message as it was saved is attached as {attachment.name}"
    note = finding("original-attached", f"attachments[{len(attachments)}]", words)
    return replace(activity, attachments=attachments), note
