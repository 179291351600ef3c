"""Owns how a message as it was saved goes along with the activity; reads nothing of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from egain_cli.content import BytesContent
from egain_cli.findings import finding
from egain_cli.model import Attachment

if TYPE_CHECKING:
    from egain_cli.findings import Finding
    from egain_cli.model import Activity

_ENDING = ".eml"
_MAX_NAME = 255 - len(_ENDING)  # characters; the vendor's page gives a file name 255
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f]')


def attach_original(activity: Activity, message: bytes) -> tuple[Activity, Finding]:
    """The activity with the message behind its own attachments, and a note that says so.

    The file is named by the subject, so that an agent can tell it from another; without one it is
    original.eml.
    """
    subject = _NOT_IN_NAMES.sub("_", activity.subject or "").strip(" .")[:_MAX_NAME]
    attachment = Attachment(
        name=f"{subject or 'original'}{_ENDING}",
        content_type="message/rfc822",
        content=BytesContent(message),
    )
    attachments = (*activity.attachments, attachment)
    words = f"the message as it was saved is attached as {attachment.name}"
    note = finding("original-attached", f"attachments[{len(attachments)}]", words)
    return replace(activity, attachments=attachments), note
