"""Where settings come from, which one wins, and how a profile's are set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.config.parsers import Proxy, parse_proxy
from egain_cli.config.settings import SETTINGS
from egain_cli.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Egain


def origins(egain: Egain, *more: str) -> dict[str, tuple[str, str]]:
    """Value and origin of every setting, as `egain config --json` says."""
    done = egain("config", "--json", *more)
    assert done.code == 0, done.err
    return {each["name"]: (each["value"], each["origin"]) for each in done.events}


def test_every_setting_is_shown_with_its_origin(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """Flag over environment over project file over profile over default."""
    egain("config", "set", "url", "https://profile-url")
    for name in ("department", "receiver"):
        egain("config", "set", name, f"profile-{name}")
    egain("config", "set", "language", "ja-jp")
    (place / "egain.yaml").write_text("department: d\nreceiver: r\nlanguage: sv-SE\n")
    monkeypatch.setenv("EGAIN_RECEIVER", "env")
    monkeypatch.setenv("EGAIN_LANGUAGE", "fr-CA")
    found = origins(egain, "--language", "pt-br")
    assert set(found) == set(SETTINGS)
    assert found["language"] == ("pt-BR", "--language")
    assert found["receiver"] == ("env", "EGAIN_RECEIVER")
    assert found["department"] == ("d", f"{place}/egain.yaml:1:1")
    assert found["url"][0] == "https://profile-url"
    assert found["url"][1].endswith("config/default.yaml:1:1")
    assert found["timeout"] == ("30", "default")


def test_in_a_pipe_settings_are_tab_separated_lines(egain: Egain) -> None:
    """Name, value and origin, under a header."""
    lines = [line.split("\t") for line in egain("config").out.splitlines()]
    assert lines[0] == ["setting", "value", "from"]
    assert ["api_version", "v12", "default"] in lines


def test_a_secret_is_never_shown(egain: Egain, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only that it is there, in config and in status."""
    monkeypatch.setenv("EGAIN_PASSWORD", "hunter2")
    monkeypatch.setenv("EGAIN_SESSION", "1111-2222")
    monkeypatch.setenv("EGAIN_URL", "http://127.0.0.1:1")
    for verb in (("config",), ("config", "--json"), ("status",), ("status", "--json")):
        done = egain(*verb, "--verbose")
        assert "hunter2" not in done.out + done.err
        assert "1111-2222" not in done.out + done.err
    assert origins(egain)["password"] == ("(set, not shown)", "EGAIN_PASSWORD")


def test_setting_a_profiles_value_leaves_every_other_line(egain: Egain, tmp_path: Path) -> None:
    """Comments and order stay; a list that spans lines is replaced as a whole."""
    profile = tmp_path / "config" / "work.yaml"
    profile.parent.mkdir()
    profile.write_text("# mine\naliases:\n  - a@b.c\n  - d@e.f\n# theirs\nurl: http://old\n")
    base = ("config", "--profile", "work")
    assert egain(*base, "set", "aliases", "x@y.z, u@v.w").code == 0
    assert egain(*base, "set", "department", "Kunden: Süd").code == 0
    assert egain(*base, "unset", "url").code == 0
    assert profile.read_text(encoding="utf-8") == (
        '# mine\naliases: "x@y.z, u@v.w"\n# theirs\ndepartment: "Kunden: Süd"\n'
    )
    found = origins(egain, "--profile", "work")
    assert found["aliases"][0] == "x@y.z, u@v.w"
    assert found["department"][0] == "Kunden: Süd"
    assert found["url"][0] == "-"


CHANGED = [
    ("", "url: http://new\n"),
    ("# only a note", "# only a note\nurl: http://new\n"),
    ("---\n", "---\nurl: http://new\n"),
    ("url: http://old\n", "url: http://new\n"),
    ("url:  # none yet\nreceiver: r\n", "url: http://new  # none yet\nreceiver: r\n"),
    (
        "url: http://old  # test\n\n  # receiver\n\nreceiver: r\n",
        "url: http://new  # test\n\n  # receiver\n\nreceiver: r\n",
    ),
    ("  department: d\n  receiver: r\n", "  department: d\n  receiver: r\n  url: http://new\n"),
    ("  url: http://old\n  receiver: r\n", "  url: http://new\n  receiver: r\n"),
    ("receiver: r\n...\n", "receiver: r\nurl: http://new\n...\n"),
    ("receiver: r\n---\nx: y\n", "receiver: r\nurl: http://new\n---\nx: y\n"),
    ("receiver: a\n  b\n# c\n", "receiver: a\n  b\nurl: http://new\n# c\n"),
    ("receiver: |\n  a\n\n# c", "receiver: |\n  a\nurl: http://new\n\n# c"),
    ("url: >-\n  http://old\n\n # c\nreceiver: r", "url: http://new\n\n # c\nreceiver: r"),
    ('url: "http://\\\n  old"\nreceiver: r\n', "url: http://new\nreceiver: r\n"),
    (
        "aliases:\n  - a\n  # in\n  - b\n  # after\n\nurl: http://old",
        "aliases:\n  - a\n  # in\n  - b\n  # after\n\nurl: http://new\n",
    ),
    ("receiver: r\r\n# c\r\n", "receiver: r\r\nurl: http://new\r\n# c\r\n"),
]


@pytest.mark.parametrize(("before", "after"), CHANGED)
def test_setting_a_value_changes_its_own_lines_and_no_other(
    egain: Egain, tmp_path: Path, before: str, after: str
) -> None:
    """However the profile is written, comments, blank lines, order and line ends stay."""
    profile = tmp_path / "config" / "default.yaml"
    profile.parent.mkdir()
    profile.write_bytes(before.encode())
    assert egain("config", "set", "url", "http://new").code == 0
    assert profile.read_bytes().decode() == after
    assert origins(egain)["url"][0] == "http://new"
    assert egain("config", "unset", "url").code == 0
    assert origins(egain)["url"][0] == "-"


BY_HAND = [
    "{url: 'http://old'}",
    "{url: 'http://old', receiver: r}\n",
    "{receiver: r}\n",
    "--- {url: 'http://old'}\n",
    "? url\n: http://old\n",
]


@pytest.mark.parametrize("content", BY_HAND)
def test_a_profile_that_cannot_be_changed_by_the_line_is_left_alone(
    egain: Egain, tmp_path: Path, content: str
) -> None:
    """It is refused with its name, before anything is written, and still read."""
    profile = tmp_path / "config" / "default.yaml"
    profile.parent.mkdir()
    profile.write_text(content)
    done = egain("config", "set", "url", "http://new")
    assert (done.code, f"{profile}: url cannot be changed" in done.err) == (2, True), done.err
    assert "Edit the file by hand" in done.err
    assert profile.read_text() == content
    assert egain("config").code == 0


def test_taking_out_what_another_value_repeats_is_refused(egain: Egain, tmp_path: Path) -> None:
    """An alias would be left without its anchor."""
    profile = tmp_path / "config" / "default.yaml"
    profile.parent.mkdir()
    profile.write_text("department: &x d\nreceiver: *x\n")
    assert egain("config", "unset", "department").code == 2
    assert egain("config", "unset", "receiver").code == 0
    assert profile.read_text() == "department: &x d\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_a_profile_in_another_encoding_becomes_utf_8(
    egain: Egain, tmp_path: Path, encoding: str
) -> None:
    """As editors on Windows write it."""
    profile = tmp_path / "config" / "default.yaml"
    profile.parent.mkdir()
    profile.write_bytes("# für uns\ndepartment: Süd\n".encode(encoding))
    assert egain("config", "set", "receiver", "r@s.de").code == 0
    assert profile.read_text(encoding="utf-8") == "# für uns\ndepartment: Süd\nreceiver: r@s.de\n"


@pytest.mark.parametrize(
    "value",
    [
        "@a",
        "~",
        "- x",
        "a: b",
        "#x",
        "",
        " a ",
        "😀",
        "a\x7f\x85\u2028\ufeffb",
        "a\nb\t",
        '"\\',
        "...",
    ],
)
def test_any_text_that_is_set_is_read_back(egain: Egain, value: str) -> None:
    """Quoted where YAML would read something else."""
    assert egain("config", "set", "department", "--", value).code == 0
    assert egain("config", "set", "receiver", "r").code == 0
    assert origins(egain)["department"][0] == value


SECRET_URLS = [
    "https://u:hunter2@h",
    "u:hunter2@h",
    "https://u:8/hunter2@h",
    "https://h:hunter2",
    "https://h/?x=hunter2",
    "https://u:hunter2\uff20h",
]


@pytest.mark.parametrize("url", SECRET_URLS)
def test_a_url_with_a_secret_is_refused_from_every_layer_and_never_shown(
    egain: Egain, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """The place is named where it stands, and nothing is written."""
    wrong = [(egain("config", "set", "url", url), "url: the URL")]
    assert not (tmp_path / "config").exists()
    wrong.append((egain("config", "--url", url), "--url: the URL"))
    (place / "egain.yaml").write_text(f"url: {url}\n", encoding="utf-8")
    wrong.append((egain("config"), "egain.yaml:1:1: the URL"))
    (place / "egain.yaml").unlink()
    monkeypatch.setenv("EGAIN_URL", url)
    wrong += [(egain("config", "--verbose"), "EGAIN_URL: the URL")]
    for done, words in wrong:
        assert (done.code, words in done.err) == (2, True), done.err
        assert "hunter2" not in done.out + done.err


def test_what_goes_into_a_header_is_stripped_or_refused(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line end that came along is taken off; anything else is refused, a secret not shown."""
    monkeypatch.setenv("EGAIN_LANGUAGE", " de-DE\n")
    assert origins(egain)["language"][0] == "de-DE"
    for session in ("hunter2\nX-Other: 1", "hunter 2", "hu\u2028nter2", "hünter2"):
        monkeypatch.setenv("EGAIN_SESSION", session)
        done = egain("config")
        assert (done.code, "EGAIN_SESSION: the value must be" in done.err) == (2, True)
        assert "nter" not in done.out + done.err


def test_the_profile_can_be_chosen_in_the_environment_and_in_the_project(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """So a folder can be for a test system."""
    egain("config", "--profile", "a", "set", "department", "A")
    egain("config", "--profile", "b", "set", "department", "B")
    (place / "egain.yaml").write_text("profile: a\n")
    assert origins(egain)["department"][0] == "A"
    monkeypatch.setenv("EGAIN_PROFILE", "b")
    assert origins(egain)["department"][0] == "B"


MISTAKES = [
    (("set", "urll", "x"), 2, "Did you mean 'url'?"),
    (("set", "password", "x"), 2, "cannot be kept in a profile"),
    (("set", "timeout", "soon"), 2, "must be a number of seconds"),
    (("set", "connect_timeout", "0"), 2, "must be a number of seconds above 0"),
    (("set", "total_timeout", "86401"), 2, "or 0 for no limit"),
    (("set", "total_timeout", "nan"), 2, "or 0 for no limit"),
    (("set", "context_root", "a b"), 2, "must be the path before /ws"),
    (("set", "context_root", "a/../b"), 2, "must be the path before /ws"),
    (("set", "context_root", "a/ws"), 2, "must be the path before /ws"),
    (("set", "client_key_password", "x"), 2, "cannot be kept in a profile"),
    (("set", "dialect", "colour=red"), 2, "has no choice 'colour'"),
    (("set", "format", "yaml"), 2, "must be json"),
    (("set", "insecure", "perhaps"), 2, "must be true or false"),
    (("set", "api_version", "12"), 2, "must look like v12"),
    (("set", "api_version", "v१२"), 2, "must look like v12"),
    (("set", "url"), 2, "Missing argument"),
    (("set", "language", "de DE"), 2, "must be one of en-US es-ES"),
    (("set", "language", "de-AT"), 2, "de-DE nl-NL"),
    (("set", "department", "\udcff"), 2, "department: '\\udcff' is not text"),
    (("set", "url", "host"), 2, "url: 'host' is not the URL of a server"),
    (("set", "url", "http://a..b"), 2, "'a..b' cannot be the name of a host"),
    (("--profile", "../x", "set", "department", "y"), 2, "cannot name a profile"),
    (("--profile", "con", "set", "department", "y"), 2, "keeps this name for a device"),
    (("--profile", "Com1.work", "set", "department", "y"), 2, "keeps this name for a device"),
]


@pytest.mark.parametrize(("args", "code", "words"), MISTAKES)
def test_a_wrong_setting_is_refused(
    egain: Egain, tmp_path: Path, args: tuple[str, ...], code: int, words: str
) -> None:
    """With what it must be, and nothing written."""
    done = egain("config", *args)
    assert (done.code, words in done.err) == (code, True), done.err
    assert not (tmp_path / "config" / "default.yaml").exists()


BAD_FILES = [
    ("url: [", "egain.yaml:2:1: not valid YAML"),
    ("- x", "egain.yaml:1:1: not a mapping"),
    ("\nulr: x", "egain.yaml:2:1: unknown setting 'ulr'"),
    ("url: {a: b}", "egain.yaml:1:1: url must be one value"),
    ("timeout: 0", "egain.yaml:1:1: '0' must be a number"),
    ("password: x", "egain.yaml:1:1: password cannot be set in a project file"),
    ("insecure: true", "egain.yaml:1:1: insecure cannot be set in a project file"),
    ("ca_file: ca.pem", "egain.yaml:1:1: ca_file cannot be set in a project file"),
    ("password_file: p", "egain.yaml:1:1: password_file cannot be set"),
    ("session: s", "egain.yaml:1:1: session cannot be set"),
    *(
        (f"{name}: x", f"egain.yaml:1:1: {name} cannot be set in a project file")
        for name in ("proxy", "client_cert", "client_key", "client_key_password", "token_file",
                     "context_root", "production", "force_login")
    ),
    ("dialect: {date: number}", "egain.yaml:1:1: 'date=number' date must be object or string"),
    ("dialect: date", "egain.yaml:1:1: 'date' must be KEY=VALUE"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), BAD_FILES)
def test_a_mistake_in_a_project_file_is_named_with_its_place(
    egain: Egain, place: Path, text: str, words: str
) -> None:
    """Nothing in it may decide where a secret goes, or whom to trust."""
    (place / "egain.yaml").write_text(text)
    done = egain("config")
    assert (done.code, words in done.err) == (2, True), done.err
    assert "hint:" in done.err


def test_a_project_file_above_the_folder_is_not_read(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else may write there, as in a folder for temporary files."""
    (place / "egain.yaml").write_text("department: d\n")
    (place / "below").mkdir()
    monkeypatch.chdir(place / "below")
    assert origins(egain)["department"] == ("-", "default")


def test_an_empty_value_is_no_value(
    egain: Egain, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a file and in the environment."""
    (place / "egain.yaml").write_text("department:\nreceiver: r\n")
    monkeypatch.setenv("EGAIN_RECEIVER", "")
    found = origins(egain)
    assert found["department"][1] == "default"
    assert found["receiver"][0] == "r"


def test_a_file_named_in_a_profile_lies_beside_it(egain: Egain, tmp_path: Path) -> None:
    """Wherever the command is run."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "default.yaml").write_text("ca_file: ca.pem\n")
    assert origins(egain)["ca_file"][0] == str(tmp_path / "config" / "ca.pem")


def test_a_wrong_value_in_the_environment_names_the_variable(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a wrong flag the flag."""
    monkeypatch.setenv("EGAIN_TIMEOUT", "-1")
    done = egain("config")
    assert (done.code, "EGAIN_TIMEOUT: '-1' must be" in done.err) == (2, True)
    done = egain("config", "--timeout", "x")
    assert (done.code, "--timeout: 'x' must be" in done.err) == (2, True)


def test_without_a_profile_folder_the_system_says_where_it_is(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The usual place of the platform, below a folder of the program's own."""
    monkeypatch.delenv("EGAIN_CONFIG_DIR")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "xdg"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert egain("config", "set", "department", "d").code == 0
    assert list(tmp_path.rglob("egain/default.yaml"))


def test_a_profile_that_cannot_be_written_says_so(
    egain: Egain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another way to go on."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("EGAIN_CONFIG_DIR", str(tmp_path / "file" / "below"))
    done = egain("config", "set", "department", "d")
    assert (done.code, "hint:" in done.err) in ((1, True), (2, True))


BAD_URLS = [
    ("tenant.egain.cloud", "is not the URL of a server"),
    ("ftp://host", "is not the URL of a server"),
    ("https://", "is not the URL of a server"),
    ("https://u:hunter2@host", "holds a user name or a password"),
    ("https://host:99999", "cannot be read"),
    ("https://host/?a=b", "holds more than a server's address"),
]


@pytest.mark.parametrize(("url", "words"), BAD_URLS)
def test_a_url_that_is_none_is_refused(egain: Egain, url: str, words: str) -> None:
    """With an example, and without repeating a password."""
    done = egain("status", "--url", url)
    assert (done.code, words in done.err) == (2, True), done.err
    assert "hunter2" not in done.err
    assert "hint:" in done.err


def test_choices_of_a_dialect_come_each_from_its_strongest_layer(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    """So a flag tries one other choice and leaves what the profile knows of the server."""
    egain("config", "set", "dialect", "date=string, booleans=boolean")
    (place / "egain.yaml").write_text("dialect:\n  addresses: emailAddress\n  date: object\n")
    monkeypatch.setenv("EGAIN_DIALECT", "reply-to=object")
    value, origin = origins(
        egain, "--dialect", "booleans=string", "--dialect", "login-name=username"
    )["dialect"]
    assert set(value.split(", ")) == {
        "date=object", "booleans=string", "addresses=emailAddress", "reply-to=object",
        "login-name=username",
    }  # fmt: skip
    assert origin.startswith(f"--dialect, EGAIN_DIALECT, {place}/egain.yaml:1:1, ")
    assert origins(egain, "--dialect", "date=string")["dialect"][0].count("date=") == 1


PROXIES = [
    ("http://proxy.example:3128", "http://proxy.example:3128"),
    ("proxy.example:3128/", "http://proxy.example:3128"),
    ("HTTPS://[::1]:8080", "https://[::1]:8080"),
    ("None", "none"),
]


@pytest.mark.parametrize(("text", "shown"), PROXIES)
def test_a_proxy_is_a_url_or_none(egain: Egain, text: str, shown: str) -> None:
    """With or without a scheme, by flag and in a profile."""
    assert origins(egain, "--proxy", text)["proxy"][0] == shown
    assert egain("config", "set", "proxy", text).code == 0
    assert origins(egain)["proxy"][0] == shown


SECRET_PROXIES = [
    "http://user:hunter2@proxy:1",
    "user:hunter2@proxy",
    "http://hunter2@proxy",
]
NO_PROXIES = ["socks5://u:hunter2@h", "http://h/hunter2", "http://h:hunter2", "http://h?hunter2",
              "ht tp://hunter2", "http://h#hunter2", "http://", ":8080", "http://:1"]  # fmt: skip


@pytest.mark.parametrize("proxy", [*SECRET_PROXIES, *NO_PROXIES])
def test_a_proxys_login_comes_from_the_environment_alone_and_is_never_shown(
    egain: Egain, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, proxy: str
) -> None:
    """Others can read a list of processes, and perhaps the file."""
    wrong = [egain("config", "--proxy", proxy), egain("config", "set", "proxy", proxy)]
    assert not (tmp_path / "config").exists()
    (tmp_path / "config").mkdir()
    profile = tmp_path / "config" / "default.yaml"
    profile.write_text(f"proxy: {proxy}\n")
    wrong.append(egain("config", "--verbose"))
    profile.unlink()
    monkeypatch.setenv("EGAIN_PROXY", proxy)
    if proxy in NO_PROXIES:
        wrong.append(egain("config", "--verbose"))
    else:
        done = egain("config", "--verbose", "--json")
        assert (done.code, "login not shown" in done.out, "hunter2" in done.out) == (0, True, False)
        assert "EGAIN_PROXY" in wrong[0].err
    for done in wrong:
        assert (done.code, "hunter2" in done.out + done.err) == (2, False), done.err
        assert "hint:" in done.err


def test_the_password_of_a_client_key_is_never_shown(
    egain: Egain, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only that it is there."""
    monkeypatch.setenv("EGAIN_CLIENT_KEY_PASSWORD", "hunter2")
    assert origins(egain)["client_key_password"] == (
        "(set, not shown)", "EGAIN_CLIENT_KEY_PASSWORD",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["client_cert", "client_key", "token_file", "password_file"])
def test_every_file_named_in_a_profile_lies_beside_it(
    egain: Egain, tmp_path: Path, name: str
) -> None:
    """Wherever the command is run; one that is named by a flag lies where the command is run."""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "default.yaml").write_text(f"{name}: a.pem\n")
    assert origins(egain)[name][0] == str(tmp_path / "config" / "a.pem")


@given(
    st.text()
    | st.text("htps:/[]@.0123456789?#% abc", max_size=30).map("http://".__add__)
    | st.text("[]:/@%09abc", max_size=20).map("u:hunter2@".__add__)
)
def test_any_text_is_a_proxy_or_refused(text: str) -> None:
    """Without a word of a login that it may hold."""
    said, proxy = "", Proxy("")
    try:
        proxy = parse_proxy(text)
    except UsageError as error:
        said = error.message + error.hint
    assert "hunter2" not in said + repr(proxy) + str(proxy)
    assert proxy.address == "" or parse_proxy(proxy.address).address == proxy.address
