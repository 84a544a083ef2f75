"""What `make run` was asked for, read strictly from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scripts.paths import ROOT
from scripts.start_error import StartError

HERE = {"127.0.0.1", "localhost", "::1", "0.0.0.0", "::"}  # noqa: S104  (compared with, never bound)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """One start; port 0 stands for any free port, an empty URL for "not given"."""

    host: str
    port: int
    site_url: str
    var_dir: Path
    demo: bool
    database_url: str
    redis_url: str
    queues: str

    def url(self, port: int) -> str:
        """Return the address that people are given: SITE_URL, else this machine at the port in use."""
        if self.site_url:
            return self.site_url
        name = "localhost" if self.host in HERE else self.host
        return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def read_options(environment: Mapping[str, str]) -> RunOptions:
    """Return the options; raises StartError naming the variable that is not understood."""

    def text(name: str, default: str = "") -> str:
        return environment.get(name, "").strip() or default

    options = RunOptions(
        host=text("HOST", "127.0.0.1"),
        port=_port(text("PORT", "8000")),
        site_url=text("SITE_URL").rstrip("/"),
        var_dir=Path(text("VAR_DIR", str(ROOT / "var"))).resolve(),
        demo=_switch("DEMO", text("DEMO", "1")),
        database_url=text("DATABASE_URL"),
        redis_url=text("REDIS_URL"),
        queues=text("QUEUES", "web,gpu"),
    )
    if not _switch("ALLOW_PLAIN_HTTP", text("ALLOW_PLAIN_HTTP", "0")):
        _refuse_plain_http(options)
    return options


def _refuse_plain_http(options: RunOptions) -> None:
    # The settings refuse it too (config/env.py), but only once a database has been prepared.
    parts = urlsplit(options.url(options.port))
    if parts.scheme == "http" and parts.hostname not in HERE:
        given = f"SITE_URL={options.site_url}" if options.site_url else f"HOST={options.host}"
        raise StartError(
            f"{given} would send passwords and sessions unencrypted over the network. "
            "Give SITE_URL=https://… with a proxy in front of it (docs/operating.md), HOST=127.0.0.1 to keep to this "
            "machine, or ALLOW_PLAIN_HTTP=1 if you trust everybody on the network."
        )


def _port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or int(value) > 65535:
        raise StartError(f"PORT={value} is not a port; write a whole number from 1 to 65535.")
    return int(value)


def _switch(name: str, value: str) -> bool:
    if value not in {"0", "1"}:
        raise StartError(f"{name}={value} is not understood; write 0 or 1.")
    return value == "1"
