"""The local emulator of eGain; shares no knowledge of the wire with the client that it tests."""
