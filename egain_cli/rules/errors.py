"""Owns the rules whose break keeps an email from being sent (L001 to L099), in words."""

_NOT_SENT = "It is not sent: the server would refuse it."
# The id, then the name, what it means, and what is done about it.
ERRORS = {
    "L001": (
        "required-missing",
        "An attribute that the API requires has no value.",
        "It is not sent; the hint names the flag, the key or the setting that gives it.",
    ),
    "L002": (
        "nothing-to-say",
        "There is neither a subject nor a text, HTML or attachment; the API wants one of them.",
        _NOT_SENT,
    ),
    "L003": (
        "several-addresses",
        "Several addresses stand where the API takes one.",
        "It is not sent; which of them is meant is not guessed.",
    ),
    "L004": (
        "bad-address",
        "An address breaks the vendor's rule: one @, a dot after it, no blanks and no brackets.",
        _NOT_SENT,
    ),
    "L005": (
        "bad-date",
        "A date cannot be understood, or is outside the calendar.",
        "It is not sent; no other date is put in its place.",
    ),
    "L006": (
        "bad-boolean",
        "A yes-or-no value is neither.",
        "It is not sent.",
    ),
    "L007": (
        "bad-case-id",
        "A case is not named by a number.",
        _NOT_SENT,
    ),
    "L008": (
        "not-unicode",
        "A text holds half a character (a surrogate), which no format can carry.",
        "It is not sent.",
    ),
    "L009": (
        "unreadable",
        "An input is missing, cannot be read, or is not what it should be.",
        "It is not sent; the rest of the run goes on.",
    ),
    "L010": (
        "empty-value",
        "A value is given, and empty: as an unset variable in a script makes it.",
        "It is not sent; left out in silence it could mean something else.",
    ),
    "L011": (
        "not-in-xml",
        "With `--format xml`: what names somebody or something holds what XML cannot carry.",
        "It is not sent in this format: without the character it would name another.",
    ),
    "L012": (
        "subject-too-long",
        "The subject has more than 255 characters.",
        "It is not sent by send-email; of a saved message it is shortened instead (L107).",
    ),
    "L013": (
        "file-name-too-long",
        "The name of an attachment has more than 255 characters.",
        _NOT_SENT,
    ),
    "L014": (
        "content-type-too-long",
        "The content type of an attachment has more than 255 characters.",
        _NOT_SENT,
    ),
    "L015": (
        "content-id-missing",
        "An inline attachment has no Content-ID for the HTML to refer to.",
        _NOT_SENT,
    ),
    "L016": (
        "content-id-shared",
        "Two inline attachments have the same Content-ID.",
        "It is not sent: which of the two the HTML would show is not known.",
    ),
    "L017": (
        "not-in-a-header",
        "With `--format multipart`: a name, type or Content-ID holds what no header can carry.",
        "It is not sent in this format; as JSON it can be.",
    ),
    "L025": (
        "over-max-size",
        "The request, after base64 and escaping, is larger than `--max-size`.",
        "It is not sent.",
    ),
}
