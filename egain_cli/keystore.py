"""Owns the talk with the system's keyring, which may hang or ask; knows not what it keeps."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

SERVICE = "egain-cli"
PATIENCE = 2.0  # seconds; a keyring that needs longer is asking somebody something

# In a process of its own, so that one that hangs can be ended, and without a terminal to ask at.
# The secret travels through the pipes: arguments are there for everybody to see. With -P, a
# keyring.py that lies in the current folder is not taken for the real one.
_SCRIPT = """
import sys, keyring
action, service, account = sys.argv[1:]
if action == "get":
    sys.stdout.write(keyring.get_password(service, account) or "")
elif action == "set":
    secret = sys.stdin.read()
    keyring.set_password(service, account, secret)
    # The null backend, by which people switch keyrings off, takes everything and keeps nothing.
    sys.exit(keyring.get_password(service, account) != secret)
else:
    keyring.delete_password(service, account)
"""


def read(account: str) -> str | None:
    """The secret kept for an account; None without one, without a keyring, or in two seconds."""
    return _run("get", account) or None


def write(account: str, secret: str) -> bool:
    """Keep a secret; False where there is no keyring or it did not answer in two seconds."""
    return _run("set", account, secret) is not None


def erase(account: str) -> None:
    """Forget the secret of an account, if the keyring lets us."""
    _run("delete", account)


def _run(action: str, account: str, secret: str = "") -> str | None:
    if not find_spec("keyring"):
        return None
    command = [sys.executable, "-P", "-c", _SCRIPT, action, SERVICE, account]
    try:
        done = subprocess.run(  # noqa: S603 - the program is this interpreter
            command, input=secret, capture_output=True, text=True, encoding="utf-8",
            timeout=PATIENCE, start_new_session=True, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
