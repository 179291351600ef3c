"""Owns the table of routes: what is emulated, and by which endpoint; knows nothing of how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.convertors import StringConvertor, register_url_convertor

from egain_cli.sandbox import (
    activities,
    attachments,
    customers,
    envelopes,
    own,
    own_faults,
    own_messages,
)
from egain_cli.sandbox.about import about
from egain_cli.sandbox.attributes import attributes
from egain_cli.sandbox.cases import cases
from egain_cli.sandbox.login import login, logout
from egain_cli.sandbox.own import guarded
from egain_cli.sandbox.reading import reader
from egain_cli.sandbox.tickets import PATH as CONTENT

if TYPE_CHECKING:
    from egain_cli.sandbox.calls import Endpoint, OwnEndpoint

    Routes = tuple[tuple[str, str, Endpoint], ...]


class _Versions(StringConvertor):
    """The versions under which newer installations serve the same paths [seen up to v20]."""

    regex = "v(?:1[2-9]|20)"


register_url_convertor("api", _Versions())
_WS = "/system/ws/{version:api}"
_USER = f"{_WS}/authentication/user"
_ACTIVITY, _CASE = f"{_WS}/interaction/activity", f"{_WS}/interaction/case"
_CUSTOMER = f"{_WS}/interaction/customer"
_ATTACHMENT = f"{_ACTIVITY}/{{target}}/attachment"

EGAIN: Routes = (
    ("POST", f"{_USER}/login", login),
    ("DELETE", f"{_USER}/logout", logout),
    ("POST", _ACTIVITY, activities.create),
    ("GET", _ACTIVITY, reader(activities.found, envelopes.ACTIVITIES, "search activities")),
    ("GET", f"{_ACTIVITY}/attributes", reader(attributes, envelopes.CUSTOM_ATTRIBUTES)),
    (
        *("GET", f"{_ACTIVITY}/{{target}}"),
        reader(activities.by_ids, envelopes.ACTIVITIES, "get activity"),
    ),
    *(
        ("GET", path, reader(attachments.attachments, envelopes.ATTACHMENTS, "get attachment"))
        for path in (_ATTACHMENT, f"{_ATTACHMENT}/{{inner}}")
    ),
    ("GET", f"{CONTENT}/{{target}}", attachments.content),
    ("GET", f"{_CASE}/{{target}}", reader(cases, envelopes.CASES, "get case")),
    ("GET", _CUSTOMER, reader(customers.by_email, envelopes.CUSTOMERS, "search customers")),
    (
        "GET",
        f"{_CUSTOMER}/{{target}}",
        reader(customers.by_ids, envelopes.CUSTOMERS, "get customer"),
    ),
    ("GET", f"{_WS}/about", reader(about, envelopes.ABOUT)),
)
OWN: tuple[tuple[str, str, OwnEndpoint], ...] = (
    ("GET", "/", own.page),
    ("GET", "/_sandbox/health", guarded(own.health)),
    ("GET", "/_sandbox/messages", guarded(own_messages.messages)),
    ("GET", "/_sandbox/messages/{target}", guarded(own_messages.message)),
    ("GET", "/_sandbox/world", guarded(own.world)),
    ("GET", "/_sandbox/wait", guarded(own_messages.wait)),
    ("GET", "/_sandbox/faults", guarded(own_faults.show)),
    ("PUT", "/_sandbox/faults", guarded(own_faults.begin)),
    ("POST", "/_sandbox/faults", guarded(own_faults.begin)),
    ("DELETE", "/_sandbox/faults", guarded(own_faults.end)),
    ("POST", "/_sandbox/clear", guarded(own.clear)),
)


def route_of(method: str, path: str) -> str:
    """What a fault script calls a route of eGain's."""
    named = {("POST", _ACTIVITY): "create", ("POST", f"{_USER}/login"): "login"}
    return named.get((method, path), "read" if method == "GET" else "logout")
