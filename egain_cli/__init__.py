"""Inject inbound emails into eGain and Cisco ECE; this file knows only the version."""

__version__ = "0.1.0"
