"""Activities made by hand, each with something that one of the formats writes in a way of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from egain_cli.content import BytesContent
from egain_cli.model import Activity, Attachment
from tests.encode.activities import CANONICAL

BASE = Activity(
    department="service",
    sender="jane@customer.com",
    receiver="support@business.com",
    date=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    subject="Hello",
)
FILE = Attachment(name="a.txt", content_type="text/plain", content=BytesContent(b"x"))
MARKUP = "a & b < c > \"d\" 'e' ]]> &#13; &amp; <![CDATA[x]]> <!-- \\ %22 -->"
LINES = "  a\rb\r\nc\nd\te\r\n\r\n"
LETTERS = "é 😀 日本語 \u0085\u00a0\u2028\u2029\u202e\ufeff\ufffd \U0010fffd"
BOUNDARIES = b"\r\n--egain\r\n--\r\n\r\n--" + bytes(range(256)) + b"\r"


def files(*names: str | None) -> tuple[Attachment, ...]:
    """An attachment for each name."""
    return tuple(replace(FILE, name=name) for name in names)


def shown(*content_ids: str) -> Activity:
    """An email whose HTML shows an inline image for each Content-ID."""
    images = tuple(replace(FILE, inline=True, content_id=each) for each in content_ids)
    html = "".join(f'<img src="cid:{each}">' for each in content_ids)
    return replace(BASE, html=html, attachments=(*images, FILE))


HANDMADE: dict[str, Activity] = {
    "canonical": CANONICAL,
    "markup in the subject": replace(BASE, subject=MARKUP),
    "markup in the text": replace(BASE, text=MARKUP),
    "markup in the html": replace(BASE, html=f"<p>{MARKUP}</p>"),
    "line ends in the text": replace(BASE, text=LINES),
    "line ends in the html": replace(BASE, html=f"<p>{LINES}</p>"),
    "letters of all kinds": replace(BASE, subject=LETTERS, text=LETTERS, html=LETTERS),
    "text alone": replace(BASE, subject=None, text="x"),
    "html alone": replace(BASE, subject=None, html="<p>x</p>"),
    "an attachment alone": replace(BASE, subject=None, attachments=(FILE,)),
    "three of one name": replace(BASE, attachments=files("a.txt", "a.txt", "a.txt")),
    "names beyond ASCII": replace(BASE, attachments=files("März-日本.pdf", "😀.png", "\u202etxt.a")),
    "names with marks": replace(BASE, attachments=files("a;b=c.txt", "it's 100%.txt", "a, (b).txt")),
    "names with escapes": replace(BASE, attachments=files('say "hi".txt', "a\r\nb.txt", '"')),
    "names with markup": replace(BASE, attachments=files("<a>&.txt", "]]>.txt")),
    "types with parameters": replace(
        BASE, attachments=(replace(FILE, content_type='text/plain; charset="utf-8"; x=<&>'),)
    ),
    "contents like boundaries": replace(
        BASE, attachments=(replace(FILE, content=BytesContent(BOUNDARIES)), FILE)
    ),
    "a large attachment": replace(
        BASE, attachments=(replace(FILE, content=BytesContent(BOUNDARIES * 8_000)), FILE)
    ),
    "several inline": shown("one@x", "two@x", "attachment4"),
    "odd content ids": shown("a&b;c=d@x", "(1).[2]+%2", "data2"),
    "secure": replace(BASE, secure=True),
    "not secure": replace(BASE, secure=False),
    "of a case": replace(BASE, case_id="1060"),
    "to and cc": replace(BASE, to=("a@b.cd", "e@f.gh"), cc=("i@j.kl", "m@n.op", "a@b.cd")),
    "a reply address": replace(BASE, reply_to="r@s.tu"),
    "odd addresses": replace(
        BASE, sender="o'neil+x@b.example", to=("é@ü.de", "a&b@c.de", "%22=?{|}@d.ef"), cc=("a\\b@c.de",)
    ),
    "several attributes": replace(
        BASE, attributes=(("source", ("letter", MARKUP, "é 日本")), ("customer_rating", ("5", "1")))
    ),
    "a whole customer": replace(
        BASE,
        customer={
            "salutation": "Mr.", "first_name": "J & <J>", "last_name": "O'Neil", "gender": "male",
            "job_title": "Dr", "level": "1", "role": "Partner", "pin": "007",
            "how_referred": "Website", "industry": "ünï", "market_segment": "m",
        },
    ),
    "a customer without a person": replace(BASE, customer={"industry": "x"}),
    "a date elsewhere": replace(
        BASE, date=datetime(2026, 1, 2, 3, 4, 5, 678_999, timezone(timedelta(hours=5.5)))
    ),
}  # fmt: skip
