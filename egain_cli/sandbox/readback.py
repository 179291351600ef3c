"""Owns the form in which a stored activity is read back; knows neither routes nor rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from egain_cli.sandbox.shape import find
from egain_cli.sandbox.values import decoded_size

if TYPE_CHECKING:
    from egain_cli.sandbox.store import Received, Stored

PATH = "/system/ws/v12/interaction/activity"


def activity(stored: Stored, received: Received, *, everything: bool) -> dict[str, Any]:
    """The envelope's item; with `everything` the request's own members stand in it as they came.

    Which members a summary has, and that ids are numbers, is seen in public examples and clients;
    that the payload mirrors the request is inferred.
    """
    summary: dict[str, Any] = {
        "id": stored.id,
        "link": {"rel": "self", "href": f"{PATH}/{stored.id}"},
        "case": {"id": int(stored.case_id) if stored.case_id.isdecimal() else stored.case_id},
        "department": {"name": stored.department},
        "type": {"value": "email", "subtype": {"value": "general"}},
        "mode": {"value": "inbound"},
        "status": {"value": "ready_for_inbound_workflow"},  # before any routing: inferred
        "subject": stored.subject,
        "customer": {"id": stored.customer_id},
        "attachments": {"count": stored.attachments},
        "created": {"date": stored.received},
    }
    if not everything:
        return summary
    document = _with_sizes(received.document)
    return {**summary, **{name: _merge(summary.get(name), document[name]) for name in document}}


def _merge(ours: Any, theirs: Any) -> Any:
    return {**ours, **theirs} if isinstance(ours, dict) else theirs


def _with_sizes(document: dict[str, Any]) -> dict[str, Any]:
    """The document with each attachment's size in bytes, which no request carries itself."""
    items = [item for _, item in find(document, "attachments.attachment[]")]
    sized = [{**item, "size": decoded_size(item["content"])} for item in items]
    return {**document, "attachments": {"attachment": sized}} if sized else document
