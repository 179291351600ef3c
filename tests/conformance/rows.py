"""Owns the list of what has to be covered: the page's rows and the codes; knows no case."""

from __future__ import annotations

# One entry for each row of the page "Create Incoming Email Activity" that a request can show.
ROWS = (
    "only one activity at a time",
    "authentication is required",
    "the right to create is required",
    "header: X-egain-session",
    "header: Content-Type",
    "header: Accept",
    "header: Accept-Language",
    "the body is mandatory",
    "no query parameters",
    "department.name",
    "type.value",
    "type.subtype.value",
    "payload.email.emailAddresses.from",
    "payload.email.emailAddresses.receiver",
    "payload.email.date",
    "subject or attachments or content",
    "case.id",
    "isSecure",
    "subject",
    "attachments",
    "attachments in multipart",
    "customAttributes",
    "payload.email.contents",
    "payload.email.emailAddresses.to",
    "payload.email.emailAddresses.cc",
    "payload.email.emailAddresses.replyTo",
    "customer",
    "attachment: contentType",
    "attachment: content",
    "attachment: isInline",
    "attachment: contentId",
    "attachment: fileName",
    "answer: X-egain-session",
    "answer: Content-Type",
    "answer: Location",
    "status: 201",
    "status: 400",
    "status: 401",
    "status: 403",
    "status: 406",
    *(f"example {number}" for number in range(1, 7)),
)
# "500 - Internal server error" is the row that no request may ask for.

CODES = (
    *("400-101", "400-116", "400-120", "400-124", "400-146", "400-147", "400-152", "400-194"),
    *("400-245", "400-264", "400-387", "400-10424"),
    *("401-101", "403-178", "404-100", "406-100"),
)
