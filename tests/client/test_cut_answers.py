"""What an answer counts for that breaks off: up to the end of its head nothing, after it all."""

from __future__ import annotations

import json
import urllib.request
from typing import TYPE_CHECKING

import pytest

from egain_cli.client.http import Body, Http
from egain_cli.client.way import Way
from egain_cli.errors import UncertainError
from tests.servers import CREATED, proxy, scripted

if TYPE_CHECKING:
    from pathlib import Path

    from egain_cli.sandbox.serve import Running
    from tests.conftest import Egain

MAIL = b"From: Jane <jane@customer.com>\nTo: s@company.com\nSubject: Hello\n\nHello.\n"


@pytest.mark.parametrize("through_proxy", [False, True])
def test_a_201_is_believed_only_with_its_whole_head(through_proxy: bool) -> None:
    """Wherever it was cut before: what came may be a part of something else."""
    for end in range(1, len(CREATED)):
        with scripted([CREATED[:end]]) as server, proxy() as ours:
            http = Http(server.url, Way(proxy=ours.url if through_proxy else ""))
            with pytest.raises(UncertainError):
                http.send("POST", server.url, {}, Body((b"x",), 1))
            http.close()


@pytest.mark.parametrize(
    ("where", "status", "code"), [("headers", "unknown", 7), ("body", "accepted", 0)]
)
def test_an_email_is_accepted_by_a_head_that_came_whole(
    egain: Egain, at_sandbox: Running, place: Path, where: str, status: str, code: int
) -> None:
    """One cut in its headers leaves it unknown; one cut in its body has said where it is."""
    script = json.dumps({"faults": [{"cut": where}]}).encode()
    request = urllib.request.Request(f"{at_sandbox.url}/_sandbox/faults", script, method="PUT")
    urllib.request.urlopen(request).close()
    (place / "mail").mkdir()
    for number in range(3):
        (place / "mail" / f"{number}.eml").write_bytes(MAIL + b"%d\n" % number)
    done = egain("send-eml", "mail", "--json")
    assert (done.code, [each["status"] for each in done.outcomes]) == (code, [status] * 3)
    assert [each["activity_id"] is None for each in done.outcomes] == [code == 7] * 3
