"""Pages as a browser without scripts has them: status, address, words, and forms with what is filled in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Field = tuple[str, str]


@dataclass(slots=True)
class Form:
    """One form: where it goes, and what it would send as it stands."""

    action: str
    fields: list[Field] = field(default_factory=list)

    def filled(self, *chosen: Field, **typed: str) -> list[Field]:
        """Return what is sent after these fields were filled in, each in place of what stood there."""
        given = [*chosen, *typed.items()]
        names = {name for name, _ in given}
        return [*(kept for kept in self.fields if kept[0] not in names), *given]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer of the server; `path` is where redirects led."""

    path: str
    status: int
    text: str
    location: str = ""

    def forms(self) -> list[Form]:
        """Return the forms that are posted; one without an action goes to the page itself."""
        reader = _FormReader(self.path)
        reader.feed(self.text)
        return reader.forms

    def form(self, action: str = "") -> Form:
        """Return the only form whose action holds the words; without words, the only one that goes to this page."""
        found = [form for form in self.forms() if (action in form.action if action else form.action == self.path)]
        assert len(found) == 1, (
            f"{self.path} ({self.status}) has {len(found)} forms for {action!r}:\n{self.text[:2000]}"
        )
        return found[0]

    def words(self) -> str:
        """Return the text without tags, each run of whitespace as one space."""
        reader = _WordReader()
        reader.feed(self.text)
        return " ".join(" ".join(reader.words).split())


class _FormReader(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._path = path
        self._form: Form | None = None
        self._select = self._textarea = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("method") == "post":
            action = values.get("action") or self._path
            self._form = Form(self._path.partition("?")[0] + action if action.startswith("?") else action)
            self.forms.append(self._form)
        elif self._form is not None and tag == "input":
            self._input(self._form, values)
        elif tag == "select":
            self._select = values.get("name", "")
        elif self._form is not None and tag == "option" and self._select and "selected" in values:
            self._form.fields.append((self._select, values.get("value", "")))
        elif tag == "textarea":
            self._textarea, self._text = values.get("name", ""), []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._form is not None and self._textarea:
            # A browser drops the newline right after the tag.
            self._form.fields.append((self._textarea, "".join(self._text).removeprefix("\n")))
            self._textarea = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text.append(data)

    @staticmethod
    def _input(form: Form, values: dict[str, str]) -> None:
        unticked = values.get("type") in {"checkbox", "radio"} and "checked" not in values
        if "name" in values and not unticked and values.get("type") != "file" and values.get("form") != "none":
            form.fields.append((values["name"], values.get("value", "on" if "checked" in values else "")))


class _WordReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)
