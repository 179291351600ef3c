"""Owns the XML of an activity: the vendor's Example 1, and any document; knows no answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from tests.conformance.reading import NAMESPACES
from tests.conformance.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conformance.documents import Document

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KINDS = {
    "": "interaction/activity",
    "ns2": "platform",
    "ns3": "common",
    "ns4": "interaction/attachment",
    "ns5": "interaction/customer",
    "ns6": "interaction/contactperson",
}
# Which prefix an element takes, by the start of its path; the longest start wins. The first three
# are those of Example 1, the custom attributes' those of another example, the others are inferred.
PREFIXES: Mapping[str, str] = {
    "department.": "ns2",
    "type.subtype.": "ns3",
    "payload.email.contents.content.": "ns3",
    "customAttributes.": "ns3",
    "attachments.": "ns4",
    "customer.": "ns5",
    "customer.department.": "ns2",
    "customer.contactPersons.": "ns6",
}
# Members that are attributes of their element, as in Example 1.
_ATTRIBUTES = {"case.id", "payload.email.date.date"}

# The structure of "Create secure email for an existing case with required elements": its elements
# in their order, its four namespaces under the same prefixes, HTML in CDATA. Values are ours.
EXAMPLE_1 = f"""{DECLARATION}\
<activity xmlns="{NAMESPACES}/interaction/activity"
    xmlns:ns2="{NAMESPACES}/platform"
    xmlns:ns3="{NAMESPACES}/common"
    xmlns:ns4="{NAMESPACES}/interaction/attachment">
  <department>
    <ns2:name>{escape(SETTINGS.department)}</ns2:name>
  </department>
  <type>
    <value>email</value>
    <subtype>
      <ns3:value>general</ns3:value>
    </subtype>
  </type>
  <case id={quoteattr(SETTINGS.case)}/>
  <isSecure>{"true" if SETTINGS.secure else "false"}</isSecure>
  <subject>Issue with mobile phone</subject>
  <payload>
    <email>
      <date date="2015-12-26T19:00:00.000Z"/>
      <contents>
        <content>
          <ns3:type>html</ns3:type>
          <ns3:value><![CDATA[<p>The screen stays <b>dark</b> &amp; cold.</p>]]></ns3:value>
        </content>
      </contents>
      <emailAddresses>
        <from>{escape(SETTINGS.sender)}</from>
        <receiver>{escape(SETTINGS.receiver)}</receiver>
      </emailAddresses>
    </email>
  </payload>
</activity>
"""


def as_xml(document: Document, prefixes: Mapping[str, str] = PREFIXES) -> bytes:
    """The document as an XML body, in the order of its members."""
    spaces = "".join(
        f" xmlns{prefix and ':'}{prefix}={quoteattr(f'{NAMESPACES}/{kind}')}"
        for prefix, kind in _KINDS.items()
    )
    inner = "".join(_element(name, document[name], name, prefixes) for name in document)
    return f"{DECLARATION}<activity{spaces}>{inner}</activity>".encode()


def _element(name: str, value: Any, path: str, prefixes: Mapping[str, str]) -> str:
    if isinstance(value, list):
        return "".join(_element(name, item, path, prefixes) for item in value)
    starts = [start for start in prefixes if path.startswith(start)]
    prefix = prefixes[max(starts, key=len)] if starts else ""
    tag = f"{prefix}:{name}" if prefix else name
    if not isinstance(value, dict):
        return f"<{tag}>{escape(str(value))}</{tag}>"
    attributes, inner = "", ""
    for member, below in value.items():
        if f"{path}.{member}" in _ATTRIBUTES:
            attributes += f" {member}={quoteattr(str(below))}"
        else:
            inner += _element(member, below, f"{path}.{member}", prefixes)
    return f"<{tag}{attributes}>{inner}</{tag}>"
