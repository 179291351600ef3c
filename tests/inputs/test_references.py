"""Where HTML refers to something that could travel with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.inputs.references import Reference, content_ids, find_references, rewrite

# The HTML, and the targets that stand in it, in order.
FOUND = [
    ('<img src="a.png">', ["a.png"]),
    ("<img src='a.png'>", ["a.png"]),
    ("<img src='&amp;.png'>", ["&.png"]),
    ("<img src=a.png>", ["a.png"]),
    ("<IMG SRC = \n 'a b.png' />", ["a b.png"]),
    ('<img\nalt="x > y" src="a.png">', ["a.png"]),
    ('<img alt="see src=b.png" src="a.png">', ["a.png"]),
    ("<img alt='src=\"b.png\"' src=\"a.png\">", ["a.png"]),
    ('<img data-src="b.png" src="a.png" srcset="c.png">', ["a.png"]),
    ('<img src="a.png"src="b.png">', ["a.png", "b.png"]),
    ('<img src="a&amp;b.png">', ["a&b.png"]),
    ('<img src="&#x63;id:x">', ["cid:x"]),
    ('<body background="a.png"><object data="b.svg"></object><video poster="c.jpg">', ["a.png", "b.svg", "c.jpg"]),
    ('<a href="a.html">src="no.png"</a>', ["a.html"]),
    ('<p style="background: url(a.png)">', ["a.png"]),
    ("<p style=\"background: URL( 'a b.png' )\">", ["a b.png"]),
    ('<p style="background: url(&quot;a.png&quot;)">', ["a.png"]),
    ("<p style='background: url(&#39;a.png&#39;), url(&apos;b.png&apos;)'>", ["a.png", "b.png"]),
    ('<p style="background: url(&#34;a b.png&#x22;)">', ["a b.png"]),
    ('<style>p { background: url("a.png") } q { b: url(c.png) }</style>', ["a.png", "c.png"]),
    ("<style>a{b:url(a.png)}</style>url(no.png)<STYLE type='x'>c{d:url(b.png)}</STYLE>", ["a.png", "b.png"]),
    ("<style>p { background: url(open.png) }", []),
    ("src=a.png url(b.png) 3 < 4 > 2", []),
    ("<img src=''>", [""]),
    ("", []),
    ('<img src="unclosed.png', []),
]  # fmt: skip


@pytest.mark.parametrize(("html", "targets"), FOUND)
def test_references_are_found_where_they_stand(html: str, targets: list[str]) -> None:
    """Attributes that load something and CSS urls refer; text and other values do not."""
    found = find_references(html)
    assert [reference.target for reference in found] == targets
    starts = [reference.start for reference in found]
    assert starts == sorted(set(starts))


def test_an_entity_that_no_number_can_hold_stays_as_it_is() -> None:
    """More digits than Python reads are no error, and cost no other reference."""
    entity = f"&#{'9' * 5000};"
    found = find_references(f"<img src='{entity}'><img src='&amp;.png'>")
    assert [each.target for each in found] == [entity, "&.png"]


def test_a_link_is_told_from_what_is_loaded() -> None:
    """What `href` names is not shown, so it is a link; `src` is none."""
    found = find_references('<a href="a.png"><img src="a.png"></a><LINK HREF=b.css>')
    assert [reference.link for reference in found] == [True, False, True]


PATHS = [
    ("a.png", "a.png"),
    (" a.png ", "a.png"),
    ("img/a%20b%C3%BC.png", "img/a bü.png"),
    ("../a.png", "../a.png"),
    ("./a.png?x=1#y", "./a.png"),
    ("a.png#y", "a.png"),
    ("/a.png", None),
    ("//host/a.png", None),
    ("https://host/a.png", None),
    ("data:image/png;base64,xx", None),
    ("C:\\a.png", None),
    ("cid:a", None),
    ("#top", None),
    ("?x", None),
    ("", None),
    ("  ", None),
]


@pytest.mark.parametrize(("target", "path"), PATHS)
def test_only_a_relative_path_is_a_path(target: str, path: str | None) -> None:
    """A relative path has its percent-encoding undone; anything with a scheme or root is none."""
    assert Reference(0, 0, target).path == path


CONTENT_IDS = [
    ("cid:a@b", "a@b"),
    ("CID:a", "a"),
    ("cid:a%40b%20c", "a@b c"),
    ("cid:<a@b>", "a@b"),
    ("cid:", ""),
    ("acid:a", None),
    ("a.png", None),
]


@pytest.mark.parametrize(("target", "content_id"), CONTENT_IDS)
def test_a_cid_reference_names_a_content_id(target: str, content_id: str | None) -> None:
    """What follows `cid:` is the Content-ID, percent-encoding and angle brackets undone."""
    assert Reference(0, 0, target).content_id == content_id


def test_a_rewritten_reference_changes_nothing_else() -> None:
    """Only what the target stands in is replaced, escaped for its place, quotes kept."""
    html = "<p>é😀</p><img alt='a.png' src='a.png'><img src=b.png><p style=\"x:url(&quot;a.png&quot;)\">"
    result = rewrite(html, lambda reference: 'cid:"x"&' if reference.target == "a.png" else None)
    new = "cid:&quot;x&quot;&amp;"
    assert result == (
        f"<p>é😀</p><img alt='a.png' src='{new}'><img src=b.png><p style=\"x:url(&quot;{new}&quot;)\">"
    )


def test_a_reference_within_a_reference_is_replaced_once() -> None:
    """A url() within a path goes with the path, and no character is lost or doubled."""
    assert rewrite('<img src="url(a.png)">', lambda _: "X") == '<img src="X">'


PIECES = st.sampled_from(
    ["<", ">", "img ", "src", "=", '"', "'", "a.png", "cid:x", "<style>", "</style>", "url(", ")", " ",
     "&quot;", "&#39;", "<p style=", "href", "<!--", "-->", "\n", "é", "😀", "/", "data", "background="]
)  # fmt: skip
HTML_LIKE = st.text() | st.lists(PIECES, max_size=40).map("".join)


@given(HTML_LIKE)
def test_rewriting_nothing_changes_nothing(html: str) -> None:
    """Whatever the text, it stays letter by letter where no reference gets another target."""
    assert rewrite(html, lambda _: None) == html


@given(HTML_LIKE)
def test_rewriting_touches_only_references(html: str) -> None:
    """Whatever the text, what lies between the references is the same before and after."""
    kept, end = [], 0
    for reference in find_references(html):
        if reference.start >= end:
            kept.append(html[end : reference.start])
            end = reference.end
    kept.append(html[end:])
    assert rewrite(html, lambda _: "\0") == "\0".join(kept)


def test_the_content_ids_that_html_may_refer_to() -> None:
    """In any case and spelling: as it stands there, and with entities and percent signs undone."""
    html = (
        '<img src="cid:a"><img src="cid:b%40C"><img src="CID:&lt;Logo&gt;"><img src="cid:a">'
        '<img src="cid:q&amp;r"><p style="background: url(cid:url)"><img src="x.png">'
    )
    assert content_ids(html) == {"a", "b%40c", "b@c", "logo", "q&r", "url"}
    assert content_ids(None) == content_ids("") == frozenset()
