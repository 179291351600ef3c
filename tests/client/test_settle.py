"""What an answer to a create comes down to, and what is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.client.answers import Answer
from egain_cli.client.settle import Settled, settle_answer, settle_failure
from egain_cli.endpoint import parse_endpoint
from egain_cli.errors import EgainError, ExitCode, TemporaryError, UncertainError, UsageError
from egain_cli.model import Status

ENDPOINT = parse_endpoint("https://h")


def settled(status: int, headers: dict[str, str] | None = None, body: bytes = b"") -> Settled:
    """What became of a create that was answered like this."""
    return settle_answer(Answer(status, headers or {}, body, "https://h/x"), ENDPOINT.absolute)


LOCATIONS = [
    ("/system/ws/v12/interaction/activity/2795", "2795", "https://h/system/ws/v12/interaction/activity/2795"),
    ("https://h:8443/a/ab-1_2.3", "ab-1_2.3", "https://h:8443/a/ab-1_2.3"),
    ("//other/x/7?y=1#z", "7", "https://other/x/7?y=1#z"),
    ("activity/7/", "7", "https://h/activity/7/"),
    ("/a/..", None, "https://h/"),
    ("/a/" + "9" * 101, None, "https://h/a/" + "9" * 101),
    ("/a/\u0667", None, "https://h/a/\u0667"),
    ("", None, None),
    ("http://[", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("location", "activity_id", "url"), LOCATIONS)
def test_a_location_gives_an_id_and_a_url(
    location: str, activity_id: str | None, url: str | None
) -> None:
    """Below the host or whole; one that names none is a warning, and the activity exists."""
    found = settled(201, {"location": location})
    assert (found.status, found.activity_id, found.location) == (Status.ACCEPTED, activity_id, url)
    assert bool(found.findings) is (activity_id is None)


HINTS = [
    (404, {}, "--context-root"),
    (405, {}, "--api-version"),
    (406, {}, "--language"),
    (407, {}, "EGAIN_PROXY"),
    (413, {}, "too large"),
    (415, {}, "--format"),
    (429, {"retry-after": "30"}, "The server asks to wait 30 seconds."),
    (503, {"retry-after": "1"}, "The server asks to wait 1 second."),
    (429, {"x-ratelimit-reset": "20"}, "The server asks to wait 20 seconds."),
    (413, {"retry-after": "9"}, "less in attachments. The server asks to wait 9 seconds."),
    (400, {}, ""),
    (429, {}, ""),
]


@pytest.mark.parametrize(("status", "headers", "words"), HINTS)
def test_a_refusal_has_the_advice_that_is_known(
    status: int, headers: dict[str, str], words: str
) -> None:
    """What a proxy in between answers too; where nothing is known there is none."""
    hint = settled(status, headers).hint
    assert (words in hint) if words else not hint


LATER = [
    (429, {"retry-after": "30"}, 30.0, True),
    (503, {}, None, True),
    (503, {"x-ratelimit-reset": "7"}, 7.0, True),
    (401, {"retry-after": "30"}, 30.0, False),
    (413, {"retry-after": "30"}, 30.0, False),
    (500, {"retry-after": "30"}, 30.0, False),
    (201, {"retry-after": "30"}, None, False),
]


@pytest.mark.parametrize(("status", "headers", "wait", "retriable"), LATER)
def test_what_asks_to_come_back_says_when(
    status: int, headers: dict[str, str], wait: float | None, retriable: bool
) -> None:
    """Only what surely did not arrive, and may next time, is to be tried again."""
    found = settled(status, headers)
    assert (found.wait, found.retriable) == (wait, retriable)


FAILURES: list[tuple[EgainError, bool]] = [
    (TemporaryError("no connection"), True),
    (UncertainError("lost"), False),
    (EgainError("no trusted connection"), False),
    (UsageError("a header"), False),
]


@pytest.mark.parametrize(("error", "retriable"), FAILURES, ids=[str(e) for e, _ in FAILURES])
def test_only_what_never_left_is_tried_again(error: EgainError, retriable: bool) -> None:
    """Nor what cannot go well the next time, as TLS."""
    assert settle_failure(error).retriable is retriable


def test_how_long_a_login_is_to_wait_is_told_with_what_it_kept_back() -> None:
    """As with an answer to the email itself."""
    error = TemporaryError("the server asks to come back later")
    error.wait, error.retriable = 12.0, False
    found = settle_failure(error)
    assert (found.wait, found.retriable) == (12.0, False)


def test_an_answer_that_was_cut_off_says_so() -> None:
    """In its hint, since its words are the server's own."""
    answer = Answer(400, {}, b"x", "https://h", cut=True)
    assert "1 MB" in settle_answer(answer, ENDPOINT.absolute).hint


@pytest.mark.parametrize("status", [101, 199, 200, 202, 204, 299, 500, 502, 504, 599, 999])
def test_what_may_stand_for_an_activity_is_unknown(status: int) -> None:
    """No final answer at all, too."""
    assert settled(status).exit_code is ExitCode.UNKNOWN


@given(
    st.integers(100, 999),
    st.dictionaries(
        st.sampled_from(["location", "retry-after", "content-type", "x-egain-session", "date"]),
        st.text() | st.text("/:[]@.#?%x9\\").map("http://".__add__),
    ),
    st.binary(),
)
def test_every_answer_comes_down_to_one_status(
    status: int, headers: dict[str, str], body: bytes
) -> None:
    """Only 201 is accepted, and nothing is too odd."""
    found = settled(status, headers, body)
    assert (found.status is Status.ACCEPTED) == (status == 201)
    assert found.status in (Status.ACCEPTED, Status.REJECTED, Status.UNKNOWN)
    assert found.message
    session = Answer(status, headers, body, "https://h").session
    assert session is None or session.isascii()
