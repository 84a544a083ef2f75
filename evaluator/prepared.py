"""Queries that are written once: for a short query, the ORM takes ten times as long to write SQL as SQLite to run it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet, UUIDField

Row = tuple[Any, ...]
Value = int | str | UUID
# Stand-ins for values that come later; no query has them as values of its own.
_EXAMPLES: dict[type[Value], Value] = {
    int: -8_270_395_118_606_001,
    str: "9c0c5d5e7f1b4c538f0b2d1f1f6b7a91",
    UUID: UUID("9c0c5d5e-7f1b-4c53-8f0b-2d1f1f6b7a90"),
}
_UUID_FIELD: Any = UUIDField()


@dataclass(frozen=True, slots=True)
class _Written:
    """SQL, its values with stand-ins in some places, those places by type, and what makes Python of a row."""

    sql: str
    values: tuple[Any, ...]
    places: dict[int, type[Value]]
    converters: dict[int, Any]


class Prepared:
    """A values_list() query with one value to fill in for each type that its maker takes: an int, a str, a UUID.

    The maker is called once. It must not look at its values, and every one must end up in the query as it is.
    """

    def __init__(self, make: Callable[..., QuerySet[Any, Row]], *types: type[Value]) -> None:
        self._make, self._types = make, types

    def __call__(self, *values: Value) -> Sequence[Row]:
        """Run the query with these values, in the order of the maker's, and return all its rows."""
        given, connection = dict(zip(self._types, values, strict=True)), connections["default"]
        written = self._written
        filled = [
            _adapted(given[written.places[place]], connection) if place in written.places else value
            for place, value in enumerate(written.values)
        ]
        with connection.cursor() as cursor:
            cursor.execute(written.sql, filled)
            return [_converted(row, written.converters, connection) for row in cursor.fetchall()]

    @cached_property
    def _written(self) -> _Written:
        connection = connections["default"]
        compiler = self._make(*(_EXAMPLES[kind] for kind in self._types)).query.get_compiler(connection=connection)
        sql, values = compiler.as_sql()
        stand_ins = {_adapted(_EXAMPLES[kind], connection): kind for kind in self._types}
        places = {place: stand_ins[value] for place, value in enumerate(values) if value in stand_ins}
        assert set(places.values()) == set(self._types), f"a value is missing in: {sql}"
        converters = compiler.get_converters([expression for expression, *_ in compiler.select])
        return _Written(sql, tuple(values), places, converters)


class _OneRow:
    """SQL that writes one row, with a value for each of these fields as the field keeps it."""

    def __init__(self, model: type[Model], fields: Sequence[Any]) -> None:
        self._table, self._fields = model._meta.db_table, fields

    def __call__(self, *values: object) -> None:
        """Write the row."""
        connection = connections["default"]
        kept = [field.get_db_prep_save(value, connection) for field, value in zip(self._fields, values, strict=True)]
        with connection.cursor() as cursor:
            cursor.execute(self._written, kept)

    @cached_property
    def _written(self) -> str:
        quote = connections["default"].ops.quote_name
        return self._sql(quote(self._table), [quote(field.column) for field in self._fields])

    def _sql(self, table: str, columns: Sequence[str]) -> str:
        raise NotImplementedError


class PreparedInsert(_OneRow):
    """An INSERT that takes the values of these attributes, which must be all that a row needs.

    As in bulk_create(), no signal is sent; unlike there, no field fills itself. Raises IntegrityError.
    """

    def __init__(self, model: type[Model], *names: str) -> None:
        super().__init__(model, [model._meta.get_field(name) for name in names])

    def _sql(self, table: str, columns: Sequence[str]) -> str:
        return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})"


class PreparedUpdate(_OneRow):
    """An UPDATE that takes the new values of these attributes, and then the row's primary key."""

    def __init__(self, model: type[Model], *names: str) -> None:
        super().__init__(model, [*(model._meta.get_field(name) for name in names), model._meta.pk])

    def _sql(self, table: str, columns: Sequence[str]) -> str:
        *changed, key = columns
        return f"UPDATE {table} SET {', '.join(f'{column} = %s' for column in changed)} WHERE {key} = %s"


def _adapted(value: Value, connection: BaseDatabaseWrapper) -> Any:
    """Return a value as the database keeps it."""
    return _UUID_FIELD.get_db_prep_value(value, connection) if isinstance(value, UUID) else value


def _converted(row: Row, converters: dict[int, Any], connection: BaseDatabaseWrapper) -> Row:
    values = list(row)
    for place, (functions, expression) in converters.items():
        for function in functions:
            values[place] = function(values[place], expression, connection)
    return tuple(values)
