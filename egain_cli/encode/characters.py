"""Owns which characters are never written as themselves, in any format, and why."""

from __future__ import annotations

import re

# What a terminal obeys, or shows as nothing or in another order: control characters that JSON and
# XML let stand, and marks of direction. Payloads are shown (--dry-run, --curl), and what is shown
# is what is sent.
UNSAFE = re.compile("[\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
