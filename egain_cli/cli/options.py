"""Owns the options that verbs share, in groups, and how a group stands in a verb's signature."""

import functools
import inspect
from collections.abc import Callable
from typing import Annotated, Any, NamedTuple

import typer

_CONNECTION, _TARGET, _OUTPUT = "Connection", "Where it goes", "Output"
_ADDRESSES, _EXTRAS = "The message", "eGain's own attributes"


def option(*names: str, help: str, panel: str, **more: Any) -> Any:  # noqa: A002
    """An option of a group, below its heading in the help, without its default."""
    return typer.Option(*names, help=help, rich_help_panel=panel, show_default=False, **more)


_at = functools.partial(option, panel=_CONNECTION)

Text = str | None
Truth = bool | None
Texts = list[str] | None


# A group is a tuple with names, which costs a third of a dataclass (0.3 ms) at every start.
class Server(NamedTuple):
    """How the server is reached. Every field is a setting of the same name."""

    url: Annotated[Text, _at("--url", help="The server, with or without /system.")] = None
    profile: Annotated[Text, _at("--profile", help="The profile to use.")] = None
    api_version: Annotated[Text, _at("--api-version", help="The version in the path: v12.")] = None
    context_root: Annotated[
        Text, _at("--context-root", help="The path before /ws: system; / is none.")
    ] = None
    language: Annotated[
        Text, _at("--language", help="Of the server's messages, such as en-US.")
    ] = None
    dialect: Annotated[
        Texts, _at("--dialect", help="KEY=VALUE, where a server differs. Repeatable.")
    ] = None
    timeout: Annotated[Text, _at("--timeout", help="Seconds without progress.")] = None
    connect_timeout: Annotated[Text, _at("--connect-timeout", help="Seconds to connect.")] = None
    total_timeout: Annotated[
        Text, _at("--total-timeout", help="Seconds for a whole call; 0 is no limit.")
    ] = None
    proxy: Annotated[Text, _at("--proxy", help="The proxy's URL, or none.")] = None
    ca_file: Annotated[Text, _at("--ca-file", help="Certificates to trust, in PEM.")] = None
    client_cert: Annotated[
        Text, _at("--client-cert", help="The client's own certificate, in PEM.")
    ] = None
    client_key: Annotated[Text, _at("--client-key", help="Its key, if in another file.")] = None
    insecure: Annotated[Truth, _at("--insecure", help="Trust any certificate.")] = None
    token_file: Annotated[
        Text, _at("--token-file", help="A bearer token for a gateway, instead of a session.")
    ] = None
    force_login: Annotated[
        Truth, _at("--force-login", help="End the oldest of five sessions for a new one.")
    ] = None


class Output(NamedTuple):
    """What is shown, and whether a person may be asked."""

    json: Annotated[Truth, option("--json", help="JSON lines on stdout.", panel=_OUTPUT)] = None
    quiet: Annotated[Truth, option("--quiet", help="No results.", panel=_OUTPUT)] = None
    verbose: Annotated[
        Truth, option("--verbose", help="Say more; show tracebacks.", panel=_OUTPUT)
    ] = None
    no_input: Annotated[Truth, option("--no-input", help="Never ask a person.", panel=_OUTPUT)] = (
        None
    )


class Target(NamedTuple):
    """Where an email goes in eGain. Every field but `yes` is a setting of the same name."""

    department: Annotated[Text, option("--department", help="The department.", panel=_TARGET)] = (
        None
    )
    receiver: Annotated[
        Text, option("--receiver", help="The active alias that gets it.", panel=_TARGET)
    ] = None
    format: Annotated[
        Text,
        option("--format", help="On the wire: json (the default), xml, multipart.", panel=_TARGET),
    ] = None
    yes: Annotated[
        bool, option("--yes", help="Take every question as answered yes.", panel=_OUTPUT)
    ] = False


class Mode(NamedTuple):
    """Whether it is sent at all, and looked at afterwards; `verify` and `max_size` are settings."""

    strict: Annotated[
        bool, option("--strict", help="Keep back what has a warning.", panel=_OUTPUT)
    ] = False
    dry_run: Annotated[
        bool, option("--dry-run", help="Check and show the payload, send nothing.", panel=_OUTPUT)
    ] = False
    curl: Annotated[
        bool, option("--curl", help="Print the curl command, send nothing.", panel=_OUTPUT)
    ] = False
    verify: Annotated[
        Truth,
        option("--verify/--no-verify", help="Read it back and compare it.", panel=_OUTPUT),
    ] = None
    max_size: Annotated[
        Text,
        option("--max-size", help="Keep back larger requests: bytes, 500k, 25M.", panel=_OUTPUT),
    ] = None


class Envelope(NamedTuple):
    """The header fields of an email."""

    from_: Annotated[Text, option("--from", help="The customer's address.", panel=_ADDRESSES)] = (
        None
    )
    to: Annotated[Texts, option("--to", help="Repeatable.", panel=_ADDRESSES)] = None
    cc: Annotated[Texts, option("--cc", help="Repeatable.", panel=_ADDRESSES)] = None
    reply_to: Annotated[Text, option("--reply-to", help="Where replies go.", panel=_ADDRESSES)] = (
        None
    )
    subject: Annotated[
        Text, option("--subject", help="At most 255 characters.", panel=_ADDRESSES)
    ] = None


class Extras(NamedTuple):
    """What eGain knows about an email beyond the message."""

    case: Annotated[Text, option("--case", help="An existing case's id.", panel=_EXTRAS)] = None
    secure: Annotated[
        Truth, option("--secure/--no-secure", help="A secure activity.", panel=_EXTRAS)
    ] = None
    attr: Annotated[
        Texts,
        option("--attr", help="A custom attribute, NAME=VALUE. Repeatable.", panel=_EXTRAS),
    ] = None


class Reading(NamedTuple):
    """What is made of a saved message beyond what it says."""

    attach_original: Annotated[
        bool,
        option("--attach-original", help="Attach the message as it was saved.", panel=_ADDRESSES),
    ] = False
    extract_uuencode: Annotated[
        bool,
        option("--extract-uuencode", help="Attach files written into a text.", panel=_ADDRESSES),
    ] = False
    extract_tnef: Annotated[
        bool,
        option("--extract-tnef", help="Attach what a winmail.dat wraps.", panel=_ADDRESSES),
    ] = False


def grouped(verb: Callable[..., Any]) -> Callable[..., Any]:
    """A verb whose parameters that are groups stand in its signature field by field.

    Typer sees one option a field; the verb gets each group as one value. Annotations are taken as
    they are (to resolve them costs 2 ms at every start): a verb's module must not postpone them.
    """
    groups: dict[str, Any] = {}
    parameters: list[inspect.Parameter] = []
    for name, parameter in inspect.signature(verb).parameters.items():
        kind = parameter.annotation
        if hasattr(kind, "_fields"):
            groups[name] = kind
            parameters += inspect.signature(kind).parameters.values()
        else:
            parameters.append(parameter)

    @functools.wraps(verb)
    def call(**given: Any) -> Any:
        for name, kind in groups.items():
            given[name] = kind(*[given.pop(field) for field in kind.__annotations__])
        return verb(**given)

    signature = inspect.Signature(_keywords(parameters))
    call.__signature__ = signature  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in parameters}
    return call


def values(*groups: Any) -> dict[str, Any]:
    """The fields of some groups as one mapping; `from_` is `from`."""
    names = {name: group for group in groups for name in type(group).__annotations__}
    return {name.rstrip("_"): getattr(group, name) for name, group in names.items()}


def _keywords(parameters: list[inspect.Parameter]) -> list[inspect.Parameter]:
    return [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parameters]
