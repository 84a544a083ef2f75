"""Strict readers of environment variables: a value that is not understood stops the start."""

import os
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

# Nothing that goes to these leaves the machine.
LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
LOG_LEVELS = frozenset({"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"})
SHORTEST_KEY = 32


def env_str(name: str, default: str = "") -> str:
    """Return the variable, or the default when it is unset or blank."""
    return os.environ.get(name, "").strip() or default


def env_bool(name: str, *, default: bool) -> bool:
    """Return a switch; accepts 0 and 1 only."""
    value = env_str(name, "1" if default else "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name}={value!r}: write 0 or 1.")
    return value == "1"


def env_int(name: str, default: int, *, low: int, high: int) -> int:
    """Return a whole number between low and high, both inclusive."""
    value = env_str(name, str(default))
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number from {low} to {high}.")
    return int(value)


def env_choice(name: str, default: str, choices: frozenset[str]) -> str:
    """Return one of the choices, in capitals."""
    value = env_str(name, default).upper()
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(sorted(choices))}.")
    return value


def env_time_zone(name: str, default: str) -> str:
    """Return a time zone that this machine knows."""
    value = env_str(name, default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(f"{name}={value!r}: write a time zone such as Europe/Berlin.") from error
    return value


def env_database_url(name: str, default: str) -> str:
    """Return the URL of a database that Blindbench runs on."""
    value = env_str(name, default)
    if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
        # Not the value itself, which may hold a password.
        raise ImproperlyConfigured(f"{name}: write postgres://user:password@host/name, or leave it empty for SQLite.")
    return value


def env_mail_url(name: str) -> str:
    """Return the address of a mail server, or nothing."""
    value = env_str(name)
    parts = urlsplit(value)
    try:
        is_sound = parts.scheme in {"smtp", "smtps"} and parts.hostname and parts.port != 0
    except ValueError:
        is_sound = False
    if value and not is_sound:
        raise ImproperlyConfigured(
            f"{name}: write smtp://user:password@host:587 or smtps://user:password@host:465, or leave it empty."
        )
    return value


def env_site_url(name: str, default: str) -> tuple[str, str, bool]:
    """Return the site's origin without trailing slash, its host, and whether it is served over https."""
    value = env_str(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"{name}={value!r}: write an origin such as https://bench.example.org, without a path."
        )
    return value, parts.hostname, parts.scheme == "https"


def refuse_plain_http(site_url: str, host: str) -> None:
    """Raise ImproperlyConfigured for an address without https that others can reach, unless ALLOW_PLAIN_HTTP=1."""
    if site_url.startswith("https:") or host in LOCAL_HOSTS or env_bool("ALLOW_PLAIN_HTTP", default=False):
        return
    raise ImproperlyConfigured(
        f"{site_url} is not encrypted: passwords and sessions could be read on their way. Give SITE_URL=https://… with "
        "a proxy in front of it, or set ALLOW_PLAIN_HTTP=1 if you trust everybody on the network."
    )


def secret_key(path: Path) -> str:
    """Return SECRET_KEY from the environment, else the key kept in the file, which is made once, readable by us only."""
    if given := env_str("SECRET_KEY"):
        if len(given) < SHORTEST_KEY:
            raise ImproperlyConfigured(f"SECRET_KEY is too short: write at least {SHORTEST_KEY} random characters.")
        return given
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    if not path.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key(), encoding="utf-8")
        try:
            # link() fails when another process was first: then its key counts, not ours.
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_text(encoding="utf-8")
