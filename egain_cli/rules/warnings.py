"""Owns the rules about what was changed or is doubted (L101 to L199), in words."""

_AS_IS = "It is sent as it is."
# The id, then the name, what it means, and what is done about it.
WARNINGS = {
    "L101": (
        "cid-without-attachment",
        "The HTML refers to a Content-ID that no attachment has.",
        "The HTML stays as it is, and shows a gap there.",
    ),
    "L102": (
        "inline-not-referred-to",
        "An image is meant to be shown in the HTML, which does not refer to it.",
        "It travels along: from a saved message as an ordinary attachment, with `--inline` inline.",
    ),
    "L103": (
        "file-not-attached",
        "The HTML refers to a file by a path that leads to nothing that is attached.",
        "The HTML stays as it is, and shows a gap there.",
    ),
    "L104": (
        "date-replaced",
        "The message has no Date that can be read whole, or one in a zone that is not sure.",
        "The date is taken from where the message says; `--date` sets another.",
    ),
    "L105": (
        "charset-replaced",
        "A text or a name is not in the charset that it says it is in, or says none.",
        "It is read in another charset, which the message names.",
    ),
    "L106": (
        "encoding-damaged",
        "The base64 or quoted-printable of a part is damaged.",
        "What can be decoded is sent.",
    ),
    "L107": (
        "subject-shortened",
        "The subject of a saved message has more than 255 characters.",
        "Its first 255 characters are sent.",
    ),
    "L108": (
        "address-left-out",
        "A recipient in To, Cc or Reply-To has no address that the API takes, or is one too many.",
        "It is left out; the others are sent.",
    ),
    "L109": (
        "sender-chosen",
        "From names no usable address, or several.",
        "The first usable one is the sender, else that of Sender, Reply-To or Return-Path.",
    ),
    "L110": (
        "name-made",
        "A part of the message has no file name.",
        "A name is made from its position and its type.",
    ),
    "L111": (
        "name-changed",
        "A file name has characters that it cannot have, or that turn the direction of others.",
        "Each of them becomes `_`.",
    ),
    "L112": (
        "header-damaged",
        "Lines of the header block are no header fields.",
        "They are left out, fields behind them are read; without a blank line they are the text.",
    ),
    "L113": (
        "no-location",
        "The server accepted an email without saying where the activity is.",
        "It counts as accepted; its id is not known.",
    ),
    "L114": (
        "attachment-empty",
        "An attachment has no content; the server may refuse it.",
        _AS_IS,
    ),
    "L115": (
        "characters-left-out",
        "With `--format xml`: a text has control characters, which XML cannot carry.",
        "They are left out; as JSON they travel.",
    ),
    "L116": (
        "read-in-two-ways",
        "With `--format multipart`: a name or Content-ID that servers may read in different ways.",
        "It is sent as browsers write it; as JSON there is no doubt.",
    ),
    "L117": (
        "attribute-doubted",
        "A custom attribute is beyond the limits of the newer API.",
        _AS_IS,
    ),
    "L118": (
        "multipart-without-parts",
        "A part is said to hold others, and none begins in it: its boundary is missing or wrong.",
        "Where the message has no other text it becomes the text, else it is left out.",
    ),
    "L119": (
        "tnef-passed-on",
        "The message holds a winmail.dat (TNEF), in which Outlook wraps attachments.",
        "It is attached whole; `--extract-tnef` unpacks all but a damaged one, and messages in it.",
    ),
    "L120": (
        "nested-too-deep",
        "Parts lie within parts, deeper than any mail program writes.",
        "What lies deeper than 60 levels is attached whole.",
    ),
    "L121": (
        "header-too-large",
        "A header block has more than 10,000 fields, a field of 8 MB or 10,000 addresses.",
        "What is beyond that is left out.",
    ),
    "L122": (
        "charset-doubted",
        "A text can be read in the charset it is labelled with, and looks like another.",
        "It is read as labelled.",
    ),
    "L123": (
        "field-repeated",
        "A header field that stands once stands several times, with different values.",
        "The first is taken; of several Date fields, the first that can be read.",
    ),
    "L124": (
        "type-broken",
        "The Content-Type of a part names no media type.",
        "With a file name the part is an attachment, else it is plain text.",
    ),
    "L125": (
        "uuencode-in-text",
        "A file is written into the text, as was done before MIME (uuencode).",
        "It stays in the text; `--extract-uuencode` makes it an attachment.",
    ),
    "L126": (
        "content-id-shared-in-message",
        "Several parts have the Content-ID that the HTML refers to.",
        "The first of them is shown, the others are ordinary attachments.",
    ),
    "L130": (
        "large-email",
        "Text and attachments are more than 25 MB; the server's own limit is not published.",
        "It is sent as it is; with `--max-size` what is larger than that is not sent.",
    ),
    "L131": (
        "read-back-differs",
        "With `--verify`: what the server has is not what was sent.",
        "The activity exists; the exit code is 1.",
    ),
    "L132": (
        "not-read-back",
        "With `--verify`: the activity could not be read back.",
        "It counts as accepted.",
    ),
    "L133": (
        "not-compared",
        "With `--verify`: the server did not show some of what was sent.",
        "It counts as accepted; what was shown is as it was sent.",
    ),
    "L134": (
        "automatic-message",
        "A program wrote the message: an out-of-office reply, a delivery report, a bulk mailing.",
        "It is sent as it is; an automatic answer to it may go round in circles.",
    ),
    "L135": (
        "mail-loop",
        "The message comes from the address it goes to, or has been there before.",
        "It is sent as it is; an automatic answer to it may go round in circles.",
    ),
    "L136": (
        "mailbox-in-message",
        "Inside the text stands what begins a message in a mailbox: a `From ` line and headers.",
        "It is sent as one message; a mailbox is split when its file is not named .eml.",
    ),
    "L137": (
        "split-suspected",
        "A message of a mailbox has no From, Date or Message-ID, or no blank line before it.",
        _AS_IS,
    ),
    "L139": (
        "date-odd",
        "The date lies in the future, before there was email, or after the message was received.",
        _AS_IS,
    ),
    "L140": (
        "type-disagrees",
        "What an attachment holds is of another type than the message says.",
        "The type that the message says is sent.",
    ),
    "L141": (
        "sent-twice",
        "The same message stands twice among what was named.",
        "A file that is named twice is sent once; two files that hold the same are both sent.",
    ),
    "L142": (
        "type-often-blocked",
        "An attachment is a program by its name, which servers often block, and the email with it.",
        _AS_IS,
    ),
    "L143": (
        "saved-in-part",
        "Apple Mail saved the message without its attachments (.partial.emlx).",
        "What is there is sent.",
    ),
}
