"""Owns the shape of the customer element; knows not how it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.encode.document import Document

# The members of the customer element that stand beside its one contact person, and those in it.
# Source: "Create individual customer"; gender is an element of its own there.
_MEMBERS = {
    "level": "level",
    "role": "role",
    "pin": "pin",
    "how_referred": "howReferred",
    "industry": "industry",
    "market_segment": "marketSegment",
}
_PERSON_MEMBERS = {
    "salutation": "salutation",
    "first_name": "firstName",
    "middle_name": "middleName",
    "last_name": "lastName",
    "job_title": "jobTitle",
}


def to_customer(given: Mapping[str, str]) -> Document:
    """The customer element for what was given, named as in YAML (`first_name` …)."""
    person: Document = {
        member: given[name] for name, member in _PERSON_MEMBERS.items() if name in given
    }
    if "gender" in given:
        person["gender"] = {"value": given["gender"]}
    customer: Document = {"type": {"value": "individual"}}
    customer |= {member: given[name] for name, member in _MEMBERS.items() if name in given}
    if person:
        customer["contactPersons"] = {"contactPerson": [person]}
    return customer
