"""A file of schemas as a whole: what is said when it holds no table."""

import pytest

from evaluator.intake.problem import IntakeError
from evaluator.models import TableSet
from evaluator.steps.import_tables import TableFile, import_tables


@pytest.mark.django_db
def test_import_tables_says_in_whole_sentences_what_keeps_it_from_finding_a_table() -> None:
    with pytest.raises(IntakeError) as refused:
        import_tables(TableFile(b"CREATE TABLE t (a int, a int);", "shop.sql"), set_name="shop")

    assert str(refused.value).splitlines() == [
        "shop.sql: no table was found in the file. "
        "Give a file with CREATE TABLE statements, or JSON lines with table and ddl or columns.",
        "shop.sql, line 1: columns have the same name: 'a' and 'a'.",
    ]
    assert not TableSet.objects.exists()
