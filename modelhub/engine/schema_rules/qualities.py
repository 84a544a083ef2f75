"""Comments on columns that answer yes or no, classify, name or describe."""

from modelhub.engine.schema_rules.field import Field, Subject, attribute, without_subject
from modelhub.engine.schema_rules.names import phrase, with_article
from modelhub.engine.schema_rules.type_kinds import Kind
from modelhub.engine.schema_rules.vocabulary import ADJECTIVES, ATTRIBUTE_HEADS, ENTITIES, PARTICIPLES

_FLAG_HEADS = frozenset({"flag", "indicator", "yn", "bool", "boolean", "switch"})
_BE = frozenset({"is", "was", "are", "be"})
_VERBS = {"has": "has", "have": "has", "had": "had", "can": "can", "should": "should", "will": "will", "must": "must",
          "allow": "allows", "allows": "allows", "require": "requires", "requires": "requires", "needs": "needs",
          "include": "includes", "includes": "includes", "contains": "contains", "accepts": "accepts", "uses": "uses",
          "use": "uses", "enable": "enables", "supports": "supports", "send": "sends", "notify": "notifies"}  # fmt: skip
# In these a lone adjective is a flag; in a decimal it is a figure: actual, present.
_KINDS_OF_FLAGS = frozenset({Kind.TEXT, Kind.INTEGER, Kind.UNKNOWN})
_FREE_TEXT = frozenset({"note", "notes", "remark", "remarks", "comments"})
# A postal code is not a code for a postal.
_NOT_CODED = {("postal",), ("bar",), ("short",), ("access",), ("approval",)}
_SPECIAL_HEADS = {
    "email": "e-mail address", "url": "web address", "uri": "web address", "website": "web address", "ip": "IP address",
    "phone": "telephone number", "telephone": "telephone number", "mobile": "mobile telephone number", "fax": "fax number",
    "hash": "hash", "password": "password",
}  # fmt: skip


def flag(field: Field) -> str | None:
    """Whether something holds: a boolean, or a name that says so."""
    words = field.words
    asks = words[0] in _BE or (words[0] in _VERBS and field.kind in {Kind.BOOLEAN, Kind.UNKNOWN})
    asks = asks or (field.kind in _KINDS_OF_FLAGS and field.own_words[0] in ADJECTIVES and len(field.own_words) == 1)
    if field.kind is not Kind.BOOLEAN and not asks and words[-1] not in _FLAG_HEADS:
        return None
    told = words[:-1] if words[-1] in _FLAG_HEADS else words
    if not told:
        return f"flag of the {field.subject.phrase}"
    if told[0] in _BE:
        return _is(told[1:], field.subject)
    if told[0] in _VERBS and len(told) > 1:
        return f"whether the {field.subject.phrase} {_VERBS[told[0]]} {_what(told[1:])}"
    return _holds(told, field.subject)


def classification(field: Field) -> str | None:
    """Status, type, category or code."""
    head, own = field.words[-1], field.own_words
    if head == "status" or (head == "state" and own == ("state",) and "address" not in field.subject.words):
        return f"current {attribute(field.words, field.subject)}"
    if head == "code" and own[-2:-1] not in _NOT_CODED:
        return _code(own[:-1], field.subject)
    if head in {"type", "category", "class", "level", "group"} and own == (head,):
        return f"{head} by which the {field.subject.phrase} is classified"
    return None


def text(field: Field) -> str | None:
    """Descriptions, notes, reasons and ways to reach somebody."""
    head, own = field.words[-1], field.own_words
    if head in _FREE_TEXT:
        return f"free-text {phrase(own)} on the {field.subject.phrase}"
    if head == "description" and field.kind in {Kind.TEXT, Kind.UNKNOWN}:
        return f"free-text {attribute(field.words, field.subject)}"
    if head == "reason" and len(own) > 1:
        return f"reason for the {phrase(own[:-1])} of the {field.subject.phrase}"
    if own in {("user", "name"), ("login", "name"), ("login",)}:
        return f"name with which the {field.subject.phrase} logs in"
    if head in _SPECIAL_HEADS:
        return _special(own[:-1], _SPECIAL_HEADS[head], field.subject)
    if head in {"latitude", "longitude"}:
        return f"{attribute(field.words, field.subject)}, in degrees"
    return None


def _is(told: tuple[str, ...], subject: Subject) -> str:
    if told == ("current",) or (told[1:] and told[0] == "current"):
        return f"whether this is the {phrase(told)} version of the {subject.phrase}"
    if not told:
        return f"flag of the {subject.phrase}"
    return f"whether the {subject.phrase} {'has been' if told == ('deleted',) else 'is'} {_what(told)}"


def _what(told: tuple[str, ...]) -> str:
    noun = told[-1] in ENTITIES and told[-1] not in ADJECTIVES and told[-1] not in PARTICIPLES
    return with_article(phrase(told)) if noun else phrase(told)


def _holds(told: tuple[str, ...], subject: Subject) -> str:
    own = without_subject(told, subject)
    if own[-1] not in PARTICIPLES and own[-1] not in ADJECTIVES:
        return f"whether {phrase(own)} applies to the {subject.phrase}"
    thing = own[:-1] if own[:-1] and own[-2] in ENTITIES | ATTRIBUTE_HEADS else ()
    return f"whether the {phrase(thing) or subject.phrase} is {phrase(own[len(thing) :])}"


def _code(about: tuple[str, ...], subject: Subject) -> str:
    if not about or about == subject.words:
        return f"code of the {subject.phrase}"
    if about == ("currency",):
        return "code of the currency in which the amounts are given"
    return f"code for the {phrase(about)}" + ("" if about[-1] in ENTITIES else f" of the {subject.phrase}")


def _special(about: tuple[str, ...], what: str, subject: Subject) -> str:
    if about and about[-1] in ENTITIES:
        return f"{what} of the {phrase(about)}"
    return f"{phrase(about)} {what} of the {subject.phrase}".lstrip()
