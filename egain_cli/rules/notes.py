"""Owns the rules about what was done because it is promised (L201 to L299), in words."""

# The id, then the name, what it means, and what is done about it.
NOTES = {
    "L201": (
        "reference-rewritten",
        "The HTML refers to an attachment by its path, its name or an id that is not fit for it.",
        "The reference becomes `cid:` and the attachment's Content-ID.",
    ),
    "L202": (
        "image-attached",
        "The HTML shows an image that lies beside it.",
        "The image is attached.",
    ),
    "L203": (
        "lines-joined",
        "The text is in format=flowed (RFC 3676): its lines are cut for a narrow window.",
        "The lines of a paragraph are joined, as mail programs show them.",
    ),
    "L204": (
        "calendar-as-text",
        "An invitation is all that the message says.",
        "Its title, time and place become the text; the invitation itself is attached.",
    ),
    "L205": (
        "texts-joined",
        "The message has several texts, with attachments or others between them.",
        "They are joined to one, in order.",
    ),
    "L206": (
        "uuencode-extracted",
        "With `--extract-uuencode`: a file was written into the text.",
        "It is attached, and taken out of the text.",
    ),
    "L207": (
        "tnef-unpacked",
        "With `--extract-tnef`: a winmail.dat (TNEF) could be read whole.",
        "What it wraps is attached in its place; its text or HTML counts where there is no other.",
    ),
    "L208": (
        "charset-left-out",
        "An attachment's type has a charset or another parameter; the API has no place for it.",
        "It is attached byte for byte, its type without the parameters.",
    ),
    "L209": (
        "text-around-parts",
        "A text stands before the first or behind the last part, where mail programs show none.",
        "It is left out.",
    ),
    "L210": (
        "original-attached",
        "With `--attach-original`: an agent can look at the message as it was saved.",
        "It is attached as message/rfc822, named by its subject.",
    ),
}
