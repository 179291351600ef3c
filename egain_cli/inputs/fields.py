"""Owns the one mapping of named fields to an activity; flags and YAML both end here."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from egain_cli.errors import InputError
from egain_cli.findings import finding, shorten
from egain_cli.inputs.dates import parse_date
from egain_cli.inputs.files import read_text
from egain_cli.inputs.nodes import Fields, place_of, refuse_unknown, texts_of
from egain_cli.model import Activity

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.findings import Finding
    from egain_cli.model import Attachment

__all__ = [
    "CUSTOMER_KEYS", "KEYS", "Fields", "read_attributes", "read_truth", "refuse_empty",
    "to_activity",
]  # fmt: skip
KEYS = (
    "from", "receiver", "department", "to", "cc", "reply_to", "date", "subject", "text", "html",
    "text_file", "html_file", "case", "secure", "attributes", "customer", "attachments",
)  # fmt: skip
CUSTOMER_KEYS = (
    "salutation", "first_name", "middle_name", "last_name", "gender", "job_title",
    "level", "role", "pin", "how_referred", "industry", "market_segment",
)  # fmt: skip


def to_activity(fields: Fields) -> tuple[Activity, list[Finding]]:
    """The activity that the fields describe, and what was found on the way; no date means now.

    A value that breaks a rule of the API is a finding. Raises InputError with the place for what
    cannot be understood at all: an unknown key, a list for one value, a file that is not there.
    """
    refuse_unknown(fields.nodes, KEYS)
    found = refuse_empty(fields)
    text, _ = _content(fields, "text")
    html, html_folder = _content(fields, "html")
    html, attachments = _link(fields, html, html_folder, found)
    activity = Activity(
        department=fields.text("department"),
        sender=fields.text("from"),
        receiver=fields.text("receiver"),
        date=_date(fields, found),
        subject=fields.text("subject"),
        text=text,
        html=html,
        to=fields.texts("to"),
        cc=fields.texts("cc"),
        reply_to=fields.text("reply_to"),
        case_id=fields.text("case"),
        secure=read_truth(fields, "secure", found),
        attributes=read_attributes(fields),
        customer=_customer(fields),
        attachments=attachments,
    )
    return activity, found


def _link(
    fields: Fields, html: str | None, folder: Path | None, found: list[Finding]
) -> tuple[str | None, tuple[Attachment, ...]]:
    """The HTML and the attachments once they know of each other."""
    nodes = fields.every("attachments")
    if not html and not nodes:
        return html, ()
    from egain_cli.inputs.attachments import (  # noqa: PLC0415 - only what has files needs it
        attach_image,
        read_attachment,
    )
    from egain_cli.inputs.inline import link  # noqa: PLC0415 - see above

    candidates = [read_attachment(node, fields.folder) for node in nodes]
    linked = link(html, candidates, folder, attach_image)
    found += linked.findings
    return linked.html, linked.attachments


def refuse_empty(fields: Fields) -> list[Finding]:
    """Findings for what is given and empty, as an unset variable in a script makes it.

    Left out in silence, an empty case would become a new one, an empty date now.
    """
    empty = [name for name in ("case", "date", "reply_to", "secure") if fields.text(name) == ""]
    for number, node in enumerate(fields.every("attachments"), 1):
        entries = node.value if isinstance(node.value, dict) else {}
        given = (name for name in ("name", "type", "cid") if name in entries)
        empty += [f"attachments[{number}].{name}" for name in given if entries[name].value == ""]
    return [finding("empty-value", name, "is given, and empty: leave it out") for name in empty]


def _content(fields: Fields, name: str) -> tuple[str | None, Path | None]:
    """The text, and the folder that its relative references start from, if it has one."""
    file = fields.text(f"{name}_file")
    if file is None:
        return fields.text(name), fields.folder if fields.beside else None
    node = fields.nodes[f"{name}_file"]
    if fields.nodes.get(name):
        hint = f"Keep {name} or {name}_file, not both."
        raise InputError(f"{place_of(node)}: {name} is given twice", hint)
    path = fields.folder / file
    return read_text(path, f"{node.mark}: {file}"), path.parent


def _date(fields: Fields, found: list[Finding]) -> datetime | None:
    text = fields.text("date")
    if not text:  # an empty one is refused above
        return datetime.now(UTC)
    try:
        return parse_date(text)
    except ValueError as error:
        found.append(finding("bad-date", "date", f"{shorten(text)} {error}"))
        return None


def read_truth(fields: Fields, name: str, found: list[Finding]) -> bool | None:
    """What a yes-or-no field says; a finding where it says neither."""
    text = fields.text(name)
    if not text:
        return None
    if text.lower() not in ("true", "false", "yes", "no"):
        found.append(finding("bad-boolean", name, f"must be true or false, not {shorten(text)}"))
        return None
    return text.lower() in ("true", "yes")


def read_attributes(fields: Fields) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The custom attributes, each with its values."""
    entries = fields.mapping("attributes")
    return tuple((name, texts_of(node, name)) for name, node in entries.items())


def _customer(fields: Fields) -> dict[str, str] | None:
    entries = fields.mapping("customer")
    if "department" in entries:
        # The page says so, and how the server finds the department of a new customer by itself.
        hint = "Leave it out: the server puts a new customer where its own settings say."
        words = f"{place_of(entries['department'])}: a customer must not have a department here"
        raise InputError(words, hint)
    refuse_unknown(entries, CUSTOMER_KEYS)
    named = Fields(entries)
    return {name: text for name in entries if (text := named.text(name))} or None
