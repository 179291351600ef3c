"""What is told of attachments, and how their bytes are had."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from egain_cli.sandbox import tickets
from egain_cli.sandbox.serve import running

from .documents import FULL, GONE, PLAIN, changed
from .wire import ACTIVITY, XML, opened
from .xml_tree import T, members, parsed

if TYPE_CHECKING:
    from typing import Any

    from .wire import Answer, Wire

FIRST = "attachments.attachment.0"


def _listed(wire: Wire, document: Any = FULL) -> list[Any]:
    location = wire.create(document).headers["Location"]
    return list(wire.ask("GET", f"{location}/attachment").json["attachment"])


def _content(wire: Wire, document: Any = FULL) -> Answer:
    href = _listed(wire, document)[0]["link"]["href"]
    (told,) = wire.ask("GET", f"{href}?$attribute=contentUrl").json["attachment"]
    return wire.ask("GET", told["contentUrl"], headers={"X-egain-session": None})


def test_an_attachment_is_told_in_an_array(wire: Wire) -> None:
    """As live servers answer: everything but the content, which has a URL of its own."""
    first, second = _listed(wire)
    href = first["link"]["href"]
    assert href.endswith(f"/attachment/{first['id']}")
    assert wire.ask("GET", href).json == {
        "attachment": [
            {
                "id": first["id"],
                "link": {"rel": "self", "href": href},
                "fileName": "logo.png",
                "contentType": "image/png",
                "isInline": "true",
                "contentId": "logo1",
                "size": 8,
                "encodingType": "Base 64",
                "isBlocked": "false",
            }
        ]
    }
    assert second["id"] > first["id"]
    both = wire.ask("GET", f"{href},{second['id']}").json["attachment"]
    assert both == [first, second]


def test_an_attachment_is_told_in_xml(wire: Wire) -> None:
    """Every element in the attachments' own namespace, ids and links as attributes."""
    first, _ = _listed(wire)
    root = parsed(wire.ask("GET", first["link"]["href"], headers={"Accept": XML}))
    assert root.tag == f"{{{T}}}attachments"
    (attachment,) = root
    assert attachment.get("id") == str(first["id"])
    told = members(attachment)
    assert (told["fileName"], told["size"], told["encodingType"]) == (
        ["logo.png"],
        ["8"],
        ["Base 64"],
    )
    assert told["link"] == [first["link"]]


def test_the_bytes_are_had_once(wire: Wire) -> None:
    """The URL is host-relative and needs no session; a second download, and a guess, is 404."""
    href = _listed(wire)[0]["link"]["href"]
    (told,) = wire.ask("GET", f"{href}?$attribute=contentUrl,size").json["attachment"]
    assert told.keys() == {"id", "link", "size", "contentUrl"}
    assert told["contentUrl"].startswith("/system/")
    assert wire.ask("HEAD", told["contentUrl"]).status == 501
    answer = wire.ask("GET", told["contentUrl"])
    assert answer.body == base64.b64decode(FULL["attachments"]["attachment"][0]["content"])
    assert answer.headers["Content-Type"] == "image/png"
    for path in (told["contentUrl"], f"{tickets.PATH}/guess"):
        assert wire.ask("GET", path).json["code"] == "404-90002"
    assert "contentUrl" in wire.ask("GET", f"{href}?$attribute=all").text
    assert "contentUrl" not in wire.ask("GET", href).text


def test_no_browser_runs_what_a_mail_brought(wire: Wire) -> None:
    """It is saved under its name, whatever it says of itself, and nothing in it gets a say here."""
    answer = _content(wire, changed(f"{FIRST}.fileName", 'ü"\r\n.html'))
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=UTF-8''%C3%BC%22%0D%0A.html"
    )
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


MEDIA = [
    ("text/html; charset=utf-8", "text/html; charset=utf-8"),
    ("no type", "application/octet-stream"),
    ("text/plain\r\nSet-Cookie: a=b", "application/octet-stream"),
    ("text/plain; name=ü", "application/octet-stream"),
]


@pytest.mark.parametrize(("declared", "told"), MEDIA)
def test_a_type_that_is_none_stands_in_no_header(wire: Wire, declared: str, told: str) -> None:
    """Whatever stands in contentType, no header but the one is made of it."""
    answer = _content(wire, changed(f"{FIRST}.contentType", declared))
    assert answer.headers["Content-Type"] == told
    assert "Set-Cookie" not in answer.headers


def test_an_attachment_without_a_name_has_none(wire: Wire) -> None:
    """Neither in what is told, nor a made-up one; a download needs something to be called."""
    document = changed(f"{FIRST}.fileName", GONE)
    assert "fileName" not in _listed(wire, document)[0]
    assert "filename*=UTF-8''attachment" in _content(wire, document).headers["Content-Disposition"]


def test_an_activity_without_attachments_lists_none(wire: Wire) -> None:
    """204, as everywhere where nothing is found."""
    location = wire.create(PLAIN).headers["Location"]
    answer = wire.ask("GET", f"{location}/attachment")
    assert (answer.status, answer.body) == (204, b"")


def test_attachments_that_are_not_there_are_404(wire: Wire) -> None:
    """Another activity's is none of this one; so is what was never there."""
    other = _listed(wire)[0]["id"]
    location = wire.create(FULL).headers["Location"]
    for path, named in (
        (f"{location}/attachment/{other}", other),
        (f"{location}/attachment/x", "x"),
        (f"{ACTIVITY}/1/attachment", 1),
        (f"{ACTIVITY}/x/attachment/1", "x"),
    ):
        answer = wire.ask("GET", path)
        assert (answer.status, answer.json["code"]) == (404, "404-100")
        assert f"'{named}'" in answer.json["developerMessage"]
    many = ",".join(map(str, range(76)))
    assert wire.ask("GET", f"{location}/attachment/{many}").json["code"] == "400-10424"
    assert wire.ask("GET", f"{location}/attachment?a=b").json["code"] == "400-101"


def test_a_url_ends_with_what_it_stands_for() -> None:
    """After a clear there is nothing to download."""
    with running() as started:
        wire = opened(started.url)
        href = _listed(wire)[0]["link"]["href"]
        (told,) = wire.ask("GET", f"{href}?$attribute=contentUrl").json["attachment"]
        wire.ask("POST", "/_sandbox/clear")
        assert wire.ask("GET", told["contentUrl"]).status == 404


def test_urls_that_nobody_uses_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest ends when there are too many."""
    monkeypatch.setattr(tickets, "_MOST", 2)
    given = tickets.Tickets()
    first, second, third = (given.give(number).rpartition("/")[2] for number in (1, 2, 3))
    assert [given.take(each) for each in (first, second, third, third)] == [None, 2, 3, None]
