"""Owns which characters are never written as themselves, and why; knows no format's escapes."""

from __future__ import annotations

import re

# What a terminal obeys, or shows as nothing or in another order: control characters that JSON and
# XML let stand, and marks of direction. Payloads are shown (--dry-run, --curl), and what is shown
# is what is sent.
UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

# What XML 1.0 cannot carry, not even as a reference (production 2, "Char"): most control
# characters, halves of surrogate pairs, and two that are no characters.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
