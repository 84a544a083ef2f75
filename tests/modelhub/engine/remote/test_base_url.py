"""A base URL is read strictly: nothing in it may lead elsewhere than it seems to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modelhub.engine.remote.base_url import AddressRefused, BaseURL, read_base_url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://api.example.com/v1", BaseURL("https", "api.example.com", 443, "/v1")),
        ("https://API.Example.com./v1/", BaseURL("https", "api.example.com", 443, "/v1")),
        ("http://10.0.0.7:8000/v1", BaseURL("http", "10.0.0.7", 8000, "/v1")),
        ("http://[FD12::7]:8000", BaseURL("http", "fd12::7", 8000, "")),
        ("https://x_y.example/a/b:c@d/~e", BaseURL("https", "x_y.example", 443, "/a/b:c@d/~e")),
    ],
)
def test_base_url_is_read_into_its_parts(url: str, expected: BaseURL) -> None:
    assert read_base_url(url) == expected


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.com", "begins with https"),
        ("file:///etc/passwd", "begins with https"),
        ("gopher://example.com:6379/_", "begins with https"),
        ("//example.com/v1", "begins with https"),
        ("example.com/v1", "begins with https"),
        ("https://user:secret@example.com/v1", "no user name or password"),
        ("https://@example.com/v1", "no user name or password"),
        ("https://example.com@127.0.0.1/v1", "no user name or password"),
        ("https://example.com/v1?api_key=secret", r"after \? or #"),
        ("https://example.com/v1#x", r"after \? or #"),
        ("http://2130706433/", "unusual form"),
        ("http://0x7f000001/", "unusual form"),
        ("http://0x7f.0.0.1/", "unusual form"),
        ("http://0177.0.0.1/", "unusual form"),
        ("http://127.1/", "unusual form"),
        ("http://127.0.0.1.1/", "unusual form"),
        ("http://999.0.0.1/", "unusual form"),
        ("http://metadata.google.internal/computeMetadata/v1", "metadata service"),
        ("http://METADATA.google.internal./", "metadata service"),
        ("https:///v1", "no valid host"),
        ("https://exa%6dple.com/", "no valid host"),
        ("https://-x.example/", "no valid host"),
        ("https://a..example/", "no valid host"),
        ("http://[fe80::1%25eth0]/", "no valid host"),
        ("http://[fe80::1%eth0]/", "no valid host"),
        ("http://[::1/", "can't be read"),
        ("https://example.com:99999/", "can't be read"),
        ("https://example.com:http/", "can't be read"),
        ("https://example.com:22/", "Port 22"),
        ("https://example.com:0/", "Port 0"),
        ("https://example.com:6379/", "Port 6379"),
        ("https://example.com/a/../b", "path"),
        ("https://example.com/%2e%2e/b", "path"),
        ("https://example.com//b", "path"),
        ("https://exаmple.com/", "plain ASCII"),
        ("http://①②⑦.0.0.1/", "plain ASCII"),
        ("https://example.com\\@127.0.0.1/", "plain ASCII"),
        ("https://example.com/\r\nX: y", "plain ASCII"),
        (" https://example.com/", "plain ASCII"),
        ("https://example.com/\t", "plain ASCII"),
    ],
)
def test_unusual_url_is_refused_with_the_reason(url: str, reason: str) -> None:
    with pytest.raises(AddressRefused, match=reason):
        read_base_url(url)


@pytest.mark.parametrize("url", ["https://u:hush-hush@example.com", "https://example.com/?key=hush-hush"])
def test_refusal_does_not_repeat_a_secret_in_the_url(url: str) -> None:
    with pytest.raises(AddressRefused) as raised:
        read_base_url(url)
    assert "hush" not in str(raised.value)


@given(st.text(max_size=40).map(lambda text: f"https://{text}") | st.text(max_size=40))
def test_any_text_is_read_or_refused(url: str) -> None:
    try:
        read = read_base_url(url)
    except AddressRefused:
        return
    assert read.scheme in {"http", "https"}
    assert read.host == read.host.lower().strip(".@/")
