"""From an activity to what goes on the wire: one module a format, all of them pure."""
