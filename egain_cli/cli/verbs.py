"""Owns the list of verbs: their one-line help, and the module to load once one is called."""

from typing import NamedTuple


# A named tuple, since every start makes the class: as a dataclass it would cost 0.3 ms.
class Verb(NamedTuple):
    """A verb: `module` below egain_cli.cli holds a function or a Typer app named `verb`."""

    module: str
    summary: str
    panel: str


_SEND, _LOOK = "Send", "Look"
_PAST = "Past runs"
_SESSION, _LOCAL = "Session and settings", "Try it without a server"

VERBS = {
    "send-email": Verb("send_email", "Send emails from flags, YAML files, or both.", _SEND),
    "send-eml": Verb("send_eml", "Send saved messages (.eml) as they are.", _SEND),
    "runs": Verb("runs", "List the runs that are recorded, and forget old ones.", _PAST),
    "report": Verb("report", "Show what a past run did, and why what failed did.", _PAST),
    "retry": Verb("retry", "Send again what of a past run surely did not arrive.", _PAST),
    "reconcile": Verb("reconcile", "List what is unknown of a past run, and settle it.", _PAST),
    "show": Verb("show", "Read activities back and show what they hold.", _LOOK),
    "lint": Verb("lint", "Say what would go wrong with emails, or be altered.", _LOOK),
    "explain": Verb("explain", "Show how one message becomes an activity, part by part.", _LOOK),
    "doctor": Verb("doctor", "Check a server and the settings, creating nothing.", _LOOK),
    "login": Verb("login", "Open a session and keep it for the profile.", _SESSION),
    "logout": Verb("logout", "End the session, on the server too.", _SESSION),
    "status": Verb("status", "Say who is logged in where, and whether it still holds.", _SESSION),
    "config": Verb("config", "Show every setting with its origin, and set a profile's.", _SESSION),
    "demo": Verb("demo", "Send the samples to a sandbox of its own and show the results.", _LOCAL),
    "sandbox": Verb("sandbox", "Run a local emulator of the eGain endpoint.", _LOCAL),
    "completions": Verb("completions", "Print a completion script for a shell.", _LOCAL),
}
