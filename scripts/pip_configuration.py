"""pip's own configuration, handed to uv, which does not read it."""

import ast
from collections.abc import Mapping

UV_OPTIONS = {
    "index-url": "--index-url",
    "extra-index-url": "--extra-index-url",
    "find-links": "--find-links",
    "trusted-host": "--allow-insecure-host",
}
UV_VARIABLES = {"cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY", "default-timeout": "UV_HTTP_TIMEOUT"}


def read_pip_configuration(listing: str) -> dict[str, str]:
    """Return pip's settings for installing from the output of `pip config list`; the environment wins."""
    sections: dict[str, dict[str, str]] = {"global": {}, "install": {}, ":env:": {}}
    for line in listing.splitlines():
        key, _, value = line.partition("=")
        section, _, name = key.rpartition(".")
        if section in sections:
            sections[section][name] = str(ast.literal_eval(value))
    return sections["global"] | sections["install"] | sections[":env:"]


def uv_arguments(configuration: Mapping[str, str]) -> list[str]:
    """Return the options with which uv looks where pip would look."""
    arguments = [
        argument
        for name, option in UV_OPTIONS.items()
        for value in configuration.get(name, "").split()
        for argument in (option, value)
    ]
    return [*arguments, "--no-index"] if configuration.get("no-index") in {"1", "true", "True"} else arguments


def uv_environment(configuration: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that stand for pip's certificate, proxy and timeout.

    unsafe-best-match compares all indexes as pip does: with uv's own rule the first index that
    knows a name hides the others, and torch comes with several GB of CUDA packages.
    """
    variables = {variable: configuration[name] for name, variable in UV_VARIABLES.items() if name in configuration}
    return variables | {"UV_INDEX_STRATEGY": "unsafe-best-match"}
