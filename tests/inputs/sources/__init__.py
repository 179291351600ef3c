"""Tests of where messages come from."""
