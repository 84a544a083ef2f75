"""Comments on columns that say when something happened, or who did it."""

from modelhub.engine.schema_rules.field import Field, Subject, attribute, without_subject
from modelhub.engine.schema_rules.names import phrase
from modelhub.engine.schema_rules.type_kinds import TEMPORAL, Kind
from modelhub.engine.schema_rules.vocabulary import ENTITIES, PARTICIPLES

_TIME_HEADS = frozenset({"date", "timestamp", "time", "datetime", "at", "on", "utc", "instant", "day"})
_HEADS_OF_ANY_TYPE = frozenset({"date", "timestamp", "datetime"})
# Things done to the row rather than to what it stands for.
_TO_THE_RECORD = {
    "created": "created", "create": "created", "creation": "created", "create_record": "created", "inserted": "inserted",
    "insert": "inserted", "updated": "last changed", "update": "last changed", "modified": "last changed",
    "modification": "last changed", "modify": "last changed", "changed": "last changed", "change": "last changed",
    "deleted": "deleted", "loaded": "loaded", "load": "loaded", "ingested": "loaded", "extracted": "extracted",
    "extract": "extracted", "synced": "last synchronised", "processed": "processed",
}  # fmt: skip
_FILLERS = frozenset(
    {"last", "row", "record", "etl", "data", "warehouse", "system", "db", "fivetran", "is", "was", "airbyte"}
)
_STARTS = frozenset(
    {"start", "begin", "beginning", "effective", "valid from", "from", "effective from", "effective start"}
)
_ENDS = frozenset({"end", "expiry", "expiration", "valid to", "to", "effective to", "valid until", "effective end"})
_EVENTS = {"hire": "hired", "ship": "shipped", "shipping": "shipped", "due": "due", "release": "released", "close": "closed",
           "open": "opened", "join": "enrolled", "publish": "published"}  # fmt: skip


def moment(field: Field) -> str | None:
    """When something happened or holds."""
    if not _is_moment(field):
        return None
    about = _without_heads(field.words)
    when = _when(field.kind)
    zone = ", in UTC" if "utc" in field.words else ""
    text = _to_record(about, when) or _period(about, when, field.subject) or _done(about, when, field.subject)
    return (text or _of(about, field)) + zone


def doer(field: Field) -> str | None:
    """Who did it: created_by, approved_by."""
    words = field.words[:-1] if field.words[-1:] in (("id",), ("name",)) else field.words
    if len(words) < 2 or words[-1] != "by":
        return None
    what = _record_verb(words[:-1])
    if what:
        return f"user or process by which the record was {what}"
    return (
        f"user or process by which the {field.subject.phrase} was {phrase(without_subject(words[:-1], field.subject))}"
    )


def _is_moment(field: Field) -> bool:
    last = field.words[-1]
    if field.kind in TEMPORAL:
        return True
    done = last in {"at", "on"} and field.words[-2:-1] and field.words[-2] in PARTICIPLES
    return bool(done) or last in _HEADS_OF_ANY_TYPE or (last == "time" and field.kind is Kind.UNKNOWN)


def _without_heads(words: tuple[str, ...]) -> tuple[str, ...]:
    end = len(words)
    while end and words[end - 1] in _TIME_HEADS:
        end -= 1
    return words[:end]


def _when(kind: Kind) -> str:
    return {Kind.DATE: "date on which", Kind.TIME: "time of day at which"}.get(kind, "when")


def _noun(kind: Kind) -> str:
    return {Kind.TIMESTAMP: "date and time", Kind.TIME: "time"}.get(kind, "date")


def _record_verb(words: tuple[str, ...]) -> str | None:
    told = [word for word in words if word not in _FILLERS]
    return _TO_THE_RECORD.get(told[0]) if len(told) == 1 else None


def _to_record(about: tuple[str, ...], when: str) -> str | None:
    verb = _record_verb(about)
    return f"{when} the record was {verb}" if verb else None


def _period(about: tuple[str, ...], when: str, subject: Subject) -> str | None:
    what = phrase(without_subject(about, subject))
    if what in _STARTS:
        return f"{when} the {subject.phrase} begins or takes effect"
    return f"{when} the {subject.phrase} ends or expires" if what in _ENDS else None


def _done(about: tuple[str, ...], when: str, subject: Subject) -> str | None:
    """Read 'payment received' or 'last login': the thing, how, and what happened to it."""
    told = without_subject(about, subject)
    last = told[-1] if told else ""
    verb = _EVENTS.get(last) or (last if last in PARTICIPLES else "")
    if not verb:
        return None
    how = tuple(word for word in told[:-1] if word in {"first", "last", "next", "originally"})
    thing = tuple(word for word in told[:-1] if word not in how)
    copula = "is" if verb == "due" else "was"
    return f"{when} the {phrase(thing) or subject.phrase} {copula} {phrase((*how, verb))}"


def _of(about: tuple[str, ...], field: Field) -> str:
    noun = _noun(field.kind)
    if not about or about == field.subject.words:
        return f"{noun} of the {field.subject.phrase}"
    if about == ("birth",) or about[-2:] == ("of", "birth"):
        return f"date of birth of the {field.subject.phrase}"
    if about[-1] in ENTITIES:
        return f"{noun} of the {phrase(about)}"
    return attribute((*about, noun), field.subject)
