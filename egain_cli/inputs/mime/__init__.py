"""From the bytes of a message (RFC 5322, MIME) to an activity."""
