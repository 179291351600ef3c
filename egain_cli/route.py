"""Owns what the settings say of the way to a server; knows no session and sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from egain_cli import places
from egain_cli.client.deadline import Patience
from egain_cli.client.way import Certificate, Trust, Way
from egain_cli.config.files import read_layer
from egain_cli.config.values import Layer
from egain_cli.dialect import Dialect, parse_dialect
from egain_cli.endpoint import Endpoint, parse_endpoint
from egain_cli.errors import UsageError

if TYPE_CHECKING:
    from egain_cli.config.layers import Settings


def find_endpoint(settings: Settings) -> Endpoint:
    """The endpoint that the settings name; UsageError without a URL."""
    url = settings.text("url")
    if not url:
        hint = "Use --url, EGAIN_URL, `egain config set url URL`, or try `egain demo`."
        raise UsageError("no server: there is no URL", hint)
    return parse_endpoint(url, str(settings.text("api_version")), _context_root(settings))


def profile_base(settings: Settings) -> str | None:
    """The base of the server that the profile alone names, if it names one."""
    if not settings.profile_url:
        return None
    return parse_endpoint(settings.profile_url, context_root=_context_root(settings)).base


def production_mark(settings: Settings, endpoint: Endpoint) -> str | None:
    """Where somebody says that this server is production; None where nobody does.

    Any profile that names the server counts, and the chosen one whatever server it is used for:
    a stronger layer can say that something is production, and not that it is none.
    """
    if settings.truth("production"):
        return settings.values["production"].where
    for path in sorted(places.config_dir(settings.environ).glob("*.yaml")):
        profile = read_layer(path, Layer.PROFILE)
        marked, url = profile.get("production"), profile.get("url")
        if not marked or not marked.value:
            continue
        root = profile["context_root"].value if "context_root" in profile else "system"
        named = parse_endpoint(str(url.value), context_root=str(root)).base if url else None
        if path.stem == settings.text("profile") or named == endpoint.base:
            return marked.where
    return None


def find_dialect(settings: Settings) -> Dialect:
    """What the settings choose where public facts leave a question open."""
    return parse_dialect(",".join(settings.texts("dialect")))


def find_trust(settings: Settings) -> Trust:
    """Whom the settings trust, and the certificate that they show.

    Of `ca_file` and `insecure` the stronger layer counts; UsageError where one layer says both,
    and for a key without a certificate.
    """
    ca_file, insecure = settings.text("ca_file"), settings.truth("insecure")
    if ca_file and insecure:
        if settings.layer("ca_file") is settings.layer("insecure"):
            hint = "Leave --insecure out: with the file the server can be checked."
            raise UsageError("--ca-file and --insecure contradict each other", hint)
        insecure = settings.outranks("insecure", "ca_file")
    certificate, key = settings.text("client_cert"), settings.text("client_key")
    if key and not certificate:
        raise UsageError("--client-key without --client-cert", "Name the certificate as well.")
    password = settings.text("client_key_password")
    own = Certificate(certificate, key, password) if certificate else None
    return Trust(None if insecure else ca_file, insecure, own)


def find_way(settings: Settings) -> Way:
    """How the settings say that a server is reached."""
    progress, connect = settings.number("timeout"), settings.number("connect_timeout")
    if settings.layer("connect_timeout") is Layer.DEFAULT:
        connect = min(connect, progress)
    patience = Patience(progress, connect, settings.number("total_timeout"))
    proxy = settings.proxy
    address, login = (proxy.address, proxy.login) if proxy else (None, ("", ""))
    return Way(find_trust(settings), patience, address, login)


def _context_root(settings: Settings) -> str:
    return str(settings.text("context_root"))
