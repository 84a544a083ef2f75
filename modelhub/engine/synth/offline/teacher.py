"""The built-in teacher: no model, no network, the same brief gives the same draft."""

import hashlib
from functools import cached_property
from pathlib import Path
from random import Random

from modelhub.engine.synth.brief import Brief, derived_seed
from modelhub.engine.synth.offline.comments import comment_on
from modelhub.engine.synth.offline.ddl import Writer
from modelhub.engine.synth.offline.describe import describe
from modelhub.engine.synth.offline.draw_plan import draw_plan
from modelhub.engine.synth.offline.invented import NO_INVENTION, Invention
from modelhub.engine.synth.teacher import Draft

_RELEASE = 1
_N_ATTEMPTS = 5


class OfflineTeacher:
    """Writes tables and texts from the project's own vocabulary and templates."""

    name = "offline"
    terms = "Apache-2.0: vocabulary, templates and texts are this project's own; use in training is allowed"
    is_built_in = True

    def __init__(self, invention: Invention = NO_INVENTION) -> None:
        self._invention = invention

    @cached_property
    def version(self) -> str:
        """Release and digest of vocabulary and code: what was written by another version may differ."""
        digest = hashlib.sha256()
        folder = Path(__file__).parent
        for path in sorted([*folder.glob("*.py"), *folder.glob("vocabulary/*.txt")], key=lambda path: path.name):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return ", ".join(filter(None, (f"{_RELEASE}-{digest.hexdigest()[:12]}", str(self._invention))))

    def write(self, brief: Brief) -> Draft:
        """Return a draft."""
        table = draw_plan(brief, self._invention)
        chance = Random(derived_seed("texts", brief.seed))  # noqa: S311
        ddl = Writer(table, chance).sql()
        taken: set[str] = set()
        comments = []
        for column in table.columns:
            comment = comment_on(column, table, chance)
            for _ in range(_N_ATTEMPTS):
                if comment not in taken:
                    break
                comment = comment_on(column, table, chance)
            taken.add(comment)
            comments.append((column.name, comment))
        return Draft(table.dialect, ddl, describe(table, chance), tuple(comments))
