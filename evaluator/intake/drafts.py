"""The tables of a file that is being read, by name: one look-up per part of a name, however many tables there are."""

from evaluator.intake.create_table import Draft

Parts = tuple[str, ...]
Entry = tuple[int, Draft]


class DraftsByName:
    """Finds the newest table of a name; a schema that only one side names is no difference."""

    def __init__(self) -> None:
        self._n = 0
        self._by_name: dict[Parts, Entry] = {}
        self._by_ending: dict[Parts, Entry] = {}

    def add(self, name: Parts, draft: Draft) -> None:
        """Add the newest table under its folded name."""
        self._n += 1
        entry = self._n, draft
        self._by_name[name] = entry
        self._by_ending.update(dict.fromkeys(_endings(name), entry))

    def find(self, name: Parts) -> Draft | None:
        """Return the newest table whose name ends like `name`, or which `name` ends like."""
        longer = self._by_ending.get(name)
        found = [entry for entry in (longer, *map(self._by_name.get, _endings(name))) if entry is not None]
        return max(found, key=lambda entry: entry[0])[1] if found else None


def _endings(name: Parts) -> list[Parts]:
    return [name[start:] for start in range(len(name))]
