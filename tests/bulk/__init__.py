"""Runs over many messages, from the command line: what they do, and what survives them."""
