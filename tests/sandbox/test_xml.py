"""What the create and login routes make of XML."""

from __future__ import annotations

from typing import Any

import pytest

from .documents import FULL, GONE, PLAIN, changed
from .formats import GEN, SPACES, as_xml
from .wire import JSON, LOGIN, LOGOUT, XML, Wire

# Example 1 of the vendor in structure: who stands in which namespace is seen there.
SEEN = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<activity xmlns="{GEN}/interaction/activity" xmlns:ns2="{GEN}/platform"
  xmlns:ns3="{GEN}/common" xmlns:ns4="{GEN}/interaction/attachment">
  <department><ns2:name>service</ns2:name></department>
  <type><value>email</value><subtype><ns3:value>general</ns3:value></subtype></type>
  <case id="1060"/>
  <isSecure>true</isSecure>
  <subject>Issue with mobile phone</subject>
  <payload><email>
    <date date="2015-12-26T19:00:00.000Z"/>
    <contents><content>
      <ns3:type>html</ns3:type><ns3:value><![CDATA[<p>Größe</p>]]></ns3:value>
    </content></contents>
    <emailAddresses>
      <from>jhenry@customer.com</from><receiver>support@business.com</receiver>
    </emailAddresses>
  </email></payload>
</activity>"""
E = "payload.email.emailAddresses"
PLATFORM, COMMON = f"{GEN}/platform", f"{GEN}/common"


def _create(wire: Wire, xml: str | bytes, media: str = XML) -> Any:
    body = xml.encode() if isinstance(xml, str) else xml
    return wire.create(body, Content_Type=media)


def _stored(wire: Wire, xml: str | bytes) -> Any:
    answer = _create(wire, xml)
    assert answer.status == 201, answer.text
    return wire.stored(answer.headers["Location"])


def test_the_vendors_example_is_accepted_as_its_json_is(wire: Wire) -> None:
    """XML attributes are members, repeatable elements arrays, CDATA is text, spaces go."""
    stored = _stored(wire, SEEN)
    assert stored["warnings"] == []
    content = {"type": "html", "value": "<p>Größe</p>"}
    document = changed("payload.email.contents", {"content": [content]}, PLAIN)
    assert stored["document"] == document | {"case": {"id": "1060"}, "isSecure": "true"}


@pytest.mark.parametrize("document", [PLAIN, FULL])
def test_xml_is_stored_equal_to_json(wire: Wire, document: dict[str, Any]) -> None:
    """The document that XML gives is the one that JSON gives."""
    stored = _stored(wire, as_xml(document))
    assert stored["document"] == document
    assert stored["warnings"] == []


EQUAL = [
    SEEN.replace("<![CDATA[<p>Größe</p>]]>", "&lt;p>Gr&#xF6;&#223;e&lt;/p&gt;"),
    SEEN.replace("<p>Größe</p>]]>", "<p>Grö]]><!-- ' --><?x y?><![CDATA[ße</p>]]>"),
    SEEN.replace("  <", "\t<!-- a comment -->\r\n<"),
    SEEN.replace('<case id="1060"/>', "<case id='1060'></case>"),
    SEEN.replace('encoding="UTF-8" standalone="yes"', ""),
    SEEN.partition("?>")[2].strip(),
]


@pytest.mark.parametrize("xml", EQUAL, ids=range(len(EQUAL)))
def test_one_document_has_many_spellings(wire: Wire, xml: str) -> None:
    """What XML holds to be the same is stored the same."""
    assert _stored(wire, xml)["document"] == _stored(wire, SEEN)["document"]


def test_prefixes_do_not_matter(wire: Wire) -> None:
    """Any prefix, or a default declared on the element itself, names the namespace as well."""
    other = SEEN.replace("ns3:", "zz:").replace(":ns3", ":zz")
    own = other.replace("<ns2:name>", f'<name xmlns="{PLATFORM}">').replace("</ns2:n", "</n")
    for xml in (other, own):
        assert _stored(wire, xml)["document"] == _stored(wire, SEEN)["document"]


def test_any_order_of_the_elements_is_accepted(wire: Wire) -> None:
    """Whether the server asks for the example's order is unknown."""
    backwards = dict(reversed(FULL.items()))
    assert _stored(wire, as_xml(backwards))["document"] == FULL


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "us-ascii"])
def test_the_encoding_is_what_the_declaration_says(wire: Wire, encoding: str) -> None:
    """Each encoding that every XML parser knows is read, with a BOM where there is one."""
    xml = SEEN.replace("UTF-8", encoding)
    plain = xml.replace("<![CDATA[<p>Größe</p>]]>", "&lt;p>Größe&lt;/p>")
    body = plain.encode(encoding, "xmlcharrefreplace")
    assert _stored(wire, body)["document"] == _stored(wire, SEEN)["document"]


def test_a_large_text_is_read_in_pieces(wire: Wire) -> None:
    """No piece of a text is lost or doubled where the parser is fed, whatever its encoding."""
    text = "".join(f"{index} größe 📎\n" for index in range(60_000))
    document = changed("payload.email.contents.content.0.value", text)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert _stored(wire, as_xml(document).encode(encoding))["document"] == document


def test_white_space_of_a_value_is_kept(wire: Wire) -> None:
    """Only line ends change, and those by the rule of XML itself."""
    value = "  two\n\tlines \u00a0"
    document = changed("payload.email.contents.content.0.value", value)
    assert _stored(wire, as_xml(document))["document"] == document
    lines = _stored(wire, as_xml(changed("subject", "a|b")).replace("a|b", "a\r\nb&#13;c"))
    assert lines["document"]["subject"] == "a\nb\rc"


def _at(old: str, new: str) -> str:
    assert old in as_xml(FULL)
    return as_xml(FULL).replace(old, new)


REFUSED = [
    # namespaces that are seen
    (_at("p:name>", "name>"), "400-147", f"'department.name'. (sandbox: expected it in the namespace {PLATFORM}"),
    (_at("<c:value>general</c:value>", "<value>general</value>"), "400-147", f"'type.subtype.value'. (sandbox: expected it in the namespace {COMMON}"),
    (_at("<value>email</value>", "<c:value>email</c:value>"), "400-147", "'type.value'"),
    (_at("<c:type>text</c:type>", "<type>text</type>"), "400-147", "'payload.email.contents.content.type'"),
    (_at("subject>", "c:subject>"), "400-147", "'subject'"),
    (_at("<to><address>", "<to><c:address>").replace("</address></to>", "</c:address></to>"), "400-147", "'payload.email.emailAddresses.to.address'"),
    (_at("c:attribName", "attribName"), "400-147", "'customAttributes.customAttribute.attribName'"),
    (_at("<customAttributes>", "<c:customAttributes>").replace("</customAttributes>", "</c:customAttributes>"), "400-147", "'customAttributes'. (sandbox: expected it in the namespace"),
    (_at("t:fileName", "p:fileName"), "400-147", "'attachments.attachment.fileName'"),
    (as_xml(FULL).replace("v12", "v15"), "400-147", "'activity'. (sandbox: expected it in the namespace"),
    (as_xml(FULL).replace(f' xmlns="{SPACES[""]}"', ""), "400-147", "not in none"),
    # what is not in the table
    ("<mail/>", "400-147", "'mail'. (sandbox: expected the root element 'activity')"),
    (_at("<subject>", "<bcc>x@y.de</bcc><subject>"), "400-147", "'bcc'"),
    (_at("<subject>", '<subject lang="de">'), "400-147", "'subject@lang'"),
    (_at("<activity ", '<activity id="1" '), "400-147", "'activity@id'"),
    (_at("<case id=", "<case p:id="), "400-147", "'case@id'"),
    (_at('<case id="1060">', "<case><id>1060</id>"), "400-147", "'case.id'. (sandbox: expected as an XML attribute"),
    (_at("<from>", "<a.from>").replace("</from>", "</a.from>"), "400-147", "'payload.email.emailAddresses.a.from'"),
    (_at("<subject>", "<subject>a</subject><subject>"), "400-147", "'subject'. (sandbox: given more than once)"),
    (_at("<q:firstName>", "<q:firstName>a</q:firstName><q:firstName>"), "400-147", "given more than once"),
    (_at("<payload>", "<payload/><payload>"), "400-147", "'payload'"),
    (_at("<customer>", '<customer><u:department/>'), "400-147", "'customer.department'"),
    # text where elements belong, and the other way round
    (_at("<department>", "<department>service"), "400-152", "'department'. (sandbox: expected elements, not text)"),
    (_at("</activity>", "x</activity>"), "400-152", "'activity'. (sandbox: expected elements"),
    (_at('<date date="2015-12-26T19:00:00.000Z">', "<date>2015-12-26T19:00:00.000Z"), "400-152", "'payload.email.date'. (sandbox: expected the XML attribute 'date', not text)"),
    (_at("<u:type>", "<u:mood><u:a/>x</u:mood><u:type>"), "400-152", "'customer.mood'"),
    (_at("<subject>", "<subject><b/>"), "400-152", "'subject'"),
    (_at("<isSecure>false</isSecure>", "<isSecure><a>x</a></isSecure>"), "400-152", "expected a single value"),
    # the rules of every format
    (as_xml(changed("payload.email.date", GONE)), "400-146", "'payload.email.date'"),
    (_at("<subject>Issue with mobile phone</subject>", "<subject/>"), "400-387", "'subject'"),
    (_at("<department><p:name>service</p:name></department>", "<department> \n</department>"), "400-146", "'department.name'"),
    (as_xml(changed("attachments.attachment", [])), "400-387", "'attachments'"),
    (as_xml(changed("isSecure", "maybe")), "400-152", "'isSecure'"),
    (as_xml(changed("case.id", "4711")), "400-194", "4711"),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "code", "text"), REFUSED, ids=range(len(REFUSED)))
def test_an_element_out_of_its_place_is_refused(wire: Wire, xml: str, code: str, text: str) -> None:
    """What the vendor's examples show is enforced, and the refusal names place and reason."""
    answer = _create(wire, xml)
    assert answer.status == 400
    assert answer.json["code"] == code
    assert text in answer.json["developerMessage"]


INFERRED = [
    (_at("<replyTo>reply@customer.com", "<replyTo><address>reply@customer.com</address>"), "emailAddresses.replyTo: an object with one", changed(f"{E}.replyTo", {"address": ["reply@customer.com"]})),
    (_at("<replyTo>reply@customer.com", "<replyTo><emailAddress>reply@customer.com</emailAddress>"), "emailAddresses.replyTo: an object with one", changed(f"{E}.replyTo", {"emailAddress": ["reply@customer.com"]})),
    (_at("<to><address>support@business.com</address>", "<to><emailAddress>support@business.com</emailAddress>"), "emailAddresses.to: an object with emailAddress", changed(f"{E}.to", {"emailAddress": ["support@business.com"]})),
    (_at("<t:fileName>logo.png</t:fileName>", "<fileName>logo.png</fileName>"), "attachments.attachment.fileName: in", FULL),
    (_at("<attachments>", "<t:attachments>").replace("</attachments>", "</t:attachments>"), "attachments: in", FULL),
    (_at("<customer>", "<u:customer>").replace("</customer>", "</u:customer>"), "customer: in", FULL),
    (_at("<u:type><u:value>individual</u:value></u:type>", "<type><value>individual</value></type>"), "customer.type", FULL),
    (_at("q:lastName", "u:lastName"), "customer.contactPersons.contactPerson.lastName: in", FULL),
    (_at("<replyTo>", "<c:replyTo>").replace("</replyTo>", "</c:replyTo>"), "emailAddresses.replyTo: in", FULL),
    (_at("<u:type>", "<u:mood>sad</u:mood><u:type>"), "customer.mood: not checked", changed("customer.mood", "sad")),
    (_at("<u:type>", "<u:a>1</u:a><u:a>2</u:a><u:a>3</u:a><u:type>"), "customer.a: not checked", changed("customer.a", ["1", "2", "3"])),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "warning", "document"), INFERRED, ids=range(len(INFERRED)))
def test_a_namespace_that_is_only_inferred_warns(
    wire: Wire, xml: str, warning: str, document: dict[str, Any]
) -> None:
    """Nobody is blocked by a guess, and the document is the same."""
    stored = _stored(wire, xml)
    assert any(warning in text for text in stored["warnings"])
    assert stored["document"] == document


BAD = [
    (b"{}", "not valid XML"),
    (b" ", "no element found"),
    (b"\0", "not valid XML"),
    (as_xml(FULL)[:-1].encode(), "not valid XML"),
    (as_xml(FULL).encode() + b"<a/>", "junk after document element"),
    (as_xml(FULL).replace("Issue", "Issue\0").encode(), "invalid token"),
    (as_xml(FULL).replace("Issue", "&#0;").encode(), "invalid character number"),
    (as_xml(FULL).replace("Issue", "&#xD800;").encode(), "invalid character number"),
    (as_xml(FULL).replace("Issue", "&nbsp;").encode(), "undefined entity"),
    (as_xml(FULL).encode().replace(b"Issue", b"\xc0\xaf"), "invalid token"),
    (as_xml(FULL).encode().replace(b"Issue", b"\xed\xa0\x80"), "invalid token"),
    (as_xml(FULL).encode().replace(b"Issue", b"\xe9"), "invalid token"),
    (SEEN.encode("utf-16"), "encoding specified in XML declaration is incorrect"),
    (SEEN.replace("UTF-8", "UTF-16").encode(), "encoding specified in XML declaration is incorrect"),
    (SEEN.replace("UTF-8", "windows-1252").encode(), "the encoding 'windows-1252' is not read"),
    (SEEN.replace("UTF-8", "utf-7").encode(), "the encoding 'utf-7' is not read"),
    (SEEN.replace("UTF-8", "x" * 900).encode(), "is not read"),
    (b"<!DOCTYPE activity>" + SEEN.partition("?>")[2].encode(), "a DOCTYPE"),
    (b'<!DOCTYPE a [<!ENTITY a "x">]><a>&a;</a>', "a DOCTYPE"),
    (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a/>', "a DOCTYPE"),
    (b'<a xmlns:b="c" b:d="1" b:d="2"/>', "duplicate attribute"),
    (b"<a:b/>", "unbound prefix"),
    (b"<a>" * 40 + b"</a>" * 40, "nested deeper than 32 levels"),
    (b"<a>" * 100_000, "nested deeper than 32 levels"),
    (b"<a>" + b"<b/>" * 100_001 + b"</a>", "more than 100000 elements"),
    (b"<a>" + b"<b/>" * 10 + b"</b>", "mismatched tag"),
    (b"<" + b"a" * 600 + b"/>", "a name is longer than 500 characters"),
    (b"<a " + b" ".join(b'b%d=""' % i for i in range(101)) + b"/>", "more than 100 attributes"),
    (b"<!--" + b" " * 70_000 + b"--><a/>", "no element within the first 65536 bytes"),
    (b"<a><!--" + b" " * 600_000 + b"--></a>", "a tag or comment is longer than 262144 bytes"),
    (b'<a b="' + b"c" * 600_000 + b'"/>', "no element within the first 65536 bytes"),
    (b'<a><b c="' + b"c" * 600_000 + b'"/></a>', "a tag or comment is longer than 262144 bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "text"), BAD, ids=range(len(BAD)))
def test_what_is_no_plain_xml_is_refused(wire: Wire, body: bytes, text: str) -> None:
    """Broken, ambiguous or hostile XML gets a code of the sandbox's own, and the reason."""
    answer = _create(wire, body)
    assert (answer.status, answer.json["code"]) == (400, "400-90001")
    assert text in answer.json["developerMessage"]


def test_a_lie_about_the_encoding_is_refused(wire: Wire) -> None:
    """Content-Type and the declaration must not contradict each other."""
    assert _create(wire, SEEN, f"{XML}; charset=utf-8").status == 201
    assert _create(wire, SEEN.partition("?>")[2].strip(), f"{XML}; charset=x").status == 201
    lie = _create(wire, SEEN, f'{XML}; charset="iso-8859-1"')
    assert (lie.status, lie.json["code"]) == (400, "400-90001")
    assert "Content-Type says iso-8859-1, the declaration utf-8" in lie.text
    assert _create(wire, SEEN, f"{XML}; charset").status == 201


@pytest.mark.parametrize("name", ["userName", "username"])
def test_login_speaks_xml(sandbox: Any, name: str) -> None:
    """Both spellings log in, and errors come in the legacy family in the accepted format."""
    head = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><login xmlns="{PLATFORM}">'
    body = f"{head}<{name}>demo</{name}><password>demo</password></login>"
    wire = Wire(sandbox.url)
    sent = {"Content-Type": XML, "Accept": XML}
    answer = wire.ask("POST", LOGIN, body.encode(), sent)
    assert (answer.status, answer.body) == (204, b"")
    session = answer.headers["X-egain-session"]
    assert wire.ask("DELETE", LOGOUT, None, {"X-egain-session": session}).status == 204
    wrong = body.replace("<password>demo", "<password>Demo").encode()
    assert wire.ask("POST", LOGIN, wrong, sent).text.startswith(
        f'<Error xmlns="{PLATFORM}"><message>'
    )
    assert list(wire.ask("POST", LOGIN, wrong, sent | {"Accept": JSON}).json) == ["message"]


NO_LOGIN = [
    ("<userName>demo</userName><userName>demo</userName><password>demo</password>", "given more than once"),
    ("<userName>demo</userName><username>demo</username><password>demo</password>", "nothing else"),
    ("<userName>demo</userName>", "are required"),
    ("<userName>demo</userName><password/>", "are required"),
    ("<userName>demo</userName><password><a/></password>", "as strings"),
    ("<userName>demo</userName><password>demo</password><x/>", "nothing else"),
    (f'<userName>demo</userName><password xmlns="{COMMON}">demo</password>', "platform, not in"),
]  # fmt: skip


@pytest.mark.parametrize(("inner", "text"), NO_LOGIN)
def test_a_bad_login_in_xml_is_refused(sandbox: Any, inner: str, text: str) -> None:
    """400 in the legacy family, as for JSON."""
    body = f'<login xmlns="{PLATFORM}">{inner}</login>'.encode()
    answer = Wire(sandbox.url).ask("POST", LOGIN, body, {"Content-Type": XML})
    assert answer.status == 400
    assert text in answer.json["message"]
