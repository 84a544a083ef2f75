"""Logical types as nine dialects write them."""

from random import Random

DIALECTS = ("postgres", "mysql", "snowflake", "bigquery", "databricks", "redshift", "oracle", "tsql", "sqlite")
WEIGHTS = (24, 14, 12, 10, 9, 6, 9, 10, 6)
# Alternatives have bars between them; {n} is a length, {p} and {s} precision and scale.
_TYPES = {
    "postgres": {"bigint": "bigint|bigint|int8", "int": "integer|int|integer", "smallint": "smallint", "code": "varchar({n})|varchar({n})|text", "text": "text|varchar({m})", "char": "char({n})", "dec": "numeric({p},{s})|numeric({p},{s})|double precision", "flag": "boolean", "date": "date", "ts": "timestamptz|timestamptz|timestamp", "uuid": "uuid"},
    "mysql": {"bigint": "BIGINT UNSIGNED|BIGINT|bigint", "int": "INT|INT UNSIGNED|int", "smallint": "SMALLINT|TINYINT UNSIGNED", "code": "VARCHAR({n})|varchar({n})", "text": "VARCHAR({m})|TEXT", "char": "CHAR({n})", "dec": "DECIMAL({p},{s})|decimal({p},{s})", "flag": "TINYINT(1)|BOOLEAN|CHAR(1)", "date": "DATE|date", "ts": "DATETIME|TIMESTAMP|datetime", "uuid": "CHAR(36)"},
    "snowflake": {"bigint": "NUMBER(38,0)|NUMBER(18,0)", "int": "NUMBER(10,0)|INTEGER", "smallint": "NUMBER(4,0)", "code": "VARCHAR({n})", "text": "VARCHAR({m})|VARCHAR|STRING", "char": "CHAR({n})|VARCHAR({n})", "dec": "NUMBER({p},{s})|FLOAT", "flag": "BOOLEAN|BOOLEAN|CHAR(1)", "date": "DATE", "ts": "TIMESTAMP_NTZ(9)|TIMESTAMP_NTZ|TIMESTAMP_TZ(3)|TIMESTAMP_LTZ", "uuid": "VARCHAR(36)"},
    "bigquery": {"bigint": "INT64", "int": "INT64", "smallint": "INT64", "code": "STRING", "text": "STRING", "char": "STRING", "dec": "NUMERIC|FLOAT64|NUMERIC", "flag": "BOOL", "date": "DATE", "ts": "TIMESTAMP|TIMESTAMP|DATETIME", "uuid": "STRING"},
    "databricks": {"bigint": "BIGINT", "int": "INT", "smallint": "SMALLINT|INT", "code": "STRING", "text": "STRING", "char": "STRING", "dec": "DECIMAL({p},{s})|DOUBLE", "flag": "BOOLEAN", "date": "DATE", "ts": "TIMESTAMP|TIMESTAMP_NTZ", "uuid": "STRING"},
    "redshift": {"bigint": "bigint|BIGINT", "int": "integer|int", "smallint": "smallint", "code": "varchar({n})", "text": "varchar({m})", "char": "char({n})", "dec": "decimal({p},{s})|numeric({p},{s})", "flag": "boolean|char(1)", "date": "date", "ts": "timestamp|timestamptz", "uuid": "char(36)"},
    "oracle": {"bigint": "NUMBER(12)|NUMBER(15)", "int": "NUMBER(9)|NUMBER(10)", "smallint": "NUMBER(3)", "code": "VARCHAR2({n})|VARCHAR2({n} CHAR)", "text": "VARCHAR2({m})|CLOB", "char": "CHAR({n})", "dec": "NUMBER({p},{s})", "flag": "CHAR(1)|NUMBER(1)", "date": "DATE", "ts": "TIMESTAMP(6)|DATE|TIMESTAMP(0) WITH TIME ZONE", "uuid": "RAW(16)"},
    "tsql": {"bigint": "bigint|BIGINT", "int": "int|INT", "smallint": "smallint|tinyint", "code": "nvarchar({n})|varchar({n})", "text": "nvarchar({m})|nvarchar(max)", "char": "char({n})|nchar({n})", "dec": "decimal({p},{s})|float", "flag": "bit|BIT", "date": "date", "ts": "datetime2(3)|datetime|datetimeoffset(0)", "uuid": "uniqueidentifier"},
    "sqlite": {"bigint": "INTEGER", "int": "INTEGER", "smallint": "INTEGER", "code": "TEXT", "text": "TEXT", "char": "TEXT", "dec": "REAL|NUMERIC", "flag": "INTEGER|BOOLEAN", "date": "TEXT|DATE", "ts": "TEXT|DATETIME|TIMESTAMP", "uuid": "TEXT"},
}  # fmt: skip
_BASE = {
    "name": "code", "hash": "char", "char2": "char", "char3": "char", "n": "int", "num": "dec", "money": "dec", "pct": "dec",
    "ratio": "dec", "score": "dec", "enum": "code", "geo": "dec",
}  # fmt: skip
_LENGTHS = {"char2": "2", "char3": "3", "hash": "64"}
_SCALES = {"geo": ("9,6", "10,7", "8,5"), "money": ("14,2", "12,2", "16,2", "18,4", "10,2"), "pct": ("5,2", "6,3", "7,4", "5,1"), "ratio": ("7,5", "5,4", "6,4"), "score": ("6,2", "5,1", "8,4")}  # fmt: skip
_OTHER_SCALES = ("10,2", "12,3", "9,2", "8,1", "12,4", "14,3", "6,2")
_CODE_LENGTHS = {"code": (4, 6, 8, 10, 12, 16, 20), "name": (40, 50, 60, 80, 100), "enum": (8, 10, 12, 16, 20)}


class TypeChooser:
    """Chooses how one table writes its types: the same alternative for the same logical type throughout."""

    def __init__(self, dialect: str, chance: Random) -> None:
        self._types, self._chance, self._dialect = _TYPES[dialect], chance, dialect
        self._chosen: dict[str, str] = {}
        self._has_enums = dialect == "mysql" and chance.random() < 0.6

    def type_of(self, logical: str) -> str:
        """Return the SQL type of a logical one such as `num:kg` or `enum:a,b`."""
        head, _, rest = logical.partition(":")
        if head == "enum" and self._has_enums:
            return "ENUM(" + ",".join(f"'{value}'" for value in rest.split(",")) + ")"
        base = _BASE.get(head, head)
        if head == "num" and rest in ("d", "s", "min") and self._chance.random() < 0.6:
            base = "int"
        if base not in self._chosen:
            self._chosen[base] = self._chance.choice(self._types[base].split("|"))
        return self._filled(self._chosen[base], head)

    def _filled(self, pattern: str, head: str) -> str:
        precision, scale = self._chance.choice(_SCALES.get(head, _OTHER_SCALES)).split(",")
        length = _LENGTHS.get(head) or str(self._chance.choice(_CODE_LENGTHS.get(head, _CODE_LENGTHS["code"])))
        longer = self._chance.choice(("200", "255", "500", "1000", "2000"))
        filled = pattern.replace("{n}", length).replace("{m}", longer).replace("{p}", precision)
        return filled.replace("{s}", scale)
