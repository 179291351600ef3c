"""The way of a run: messages in, outcomes out; each followed by a thread or a process."""
