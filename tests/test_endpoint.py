"""What a base URL means."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from egain_cli.config.parsers import parse_root
from egain_cli.endpoint import Endpoint, parse_endpoint, same_origin
from egain_cli.errors import ExitCode, UsageError

MEANT = [
    ("https://tenant.egain.cloud", "https://tenant.egain.cloud/system"),
    ("https://tenant.egain.cloud/", "https://tenant.egain.cloud/system"),
    ("https://tenant.egain.cloud/system", "https://tenant.egain.cloud/system"),
    ("https://tenant.egain.cloud/system/", "https://tenant.egain.cloud/system"),
    (" HTTPS://Tenant.eGain.Cloud:443/system ", "https://tenant.egain.cloud/system"),
    ("https://h/system/ws/v12/interaction/activity", "https://h/system"),
    ("http://localhost:8080", "http://localhost:8080/system"),
    ("http://localhost:80", "http://localhost/system"),
    ("http://h:443", "http://h:443/system"),
    ("http://[::1]:9000", "http://[::1]:9000/system"),
    ("https://ece.example.com/a/b", "https://ece.example.com/a/b/system"),
    ("https://MÜLLER.example", "https://xn--mller-kva.example/system"),
    ("https://my_host-1.x.", "https://my_host-1.x./system"),
    ("http://[0:0::1]", "http://[::1]/system"),
]


@pytest.mark.parametrize(("url", "base"), MEANT)
def test_a_url_means_one_server(url: str, base: str) -> None:
    """With or without /system, in any case, with or without the default port: one endpoint."""
    assert parse_endpoint(url) == Endpoint(base)
    assert parse_endpoint(base) == Endpoint(base)


ROOTS = [
    ("https://h", "app", "https://h/app"),
    ("https://h/app/", "app", "https://h/app"),
    ("https://h/app/ws/v12/x", "app", "https://h/app"),
    ("https://h/myapp", "app", "https://h/myapp/app"),
    ("https://h", "a/b", "https://h/a/b"),
    ("https://h/a/b", "a/b", "https://h/a/b"),
    ("https://h/gateway/", "", "https://h/gateway"),
    ("https://h", "", "https://h"),
    ("https://h/system", "", "https://h/system"),
]


@pytest.mark.parametrize(("url", "root", "base"), ROOTS)
def test_another_context_root_is_added_once(url: str, root: str, base: str) -> None:
    """With or without it at the end of the URL; none at all leaves the URL as it is."""
    assert parse_endpoint(url, context_root=root) == Endpoint(base)
    assert parse_endpoint(base, context_root=root) == Endpoint(base)
    assert Endpoint(base).login == f"{base}/ws/v12/authentication/user/login"


REFUSED = [
    ("", "is not the URL of a server"),
    ("tenant.egain.cloud", "is not the URL of a server"),
    ("//tenant.egain.cloud", "is not the URL of a server"),
    ("ftp://h", "is not the URL of a server"),
    ("https://", "is not the URL of a server"),
    ("https://h:0", "is not the URL of a server"),
    ("https://h:99999", "cannot be read"),
    ("https://h:x", "cannot be read"),
    ("https://[::1", "cannot be read"),
    ("https://jane:secret@h", "holds a user name or a password"),
    ("https://jane@h", "holds a user name or a password"),
    ("jane:secret@h", "holds a user name or a password"),
    ("https://jane:8/secret@h", "holds a user name or a password"),
    ("https://jane:secret\uff20h", "cannot be read"),
    ("https://h:secret", "cannot be read"),
    ("https://h/?secret", "more than a server's address"),
    ("http://a..b", "cannot be the name of a host"),
    ("http://..", "cannot be the name of a host"),
    (f"http://{'a' * 300}", "cannot be the name of a host"),
    (f"http://{'a.' * 150}com", "cannot be the name of a host"),
    ("http://-é.com", "cannot be the name of a host"),
    ("http://a-.com", "cannot be the name of a host"),
    ("http://straße.example", "cannot be the name of a host"),
    ("http://xn--a.com", "cannot be the name of a host"),
    ("http://999.1.1.1", "cannot be the name of a host"),
    ("http://a*b", "cannot be the name of a host"),
    ("http://[v1.x]", "cannot be read"),
    ("http://x\x7f", "holds blanks"),
    ("http://a b", "holds blanks"),
    ("http://a\nb", "holds blanks"),
    (f"http://h/{'a' * 3000}", "too long"),
    ("https://h/system?x=1", "more than a server's address"),
    ("https://h/#x", "more than a server's address"),
]


@pytest.mark.parametrize(("url", "words"), REFUSED)
def test_what_is_no_server_is_refused(url: str, words: str) -> None:
    """What is no server's URL is a usage error with an example, and repeats no password."""
    with pytest.raises(UsageError, match=words) as caught:
        parse_endpoint(url)
    assert caught.value.hint
    assert "secret" not in caught.value.message + caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE


def test_the_paths_below() -> None:
    """The documented paths lie below the context root and the version."""
    endpoint = parse_endpoint("https://h", "v16")
    assert endpoint.login == "https://h/system/ws/v16/authentication/user/login"
    assert endpoint.logout == "https://h/system/ws/v16/authentication/user/logout"
    assert endpoint.activities == "https://h/system/ws/v16/interaction/activity"
    assert endpoint.custom_attributes == f"{endpoint.activities}/attributes?$attribute=custom"


CLEAR = [
    ("https://tenant.egain.cloud", False),
    ("http://tenant.egain.cloud", True),
    ("http://localhost", False),
    ("http://localhost:8080", False),
    ("http://127.0.0.1:8080", False),
    ("http://127.1.2.3", False),
    ("http://[::1]:8080", False),
    ("http://10.0.0.1", True),
    ("http://localhost.example.com", True),
    ("http://127.example.com", True),
    ("http://localhosts", True),
]


@pytest.mark.parametrize(("url", "clear"), CLEAR)
def test_what_can_be_read_on_the_way(url: str, *, clear: bool) -> None:
    """Plain http is in the clear unless it stays on this machine, whatever the name begins with."""
    assert parse_endpoint(url).in_the_clear is clear


LOCATIONS = [
    ("/system/ws/v12/interaction/activity/1", "https://h/system/ws/v12/interaction/activity/1"),
    ("https://other/x", "https://other/x"),
    ("", "https://h/system"),
]


@pytest.mark.parametrize(("location", "url"), LOCATIONS)
def test_a_location_is_a_url(location: str, url: str) -> None:
    """A Location is taken from the host's root, or whole."""
    assert Endpoint("https://h/system").absolute(location) == url


ORIGINS = [
    ("https://h/a", "https://h:443/b", True),
    ("https://h/a", "https://H/b", True),
    ("https://h/a", "http://h/a", False),
    ("https://h/a", "https://h:8443/a", False),
    ("https://h/a", "https://g/a", False),
    ("http://h:80", "http://h", True),
    ("http://h", "http://h:99999/", False),
    ("http://h", "http://[", False),
]


@pytest.mark.parametrize(("one", "other", "same"), ORIGINS)
def test_one_origin_or_two(one: str, other: str, *, same: bool) -> None:
    """Scheme, host and port make an origin, the default port spelled out or not."""
    assert same_origin(one, other) is same
    assert same_origin(other, one) is same


@given(
    st.text(max_size=30)
    | st.text("https:/[]@.0123456789?#% abc-xné", max_size=30).map("http://".__add__)
    | st.text(max_size=30).map("http://".__add__)
)
def test_any_text_is_an_endpoint_or_a_usage_error(url: str) -> None:
    """Whatever is given as a URL, it means a server that can be asked or is refused."""
    try:
        endpoint = parse_endpoint(url)
    except UsageError:
        return
    assert parse_endpoint(endpoint.base) == endpoint
    assert httpx.URL(endpoint.base).raw_host


@given(st.text("a/b.~-_ é%", max_size=12), st.sampled_from(["", "/", "/a", "/a/b/", "/a/ws/v12/x"]))
def test_any_context_root_is_added_once_or_refused(text: str, path: str) -> None:
    """However the URL ends; nothing in it leads above or out of the path."""
    try:
        root = parse_root(text)
    except ValueError:
        return
    base = parse_endpoint(f"https://h{path}", context_root=root).base
    assert parse_endpoint(base, context_root=root).base == base
    assert base.endswith(root)
    assert httpx.URL(f"{base}/x").path == f"{base}/x".removeprefix("https://h")
