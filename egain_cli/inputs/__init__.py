"""From the user's flags and files to items: what was given, as activities."""
