"""Owns which secret may go to which server; reads it from where the settings say, sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli.client.session import Credentials
from egain_cli.config.secret_files import read_password
from egain_cli.config.values import Layer
from egain_cli.errors import RefusedError
from egain_cli.route import profile_base

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings
    from egain_cli.endpoint import Endpoint
    from egain_cli.session import SessionStore


def find_credentials(settings: Settings, endpoint: Endpoint) -> Credentials | None:
    """The user name and password that the settings give for this endpoint, if they give both."""
    username, password = settings.text("username"), settings.text("password")
    file = settings.text("password_file")
    if file and settings.layer("password_file") is Layer.PROFILE:
        # It was written down for the profile's own server, and is for no other.
        file = file if profile_base(settings) == endpoint.base else None
    if file and (not password or settings.outranks("password_file", "password")):
        password = read_password(file)
    return Credentials(username, password) if username and password else None


def find_token_file(settings: Settings, endpoint: Endpoint) -> str | None:
    """The file of the token for this endpoint, unless a session was given that outranks it."""
    file = settings.text("token_file")
    if settings.layer("token_file") is Layer.PROFILE and profile_base(settings) != endpoint.base:
        return None  # as a profile's password, it is for the profile's own server
    if settings.text("session") and settings.outranks("session", "token_file"):
        return None
    return file


def no_credentials(_settings: Settings, _endpoint: Endpoint) -> None:
    """For what needs no password: then none is read, and none can go astray."""


def require_trust(settings: Settings, endpoint: Endpoint, store: SessionStore) -> None:
    """Raise RefusedError unless a person named this URL: a file in the folder is nobody's word."""
    if settings.layer("url") is not Layer.PROJECT:
        return
    if profile_base(settings) == endpoint.base or store.knows(endpoint.base):
        return
    where = settings.values["url"].where
    hint = f"If it is right, say so: --url {endpoint.base}, or EGAIN_URL."
    raise RefusedError(f"{where} asks to send your session or password to {endpoint.base}", hint)
