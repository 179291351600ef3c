"""Owns the rules about what was done because it is promised (L201 to L299), in words."""

# The id, then the name, what it means, and what is done about it.
NOTES = {
    "L201": (
        "reference-rewritten",
        "The HTML refers to an attachment by its path or its name.",
        "The reference becomes `cid:` and the attachment's Content-ID.",
    ),
    "L202": (
        "image-attached",
        "The HTML shows an image that lies beside it.",
        "The image is attached.",
    ),
}
