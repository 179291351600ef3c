"""Whatever is asked when reading, the sandbox has an answer and no mistake of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from egain_cli.sandbox.fields import TREE

from .documents import PLAIN, changed
from .wire import ACTIVITY, JSON, XML
from .xml_tree import members, parsed

if TYPE_CHECKING:
    from .wire import Wire

QUIET = settings(max_examples=150, deadline=None)
WS = "/system/ws/v12/interaction"
PARAMETERS = st.sampled_from(
    (
        *("case", "customer", "status", "mode", "type", "createdDate", "lastModifiedDate"),
        *("custom.source", "custom.x", "$attribute", "$sort", "$order", "$pagenum", "$pagesize"),
        *("$rangestart", "$rangesize", "email", "folder"),
    )
)
WORDS = st.text(max_size=12) | st.sampled_from(
    [
        "all",
        "id",
        "desc",
        "1",
        "75",
        "email",
        "[2015-12-26T19:00:00Z,]",
        "[,]",
        "999999999999999999",
    ]
)
QUERIES = st.lists(st.tuples(PARAMETERS | st.text(max_size=8), WORDS), max_size=3)
TARGETS = st.lists(WORDS, min_size=1, max_size=3).map(",".join)
PATHS = st.sampled_from([ACTIVITY, f"{WS}/customer"]) | st.builds(
    lambda form, target: form.format(quote(target, safe="")),
    st.sampled_from(
        (
            *(
                f"{ACTIVITY}/{{}}",
                f"{ACTIVITY}/2795/attachment/{{}}",
                f"{ACTIVITY}/{{}}/attachment",
            ),
            *(f"{WS}/case/{{}}", f"{WS}/customer/{{}}", "/system/attachment-content/{}"),
            *("/_sandbox/messages/{}", "/system/ws/{}/about"),
        )
    ),
    TARGETS,
)


@QUIET
@given(path=PATHS, query=QUERIES, accept=st.sampled_from([JSON, XML]))
def test_any_question_is_answered(
    wire: Wire, path: str, query: list[tuple[str, str]], accept: str
) -> None:
    """Any path and query is answered, refused, or named as not emulated; a body fits its type."""
    answer = wire.ask("GET", f"{path}?{urlencode(query)}", headers={"Accept": accept})
    assert answer.status in (200, 204, 400, 404, 501)
    if answer.headers["Content-Type"] == JSON:
        assert answer.json
    elif answer.body and answer.headers["Content-Type"] == XML:
        parsed(answer)


NAMES = st.text(max_size=6)
LEAVES = st.text(min_size=1, max_size=9) | st.booleans() | st.integers()
INNER = st.recursive(LEAVES, lambda inner: st.dictionaries(NAMES, inner, min_size=1))
# Members that the pages show have shapes of their own, and are refused in any other.
UNKNOWN = NAMES.filter(lambda name: name and name not in TREE["customer"])
CUSTOMERS = st.dictionaries(UNKNOWN, INNER, min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(subject=st.text(min_size=1, max_size=60), customer=CUSTOMERS, number=st.uuids())
def test_any_text_is_told_in_xml(
    wire: Wire, subject: str, customer: dict[str, object], number: object
) -> None:
    """Whatever an activity holds, its XML can be parsed, and says what XML can say of it."""
    sender = changed("payload.email.emailAddresses.from", f"{number}@c.de", PLAIN)
    answer = wire.create(sender | {"subject": subject, "customer": customer})
    assert answer.status == 201
    location = f"{answer.headers['Location']}?$attribute=all"
    (activity,) = parsed(wire.ask("GET", location, headers={"Accept": XML}))
    (told,) = members(activity)["subject"]
    assert len(told) == len(subject)
    assert all(there in (sent, "\ufffd") for there, sent in zip(told, subject, strict=True))
    assert wire.ask("GET", location).json["activity"][0]["subject"] == subject
