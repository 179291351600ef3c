"""When an email is too large: a doubt of what nobody limited, an error beyond the user's limit."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from egain_cli.content import BytesContent
from egain_cli.lint import check_size
from egain_cli.lint.size import LARGE
from egain_cli.model import Activity, Attachment
from tests.test_lint import GOOD

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Egain

LEAST = ("--from", "jane@customer.com", "--subject", "Hello", "--department", "service",
         "--receiver", "support@business.com")  # fmt: skip


def names(activity: Activity, limit: int | None, size: int = 0) -> list[str]:
    """The rules about its size that an activity of `size` encoded bytes breaks."""
    return [each.rule.name for each in check_size(activity, limit, lambda _: size)]


def holding(count: int) -> Activity:
    """An activity with an attachment of that many bytes."""
    content = BytesContent(bytes(count))
    return replace(
        GOOD, attachments=(Attachment(name="a", content_type="a/b", content=content),), html="12345"
    )


def test_a_large_email_is_doubted_where_nobody_set_a_limit() -> None:
    """More than 25 MB of text and attachments is a warning; with a limit the limit counts."""
    assert names(holding(LARGE - 5), None) == []
    assert names(holding(LARGE - 4), None) == ["large-email"]
    assert names(holding(LARGE), 0, size=10**12) == []
    assert names(holding(LARGE), 7, size=7) == []
    assert names(holding(0), 7, size=8) == ["over-max-size"]


@pytest.mark.parametrize("format_", ["json", "xml", "multipart"])
def test_the_limit_counts_the_bytes_of_the_request(egain: Egain, place: Path, format_: str) -> None:
    """Base64 and escaping count: the request fits by its very length, and not by a byte less."""
    (place / "a.bin").write_bytes(bytes(3000))
    command = ("send-email", *LEAST, "--attach", "a.bin", "--text", "äöü\n" * 50, "--json",
               "--dry-run", "--date", "2026-01-02T03:04:05Z", "--format", format_)  # fmt: skip
    done = egain(*command, "--max-size", "1")
    assert (done.code, done.outcomes[0]["status"]) == (6, "invalid")
    (found,) = done.outcomes[0]["errors"]
    assert (found["id"], found["field"]) == ("L025", "attachments")
    size = next(int(word) for word in found["message"].split() if word.isdecimal())
    assert size > (3000 if format_ == "multipart" else 4000)
    assert egain(*command, "--max-size", str(size)).code == 0
    assert egain(*command, "--max-size", str(size - 1)).code == 6


def test_the_limit_is_a_setting_too(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment and a project file may give it, with k, M and G for 1024 of what is below."""
    (place / "a.bin").write_bytes(bytes(2000))
    command = ("send-email", *LEAST, "--attach", "a.bin", "--dry-run", "--json")
    monkeypatch.setenv("EGAIN_MAX_SIZE", "2k")
    done = egain(*command)
    assert "--max-size is 2048" in done.outcomes[0]["errors"][0]["message"]
    assert egain(*command, "--max-size", "1 MB").code == 0
    assert egain(*command, "--max-size", "0").code == 0
    done = egain(*command, "--max-size", "much")
    assert done.code == 2
    assert "--max-size: 'much' must be a number of bytes" in done.err
