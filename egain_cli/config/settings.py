"""Owns the table of settings: names, defaults, where each may be set; knows no file."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from egain_cli.config import numbers, parsers
from egain_cli.config.parsers import parse_text, parse_truth
from egain_cli.dialect import parse_format
from egain_cli.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


# A named tuple, since every start makes the class: as a dataclass it would cost 0.3 ms.
class Setting(NamedTuple):
    """One setting; `parse` raises ValueError with what the value must be, or UsageError
    whose words may be shown where the value may not.

    `project` says whether a file found in a folder may set it: nothing that decides where a
    secret goes, or whom to trust, may be set there. `profile` says the same of a profile. A `path`
    lies beside the file that names it; of `choices` a stronger layer changes only those it names.
    """

    name: str
    parse: Callable[[str], object]
    help: str
    default: object = None
    project: bool = True
    profile: bool = True
    secret: bool = False
    path: bool = False
    choices: bool = False

    @property
    def environment(self) -> str:
        """The name of its twin in the environment."""
        return f"EGAIN_{self.name.upper()}"

    def read(self, text: str, where: str) -> object:
        """The value that a text stands for; UsageError naming the place when it is no such one."""
        try:
            return self.parse(text)
        except UsageError as error:
            raise UsageError(f"{where}: {error.message}", error.hint) from None
        except ValueError as error:
            shown = "the value" if self.secret else repr(text)
            hint = f"{self.name}: {self.help}"
            raise UsageError(f"{where}: {shown} {error}", hint) from None

    def read_openly(self, text: str, where: str) -> object:
        """The value of a text that others may see, as in a list of processes or in a file.

        UsageError also for a proxy with a login: only the environment may give that.
        """
        value = self.read(text, where)
        if isinstance(value, parsers.Proxy) and any(value.login):
            words = f"{where}: the proxy's URL holds a login, which others could read there"
            raise UsageError(words, f"Put it into {self.environment}.")
        return value


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("url", parsers.parse_url, "the server, with or without /system"),
        Setting("context_root", parsers.parse_root, "the path before /ws; / is none", "system",
                project=False),
        Setting("username", parse_text, "the user who logs in"),
        Setting("password", parse_text, "only here", project=False, profile=False, secret=True),
        Setting("password_file", parse_text, "a file that holds the password", project=False,
                path=True),
        Setting("session", parsers.parse_header, "a session id", project=False, profile=False,
                secret=True),
        Setting("token_file", parse_text, "a file that holds a bearer token for a gateway",
                project=False, path=True),
        Setting("profile", parse_text, "the profile to use", "default", profile=False),
        Setting("production", parse_truth, "never probe this server", False, project=False),
        Setting("department", parse_text, "the department that gets the email"),
        Setting("receiver", parse_text, "the alias that gets the email"),
        Setting("aliases", parsers.parse_list,
                "aliases to look for in the headers of a saved message", ()),
        Setting("format", parse_format, "the format on the wire", "json"),
        Setting("dialect", parsers.parse_choices,
                "KEY=VALUE, where a server differs from what is public", (), choices=True),
        Setting("max_size", parsers.parse_size,
                "bytes that a request may have at most, such as 25M; 0 is any size"),
        Setting("marker_attribute", parse_text,
                "a custom attribute that carries each email's key, to find it by"),
        Setting("verify", parse_truth, "read each activity back and compare it", default=False),
        Setting("language", parsers.parse_language,
                "the language of the server's messages, such as en-US"),
        Setting("timeout", parsers.parse_seconds, "seconds without progress before giving up",
                30.0),
        Setting("connect_timeout", parsers.parse_seconds, "seconds to connect", 10.0),
        # Long enough for 25 MB at 10 kB a second; short enough for a server that drips for ever.
        Setting("total_timeout", parsers.parse_limit, "seconds for a whole call, 0 for no limit",
                3600.0),
        Setting("workers", numbers.parse_workers, "how many messages are sent at a time", 4),
        Setting("processes", numbers.parse_processes, "in how many processes they are sent", 1),
        Setting("rate", numbers.parse_rate, "messages a second at most; 0 is no limit"),
        Setting("retries", numbers.parse_retries,
                "how often what surely did not arrive is tried again", 4),
        Setting("journal", parse_text, "the file that remembers what was sent", project=False,
                path=True),
        Setting("api_version", parsers.parse_version, "the version in the path", "v12"),
        Setting("proxy", parsers.parse_proxy, "the proxy's URL, or none", project=False),
        Setting("ca_file", parse_text, "a file of certificates to trust", project=False, path=True),
        Setting("client_cert", parse_text, "a file with the client's certificate, in PEM",
                project=False, path=True),
        Setting("client_key", parse_text, "a file with its key, if it is not in the same one",
                project=False, path=True),
        Setting("client_key_password", parse_text, "only here", project=False, profile=False,
                secret=True),
        Setting("insecure", parse_truth, "trust any certificate", default=False, project=False),
        Setting("force_login", parse_truth, "end the oldest of five sessions", False,
                project=False),
        Setting("json", parse_truth, "JSON lines", default=False, project=False, profile=False),
        Setting("quiet", parse_truth, "no results", default=False, project=False, profile=False),
        Setting("verbose", parse_truth, "say more", default=False, project=False, profile=False),
        Setting("no_input", parse_truth, "never ask", default=False, project=False, profile=False),
    )
}  # fmt: skip
