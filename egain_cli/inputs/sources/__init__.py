"""The sources of saved messages: what a path, a mailbox or an archive holds, one at a time."""
