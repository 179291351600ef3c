"""What reading back answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .documents import FULL, PLAIN
from .wire import ACTIVITY, Wire, opened

if TYPE_CHECKING:
    from egain_cli.sandbox.serve import Running


def test_a_summary_leaves_the_payload_out(wire: Wire) -> None:
    """Without $attribute=all the documented members are there, ids as numbers, and no payload."""
    location = wire.create(FULL).headers["Location"]
    activity = wire.read(location, "")
    assert activity["id"] == int(location.rpartition("/")[2])
    assert activity["link"] == {"rel": "self", "href": location}
    href = "/system/ws/v12/interaction/case/1060"
    assert activity["case"] == {"id": 1060, "link": {"rel": "self", "href": href}}
    assert activity["department"] == {"name": "service"}
    assert activity["type"] == {"value": "email", "subtype": {"value": "general"}}
    assert activity["mode"] == {"value": "inbound"}
    href = f"{location}/attachment"
    assert activity["attachments"] == {"count": 2, "link": {"rel": "self", "href": href}}
    assert activity["subject"] == FULL["subject"]
    assert activity["created"]["date"].endswith("Z")
    assert "payload" not in activity


def test_several_ids_come_back_in_their_order_and_once(wire: Wire) -> None:
    """Ids are comma-separated, encoded or not, and the answer is sorted by id."""
    ids = [wire.create(PLAIN).headers["Location"].rpartition("/")[2] for _ in range(3)]
    wanted = [int(number) for number in ids]
    for separator in (",", "%2C"):
        path = f"{ACTIVITY}/{separator.join([*reversed(ids), ids[0]])}"
        answer = wire.ask("GET", path)
        assert answer.headers["X-egain-session"] == wire.session
        assert [activity["id"] for activity in answer.json["activity"]] == wanted


REFUSED = [
    ("/1", 404, "404-100", "'1'"),
    ("/1,x,9999999999999999999", 404, "404-100", "'1,x,9999999999999999999'"),
    ("/" + ",".join(map(str, range(76))), 400, "400-10424", "'75'"),
    ("/1?a=b", 400, "400-101", "'a'"),
    ("/1?$attribute=subject,colour,all", 400, "400-116", "'all, colour'"),
    ("/1?$attribute=", 400, "400-244", "$attribute"),
    ("/1?$attribute=all&$attribute=id", 400, "400-244", "given once"),
    ("/1?$order=asc", 400, "400-124", "$sort"),
    ("/1?$sort=colour", 400, "400-102", "id, subject, created, lastModified"),
    ("/1?$sort=id&$order=up", 400, "400-102", "asc, desc"),
    ("/1?$pagesize=5", 400, "400-101", "$pagesize"),
    ("/1?embedInlineAttachment=yes", 501, "501-90001", "'embedInlineAttachment' is not emulated"),
]


@pytest.mark.parametrize(("target", "status", "code", "text"), REFUSED)
def test_a_wrong_read_is_refused(
    wire: Wire, target: str, status: int, code: str, text: str
) -> None:
    """Unknown ids, too many ids and other queries are refused, each with its code."""
    answer = wire.ask("GET", ACTIVITY + target)
    assert (answer.status, answer.json["code"]) == (status, code)
    assert text in answer.json["developerMessage"]


def test_reading_needs_a_session_and_the_right(sandbox: Running, wire: Wire) -> None:
    """401-101 without a session; 403-178 for one who may only create."""
    assert Wire(sandbox.url).ask("GET", f"{ACTIVITY}/1").json["code"] == "401-101"
    injector = opened(sandbox.url, "injector")
    location = injector.create(PLAIN).headers["Location"]
    assert injector.ask("GET", location).json["code"] == "403-178"
    assert wire.read(location)["subject"] == PLAIN["subject"]


def test_a_wrong_header_is_refused_when_reading(wire: Wire) -> None:
    """Accept-Language counts here as well."""
    assert wire.ask("GET", f"{ACTIVITY}/1", headers={"Accept-Language": "x"}).status == 406
