"""An example of every rule, which a test runs, and docs/lint-rules.md made of both."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from egain_cli.findings import RULES, Rule
from tests.servers import answer

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")
MAX_LINES = 18  # of an example that are shown whole


class Kind(StrEnum):
    """What an example is written in; with flags alone, or an answer, by `egain send-email`."""

    EML = "eml"
    YAML = "yaml"
    FLAGS = "sh"
    ANSWER = "http"


@dataclass(frozen=True)
class Example:
    """The least that breaks a rule.

    `text` is a message's lines or a YAML file's, on top of an email in order; a line `-Date` takes
    a field away. `paths` are the files with it, `args` flags besides, `files` lie beside;
    `answers` are those of a server.
    """

    rule: str
    kind: Kind
    text: str = ""
    args: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)
    answers: tuple[bytes, ...] = ()
    paths: tuple[str, ...] = ("mail.eml",)


def _eml(rule: str, text: str, *args: str) -> Example:
    return Example(rule, Kind.EML, text, args)


def _yaml(rule: str, text: str, *args: str, **files: bytes) -> Example:
    named = {name.replace("_", "."): content for name, content in files.items()}
    return Example(rule, Kind.YAML, text, args, named)


def _answer(rule: str, words: str, *answers: bytes) -> Example:
    return Example(rule, Kind.ANSWER, words, ("--verify",) * (rule > "L130"), answers=answers)


_PART = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
_IMAGE = "Content-Type: image/png\nContent-ID: <x>\n\nx"
_RELATED = (
    "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n"
    f"--b\nContent-Type: text/html\n\n<img src='cid:x'>\n--b\n{_IMAGE}\n--b\n{_IMAGE}\n--b--"
)


def _nested(depth: int) -> str:
    """A message whose parts lie within parts."""
    heads = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
    )
    return f"MIME-Version: 1.0\n{heads}\nHello"


_CREATED = answer("201 Created", b"", "Location: /system/ws/v12/interaction/activity/7")
_OTHER = answer("200 OK", json.dumps({"activity": [{"id": 7, "subject": "Hullo"}]}).encode())
_SAME = answer("200 OK", json.dumps({"activity": [{"id": 7, "subject": "Hello"}]}).encode())
_TWICE = (
    "attachments:\n- {path: a.png, inline: true, cid: x}\n- {path: b.png, inline: true, cid: x}"
)

EXAMPLES = (
    _yaml("L001", "from: ''"),
    _yaml("L002", "subject: ''"),
    _yaml("L003", "reply_to: jane@customer.com, joe@customer.com"),
    _yaml("L004", "from: Jane <jane@customer.com>"),
    _yaml("L005", "date: tomorrow"),
    _yaml("L006", "secure: perhaps"),
    _yaml("L007", "case: ABC-1060"),
    Example("L008", Kind.FLAGS, "--subject $'caf\\xe9'  # a byte that is not UTF-8",
            ("--subject", "caf\udce9")),
    _eml("L009", "not a message"),
    _yaml("L010", "case: ''"),
    _yaml("L011", 'department: "serv\\u0007ice"', "--format", "xml"),
    _yaml("L012", "subject: " + "x" * 256),
    _yaml("L013", f"attachments: {{path: a.txt, name: {'x' * 256}}}", a_txt=b"x"),
    _yaml("L014", f"attachments: {{path: a.txt, type: text/{'x' * 256}}}", a_txt=b"x"),
    Example("L015", Kind.FLAGS, "# by no file and no flag: a Content-ID that is missing is made"),
    _yaml("L016", _TWICE, a_png=PNG, b_png=PNG + b"x"),
    _yaml("L017", 'attachments: {path: a.txt, name: "a\\tb.txt"}', "--format", "multipart",
          a_txt=b"x"),
    _eml("L025", "Subject: Hello", "--max-size", "100"),
    _yaml("L101", "html: <img src='cid:logo'>"),
    _yaml("L102", "html: <p>no image\nattachments: {path: a.png, inline: true}", a_png=PNG),
    _yaml("L103", "html: <img src='logo.png'>"),
    _eml("L104", "-Date"),
    _eml("L105", "Content-Type: text/plain; charset=no-such\n\ncaf\u00e9"),
    _eml("L106", "Content-Transfer-Encoding: base64\n\nSGVsbG8*"),
    _eml("L107", "Subject: " + "x" * 256),
    _eml("L108", "To: undisclosed, support@business.com"),
    _eml("L109", "-From\nSender: jane@customer.com"),
    _eml("L110", f"{_PART}Content-Type: application/pdf\n\n%PDF-\n--b--"),
    _eml("L111", f'{_PART}Content-Type: a/b; name="a/b.txt"\n\nx\n--b--'),
    _eml("L112", "Subject: Hello\n<<< a line that is no field >>>"),
    _answer("L113", "201 Created, without Location", answer("201 Created")),
    _yaml("L114", "attachments: empty.txt", empty_txt=b""),
    _yaml("L115", 'text: "a\\u0007b"', "--format", "xml"),
    _yaml("L116", "attachments: {path: a.txt, name: 'a\"b.txt'}", "--format", "multipart",
          a_txt=b"x"),
    _yaml("L117", 'attributes: {note: "two\\nlines"}'),
    _eml("L118", 'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="b"\n\nHello'),
    _eml("L119", f"{_PART}Content-Type: application/ms-tnef; name=winmail.dat\n\nx\n--b--"),
    _eml("L120", _nested(70)),
    _eml("L121", "From: jane@customer.com\nSubject: Hello\n" + "X-Long: x\n" * 10_001),
    _eml("L122", "Content-Type: text/plain; charset=iso-8859-1\n\ncaf\u00e9"),
    _eml("L123", "Subject: One\nSubject: Two"),
    _eml("L124", f"{_PART}Content-Type: pdf; name=a.pdf\n\nx\n--b--"),
    _eml("L125", "\nbegin 644 a.txt\n#0V%T\n`\nend"),
    _eml("L126", _RELATED),
    _yaml("L130", "attachments: big.bin", big_bin=bytes(25 * 1024 * 1024 + 1)),
    _answer("L131", "201 Created, and then another subject is read", _CREATED, _OTHER),
    _answer("L132", "201 Created, and then nothing can be read", _CREATED, answer("404 Not Found")),
    _answer("L133", "201 Created, and then the subject alone is read", _CREATED, _SAME),
    _eml("L134", "Auto-Submitted: auto-replied"),
    _eml("L135", "From: support@business.com"),
    _eml("L136", "\nHello\n\nFrom joe@customer.com Mon Mar  2 08:14:05 2020\nSubject: Next\n\nx"),
    Example("L137", Kind.EML, "-From\n-Date\nX-Rest: of a text", paths=("old.mbox",)),
    _eml("L139", "Date: Mon, 1 Jan 2080 00:00:00 +0000"),
    _eml("L140", f"{_PART}Content-Type: image/png; name=a.png\n\n%PDF-1.7\n--b--"),
    Example("L141", Kind.EML, "Subject: Hello", paths=("mail.eml", "copy.eml")),
    _yaml("L142", "attachments: {path: a.txt, name: setup.exe}", a_txt=b"x"),
    Example("L143", Kind.EML, "Subject: Hello", paths=("1.partial.emlx",)),
    _yaml("L201", "html: <img src='a.png'>\nattachments: a.png", a_png=PNG),
    _yaml("L202", "html: <img src='a.png'>", a_png=PNG),
    _eml("L203", "Content-Type: text/plain; format=flowed\n\nOne \nline."),
    _eml("L204", "Content-Type: text/calendar; name=a.ics\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Lunch\n"
         "END:VEVENT\nEND:VCALENDAR"),
    _eml("L205", f"{_PART}Content-Type: text/plain\n\none\n--b\nContent-Type: text/plain\n\ntwo\n--b--"),
    _eml("L206", "\nbegin 644 a.txt\n#0V%T\n`\nend", "--extract-uuencode"),
    _eml("L207", f"{_PART}Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
         "eJ8+IgEA\n--b--", "--extract-tnef"),
    _eml("L208", f"{_PART}Content-Type: text/csv; charset=koi8-r; name=a.csv\n\nx\n--b--"),
    _eml("L209", f"{_PART}Content-Type: text/plain\n\nHello\n--b--\nSent by a list"),
    _eml("L210", "Subject: Hello", "--attach-original"),
)  # fmt: skip

_TEXT = """# What lint finds

`egain lint PATH…` reads what `send-eml` and `send-email` would send, sends nothing, and shows each
finding with its rule, its place, and what is done about it. The verbs that send show the same
findings, except L134 to L142: for these only lint looks. Errors keep an email back, warnings do so
with `--strict`; a note tells of what was done because it is promised. Ids and names stay what they
are, so that scripts may filter by them.

This page is made by a test from the program's own table, and the test runs every example: lines on
top of an email that is in order. A line `-Date` stands for a field that is missing.
"""


def render() -> str:
    """docs/lint-rules.md."""
    examples = {each.rule: each for each in EXAMPLES}
    sections = [line for rule in _ordered() for line in _section(rule, examples.get(rule.id))]
    return "\n".join([_TEXT, *_index(), "", *sections])


def _ordered() -> list[Rule]:
    return sorted(RULES.values(), key=lambda rule: rule.id)


def _index() -> Iterator[str]:
    yield "| rule | name | severity |"
    yield "|---|---|---|"
    for rule in _ordered():
        yield f"| [{rule.id}](#{rule.id.lower()}-{rule.name}) | {rule.name} | {rule.severity} |"


def _section(rule: Rule, example: Example | None) -> Iterator[str]:
    yield f"## {rule.id} {rule.name}"
    yield ""
    yield f"{rule.severity.title()}. {rule.meaning} {rule.done}"
    yield ""
    if example:
        yield from (f"```{example.kind}", *_shown(example).splitlines(), "```", "")


def _shown(example: Example) -> str:
    """The example, the same letter or the same kind of line over and over written shorter."""
    text = re.sub(
        r"(.)\1{30,}", lambda found: f"{found[1] * 8}… ({len(found[0])} times)", example.text
    )
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        lines[MAX_LINES - 6 :] = [f"… ({len(lines)} lines)"]
    if example.kind is Kind.FLAGS:
        return text
    paths = () if example.paths == ("mail.eml",) else example.paths
    words = " ".join([*paths, *([shlex.join(example.args)] if example.args else [])])
    return "\n".join([*lines, *([f"# {words}"] if words else [])])
