"""pip's configuration as uv's arguments."""

from scripts.pip_configuration import read_pip_configuration, uv_arguments, uv_environment

LISTING = """\
:env:.find-links='/wheels/mine'
global.extra-index-url='https://one.example/simple https://two.example/simple'
global.find-links='/wheels/global'
install.cert='/etc/ca.pem'
freeze.timeout='10'
"""


def test_read_pip_configuration_lets_the_environment_win_and_leaves_other_commands_out() -> None:
    assert read_pip_configuration(LISTING) == {
        "extra-index-url": "https://one.example/simple https://two.example/simple",
        "find-links": "/wheels/mine",
        "cert": "/etc/ca.pem",
    }


def test_uv_arguments_repeat_the_option_for_each_value() -> None:
    assert uv_arguments(read_pip_configuration(LISTING)) == [
        *("--extra-index-url", "https://one.example/simple"),
        *("--extra-index-url", "https://two.example/simple"),
        *("--find-links", "/wheels/mine"),
    ]


def test_uv_arguments_keep_off_the_index_when_pip_does() -> None:
    assert uv_arguments({"no-index": "true"}) == ["--no-index"]
    assert uv_arguments({"no-index": "false"}) == []


def test_uv_environment_compares_all_indexes_as_pip_does() -> None:
    assert uv_environment({"cert": "/etc/ca.pem"}) == {
        "SSL_CERT_FILE": "/etc/ca.pem",
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }
