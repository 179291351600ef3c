"""Owns the shape of the customer element; knows not how it is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from egain_cli.encode.document import Document

_PERSON = "contactPersons.contactPerson[]"
# The members of the customer element by their names in YAML, each with its path in JSON; there is
# one contact person. Source: "Create individual customer"; gender is an element of its own there.
MEMBERS = {
    "level": "level",
    "role": "role",
    "pin": "pin",
    "how_referred": "howReferred",
    "industry": "industry",
    "market_segment": "marketSegment",
    "salutation": f"{_PERSON}.salutation",
    "first_name": f"{_PERSON}.firstName",
    "middle_name": f"{_PERSON}.middleName",
    "last_name": f"{_PERSON}.lastName",
    "job_title": f"{_PERSON}.jobTitle",
    "gender": f"{_PERSON}.gender.value",
}


def to_customer(given: Mapping[str, str]) -> Document:
    """The customer element for what was given, named as in YAML (`first_name` …)."""
    customer: Document = {"type": {"value": "individual"}}
    person: Document = {}
    for name, path in MEMBERS.items():
        if name in given:
            *_, member = path.removesuffix(".value").split(".")
            owner = person if path.startswith(_PERSON) else customer
            owner[member] = {"value": given[name]} if path.endswith(".value") else given[name]
    if person:
        customer["contactPersons"] = {"contactPerson": [person]}
    return customer
