"""The conversation with eGain: log in, create, read back, log out."""
