"""Columns as in grown schemas: names unlike tidy ones, types of every kind, short forms told in full."""

import re

from modelhub.engine.schema_rules.abbreviations import ABBREVIATIONS
from modelhub.engine.schema_rules.names import tokens_of
from modelhub.engine.synth.brief import Brief, draw_briefs
from modelhub.engine.synth.filters.comments import mismatch
from modelhub.engine.synth.offline.draw_plan import draw_plan
from modelhub.engine.synth.offline.invented import Invention
from modelhub.engine.synth.offline.teacher import OfflineTeacher
from modelhub.engine.synth.offline.types import DIALECTS
from modelhub.engine.synth.read_ddl import read_ddl
from modelhub.engine.synth.taxonomy_files import read_industries, read_use_cases

N = 80
GROWN = Invention(1.0, 1.0, 1.0)


def test_every_column_gets_through_as_it_was_meant() -> None:
    dialects = set()
    for brief in _briefs():
        plan, draft = draw_plan(brief, GROWN), OfflineTeacher(GROWN).write(brief)
        table = read_ddl(draft.ddl, draft.dialect).table
        assert [column.name for column in table.columns] == [column.name for column in plan.columns]
        assert [name for name, _ in draft.comments] == [column.name for column in plan.columns]
        dialects.add(draft.dialect)
    assert dialects == set(DIALECTS)


def test_names_have_short_forms_digits_and_families_and_types_differ() -> None:
    plans = [draw_plan(brief, GROWN) for brief in _briefs()]
    names = [column.name for plan in plans for column in plan.columns]
    types = {column.type for plan in plans for column in plan.columns}
    plain = {column.type for brief in _briefs() for column in draw_plan(brief).columns}

    assert sum(bool(re.search(r"\d", name)) for name in names) > 0.05 * len(names)
    assert sum(any(token.lower() in ABBREVIATIONS for token in tokens_of(name)) for name in names) > 0.4 * len(names)
    n_akin = sum(
        len(set(tokens_of(one.name)) & set(tokens_of(two.name))) > 0
        for plan in plans
        for one, two in zip(plan.columns, plan.columns[1:], strict=False)
    )
    assert n_akin > 0.2 * len(names)
    assert len(types) > 1.5 * len(plain)
    assert any(", " in type_ for type_ in types)


def test_short_forms_are_told_in_full() -> None:
    n_told, n_short = 0, 0
    for brief in _briefs():
        for name, comment in OfflineTeacher(GROWN).write(brief).comments:
            # The last part may be left out: that a number is an amount needs no "amount".
            for token in tokens_of(name)[:-1]:
                if len(token) > 2 and (long := ABBREVIATIONS.get(token.lower())):
                    n_short += 1
                    n_told += long[0] in comment.lower()
    assert n_short > N
    assert n_told > 0.7 * n_short


def test_enough_drafts_pass_the_filter_of_comments() -> None:
    passed = 0
    for brief in _briefs():
        draft = OfflineTeacher(GROWN).write(brief)
        passed += mismatch(draft.comments, read_ddl(draft.ddl, draft.dialect).table) is None
    assert passed > 0.3 * N


def test_the_version_says_it_and_none_grows_without_invented_columns() -> None:
    assert OfflineTeacher(Invention(0.8, 0.7, 0.5)).version.endswith(
        ", 0.8 of the tables with invented words and 0.7 of their columns, grown in 0.5 of them"
    )
    for some in (Invention(0.5, grown=1.0), Invention(grown=1.0)):
        without = Invention(some.tables)
        assert OfflineTeacher(some).version == OfflineTeacher(without).version
        for brief in _briefs()[:20]:
            assert OfflineTeacher(some).write(brief) == OfflineTeacher(without).write(brief)


def _briefs() -> list[Brief]:
    found = draw_briefs(read_industries(), read_use_cases(), seed=5)
    return [next(found) for _ in range(N)]
