"""The forms of a page as somebody would send them: what stands there, a choice made wherever one is asked for."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin
from uuid import uuid4

# What is typed into fields that must not be left blank, by their type.
TYPED = {"email": "somebody@example.org", "number": "1", "date": "2030-01-01", "datetime-local": "2030-01-01T12:00"}
WORDS = "fourteen plain words"
NOT_SENT = {"file", "submit", "button", "reset", "image"}
Attributes = dict[str, str]


@dataclass(slots=True)
class FilledForm:
    """One form: where it goes, and its fields by name with all their values."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)

    def is_like(self) -> tuple[str, ...]:
        """Return what is the same for the same form on another page."""
        return (self.action, *sorted(self.fields))

    def sent_anew(self) -> dict[str, list[str]]:
        """Return the fields as another page would send them that was loaded at the same time."""
        keys = {name: [str(uuid4())] for name in self.fields if name == "submission_key"}
        return self.fields | keys


def filled_forms(url: str, text: str) -> list[FilledForm]:
    """Return all forms of a page that are posted; one without an action goes to the page itself."""
    reader = _Reader(url)
    reader.feed(text)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.forms: list[FilledForm] = []
        self._url = url
        self._form: FilledForm | None = None
        self._select: Attributes = {}
        self._textarea: Attributes = {}
        self._typed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "form" and attributes.get("method") == "post":
            self._form = FilledForm(urljoin(self._url, attributes.get("action")))
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag == "input":
            _fill(self._form, attributes)
        elif tag == "select":
            self._select = attributes
        elif tag == "option" and self._select:
            _choose(self._form, self._select, attributes)
        elif tag == "textarea":
            self._textarea, self._typed = attributes, []

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._typed.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._form is not None:
            _fill(self._form, self._textarea | {"value": "".join(self._typed).strip()})
            self._textarea = {}
        elif tag == "select":
            self._select = {}
        elif tag == "form":
            self._form = None


def _fill(form: FilledForm, given: Attributes) -> None:
    """Take a field as it stands; of radio buttons the first unless one is chosen, of the rest what must be filled in."""
    name, kind, value = given.get("name", ""), given.get("type", "text"), given.get("value", "")
    if not name or kind in NOT_SENT:
        return
    if kind == "radio":
        if "checked" in given or name not in form.fields:
            form.fields[name] = [value]
    elif kind == "checkbox":
        if {"checked", "required"} & given.keys():
            form.fields.setdefault(name, []).append(value or "on")
    else:
        blank = not value and "required" in given
        form.fields.setdefault(name, []).append(TYPED.get(kind, WORDS) if blank else value)


def _choose(form: FilledForm, select: Attributes, option: Attributes) -> None:
    """Take the first option, as browsers do, unless one is selected; a blank one is no answer where one is required."""
    name, value = select.get("name", ""), option.get("value", "")
    unanswered = "required" in select and not any(form.fields.get(name, []))
    if name and ("selected" in option or name not in form.fields or unanswered):
        form.fields[name] = [value]
