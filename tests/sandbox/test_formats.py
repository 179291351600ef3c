"""That one activity is stored equal, whichever of the formats it came in."""

from __future__ import annotations

import base64
import copy
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .documents import PLAIN
from .formats import MULTIPART, as_multipart, as_xml
from .wire import JSON, XML

if TYPE_CHECKING:
    from .wire import Wire

# What all three can carry: XML has no control characters but three, and a browser's way to write a
# file name cannot tell `%22` from a quote.
ILLEGAL = "".join(map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF)))
LETTERS = st.characters(exclude_categories=["Cs"], exclude_characters=ILLEGAL)
TEXTS = st.text(LETTERS, min_size=1)
NAMES = st.text(LETTERS, min_size=1, max_size=85).filter(
    lambda name: not {"%22", "%0D", "%0A", '\\"'} & {name[i:][:n] for i in range(len(name)) for n in (2, 3)}
).map(lambda name: f"n{name}.txt")  # fmt: skip
IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.@-", min_size=1, max_size=60)
ADDRESSES = st.from_regex(r"[a-z0-9+'é]{1,20}@[a-z]{1,20}\.de", fullmatch=True)
FILES = st.fixed_dictionaries(
    {
        "fileName": NAMES,
        "contentType": st.sampled_from(["text/plain", 'a/b; c="d e"']),
        "content": st.binary(min_size=1).map(lambda raw: base64.b64encode(raw).decode()),
    }
)
PICTURES = st.builds(lambda item, cid: item | {"isInline": "true", "contentId": cid}, FILES, IDS)
CONTENTS = st.lists(
    st.fixed_dictionaries({"type": st.sampled_from(["text", "html"]), "value": TEXTS}),
    min_size=1,
    unique_by=lambda item: item["type"],
)
VALUES = st.lists(st.fixed_dictionaries({"value": TEXTS}), min_size=1, max_size=3)
LISTS = st.fixed_dictionaries({"address": st.lists(ADDRESSES, min_size=1, max_size=3)})
OPTIONAL = {
    "case": st.just({"id": "1060"}),
    "isSecure": st.sampled_from(["true", "false"]),
    "attachments": st.fixed_dictionaries(
        {"attachment": st.lists(FILES | PICTURES, min_size=1, max_size=3)}
    ),
    "customAttributes": VALUES.map(
        lambda values: {
            "customAttribute": [{"attribName": "source", "attribValues": {"attribValue": values}}]
        }
    ),
}


@st.composite
def activities(draw: st.DrawFn) -> dict[str, Any]:
    """Any activity that breaks no rule and can be written in all formats."""
    email: dict[str, Any] = copy.deepcopy(PLAIN["payload"]["email"])
    email |= draw(
        st.fixed_dictionaries({}, optional={"contents": st.builds(dict, content=CONTENTS)})
    )
    addresses = {"to": LISTS, "cc": LISTS, "replyTo": ADDRESSES}
    email["emailAddresses"] |= draw(st.fixed_dictionaries({}, optional=addresses))
    rest = draw(st.fixed_dictionaries({}, optional=OPTIONAL))
    subject = draw(st.text(LETTERS, min_size=1, max_size=255))
    return {**PLAIN, **rest, "subject": subject, "payload": {"email": email}}


@settings(max_examples=60, deadline=None)
@given(activity=activities())
def test_three_formats_store_one_activity(wire: Wire, activity: dict[str, Any]) -> None:
    """JSON, XML, and multipart with either of them inside give the same document."""
    bodies = (
        (activity, JSON),
        (as_xml(activity).encode(), XML),
        (as_multipart(activity, JSON), MULTIPART),
        (as_multipart(activity, XML), MULTIPART),
    )
    for body, media in bodies:
        answer = wire.create(body, Content_Type=media)
        assert answer.status == 201, answer.text
        assert wire.stored(answer.headers["Location"])["document"] == activity
