"""What `make run` was asked for."""

from pathlib import Path

import pytest

from scripts.options import read_options
from scripts.start_error import StartError


def test_read_options_has_defaults_for_everything() -> None:
    options = read_options({})
    assert (options.host, options.port, options.demo, options.queues) == ("127.0.0.1", 8000, True, "web,gpu")
    assert (options.site_url, options.redis_url, options.database_url) == ("", "", "")
    assert options.var_dir.name == "var"


@pytest.mark.parametrize("port", ["http", "70000", "-1", "8000.0", "٨٠٠٠"])
def test_read_options_refuses_what_is_no_port(port: str) -> None:
    with pytest.raises(StartError, match=rf"^PORT={port} is not a port; write a whole number from 1 to 65535\.$"):
        read_options({"PORT": port})


def test_read_options_refuses_a_switch_that_is_neither_0_nor_1() -> None:
    with pytest.raises(StartError, match=r"^DEMO=no is not understood; write 0 or 1"):
        read_options({"DEMO": "no"})


def test_read_options_takes_a_relative_var_dir_from_here() -> None:
    assert read_options({"VAR_DIR": "elsewhere"}).var_dir == Path.cwd() / "elsewhere"


@pytest.mark.parametrize(
    ("environment", "url"),
    [
        ({}, "http://localhost:9000"),
        ({"HOST": "0.0.0.0"}, "http://localhost:9000"),
        ({"HOST": "bench.example", "ALLOW_PLAIN_HTTP": "1"}, "http://bench.example:9000"),
        ({"HOST": "fd00::1", "ALLOW_PLAIN_HTTP": "1"}, "http://[fd00::1]:9000"),
        ({"SITE_URL": "http://bench.example", "ALLOW_PLAIN_HTTP": "1"}, "http://bench.example"),
        ({"HOST": "0.0.0.0", "SITE_URL": "https://bench.example/"}, "https://bench.example"),
    ],
)
def test_url_is_what_people_can_open(environment: dict[str, str], url: str) -> None:
    assert read_options(environment).url(9000) == url


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"HOST": "192.168.1.20"}, "HOST=192.168.1.20"),
        ({"HOST": "fd00::1"}, "HOST=fd00::1"),
        ({"SITE_URL": "http://bench.lan"}, "SITE_URL=http://bench.lan"),
        ({"SITE_URL": "http://localhost.example", "ALLOW_PLAIN_HTTP": "0"}, "SITE_URL=http://localhost.example"),
    ],
)
def test_read_options_refuses_plain_http_over_a_network(environment: dict[str, str], named: str) -> None:
    with pytest.raises(StartError, match=f"^{named} would send passwords and sessions unencrypted"):
        read_options(environment)
