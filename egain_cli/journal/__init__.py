"""Owns the memory of what was sent, which survives a crash; knows no input, wire or person."""
