"""How long to wait before asking again: exponential backoff with full jitter, or what the endpoint asks for."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

_SECONDS = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """At most `n_attempts` and `in_all_s` seconds; waits are random up to a bound that doubles from `first_s` to `most_s`."""

    n_attempts: int = 5
    # From the first attempt's start to the last one's end, waits included.
    in_all_s: float = 600.0
    first_s: float = 1.0
    most_s: float = 60.0
    # An endpoint that asks for more waiting than this is asked again earlier; its run had better stop than sleep.
    most_asked_for_s: float = 120.0

    def wait_s(self, n_attempts_done: int, asked_for_s: float | None, chance: Random) -> float:
        """Return seconds until the next attempt; what the endpoint asked for counts, up to a bound."""
        spread = chance.random()
        if asked_for_s is not None:
            # A little later and not all at once: others were told the same.
            return min(asked_for_s, self.most_asked_for_s) + spread * self.first_s
        return spread * min(self.most_s, self.first_s * 2.0 ** min(n_attempts_done - 1, 32))


def read_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header, which are a number or an HTTP date; None when it is neither."""
    value = (value or "").strip()
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
