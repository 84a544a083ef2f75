"""Types as one meets them: every spelling of nine dialects, also those that a tidy schema would not use."""

from random import Random

# Alternatives have bars between them; {n} is a length, {p} and {s} precision and scale, {v} the values of an enumeration.
_TYPES = {
    "postgres": {"int": "smallint|integer|int|bigint|int2|int4|int8|smallint|numeric({p})", "dec": "numeric({p},{s})|numeric({p},{s})|real|double precision|numeric|decimal({p},{s})", "text": "varchar({n})|character varying({n})|text|char({n})|text", "code": "varchar({n})|char({n})|character({n})|text|smallint", "date": "date", "ts": "timestamp|timestamptz|timestamp(0)|timestamp without time zone|time", "flag": "boolean|boolean|char(1)", "list": "text[]|integer[]|varchar({n})[]|jsonb"},
    "mysql": {"int": "INT UNSIGNED|SMALLINT|SMALLINT UNSIGNED|TINYINT|TINYINT UNSIGNED|MEDIUMINT UNSIGNED|BIGINT UNSIGNED|INT|int(11)|YEAR", "dec": "DECIMAL({p},{s})|DECIMAL({p},{s})|decimal({p},{s})|FLOAT|DOUBLE|DECIMAL({p},{s}) UNSIGNED", "text": "VARCHAR({n})|varchar({n})|TEXT|MEDIUMTEXT|CHAR({n})", "code": "CHAR({n})|VARCHAR({n})|char({n})|TINYINT UNSIGNED", "date": "DATE|date", "ts": "DATETIME|TIMESTAMP|DATETIME(3)|TIME|datetime", "flag": "TINYINT(1)|CHAR(1)|BOOLEAN|BIT(1)", "list": "JSON|VARCHAR({n})|TEXT", "enum": "ENUM({v})|ENUM({v})|SET({v})|VARCHAR({n})"},
    "snowflake": {"int": "NUMBER(38,0)|NUMBER({p},0)|NUMBER({p},0)|INTEGER|SMALLINT|NUMBER(1,0)", "dec": "NUMBER({p},{s})|NUMBER({p},{s})|FLOAT|DOUBLE", "text": "VARCHAR({n})|VARCHAR|STRING|TEXT|CHAR({n})", "code": "VARCHAR({n})|CHAR({n})|VARCHAR({n})|NUMBER({p},0)", "date": "DATE", "ts": "TIMESTAMP_NTZ|TIMESTAMP_NTZ(9)|TIMESTAMP_TZ(0)|TIMESTAMP_LTZ(3)|TIME", "flag": "BOOLEAN|BOOLEAN|CHAR(1)|NUMBER(1,0)", "list": "ARRAY|VARIANT|OBJECT"},
    "bigquery": {"int": "INT64", "dec": "NUMERIC|FLOAT64|BIGNUMERIC|NUMERIC({p},{s})", "text": "STRING|STRING({n})", "code": "STRING|STRING|INT64|STRING({n})", "date": "DATE", "ts": "TIMESTAMP|DATETIME|TIME", "flag": "BOOL|BOOL|STRING", "list": "ARRAY<STRING>|ARRAY<INT64>|JSON"},
    "databricks": {"int": "INT|BIGINT|SMALLINT|TINYINT|INTEGER", "dec": "DECIMAL({p},{s})|DECIMAL({p},{s})|DOUBLE|FLOAT", "text": "STRING", "code": "STRING|STRING|VARCHAR({n})|INT", "date": "DATE", "ts": "TIMESTAMP|TIMESTAMP_NTZ", "flag": "BOOLEAN|STRING", "list": "ARRAY<STRING>|ARRAY<INT>|MAP<STRING, STRING>|ARRAY<BIGINT>"},
    "redshift": {"int": "integer|int|smallint|bigint|INTEGER|SMALLINT|int8", "dec": "decimal({p},{s})|numeric({p},{s})|double precision|real", "text": "varchar({n})|varchar(max)|char({n})|VARCHAR({n})", "code": "char({n})|varchar({n})|CHAR({n})|smallint", "date": "date|DATE", "ts": "timestamp|timestamptz|TIMESTAMP", "flag": "boolean|char(1)|BOOLEAN", "list": "super|varchar({n})"},
    "oracle": {"int": "NUMBER({p})|NUMBER({p})|NUMBER(3)|NUMBER(1)|INTEGER|NUMBER", "dec": "NUMBER({p},{s})|NUMBER({p},{s})|BINARY_DOUBLE|FLOAT", "text": "VARCHAR2({n})|VARCHAR2({n} CHAR)|CLOB|NVARCHAR2({n})", "code": "VARCHAR2({n})|CHAR({n})|CHAR(1)|NUMBER({p})", "date": "DATE", "ts": "TIMESTAMP(6)|DATE|TIMESTAMP(6) WITH TIME ZONE|TIMESTAMP(0)", "flag": "CHAR(1)|NUMBER(1)|VARCHAR2(1)", "list": "CLOB|VARCHAR2({n})"},
    "tsql": {"int": "int|smallint|tinyint|bigint|INT|BIGINT|SMALLINT", "dec": "decimal({p},{s})|numeric({p},{s})|float|real|money|DECIMAL({p},{s})", "text": "nvarchar({n})|varchar({n})|nvarchar(max)|NVARCHAR({n})|varchar(max)", "code": "char({n})|varchar({n})|nchar({n})|VARCHAR({n})|smallint", "date": "date|DATE", "ts": "datetime2(3)|datetime|smalldatetime|datetimeoffset(0)|DATETIME2|time(0)", "flag": "bit|BIT|char(1)", "list": "nvarchar(max)|xml"},
    "sqlite": {"int": "INTEGER|INT|SMALLINT", "dec": "REAL|NUMERIC|DECIMAL({p},{s})", "text": "TEXT|VARCHAR({n})", "code": "TEXT|CHAR({n})|INTEGER", "date": "TEXT|DATE", "ts": "TEXT|DATETIME|TIMESTAMP", "flag": "INTEGER|BOOLEAN|TINYINT", "list": "TEXT|JSON"},
}  # fmt: skip
_GROUPS = {"n": "int", "num": "dec", "money": "dec", "pct": "dec", "key": "code"}
_LENGTHS = (1, 2, 3, 4, 5, 6, 8, 10, 11, 12, 15, 16, 20, 24, 30, 36, 40, 50, 60, 80, 100, 120, 200, 255, 500, 4000)
_N_SHORT = 14
_LEAST_PRECISION, _MOST_PRECISION = 3, 19


def grown_type(logical: str, dialect: str, chance: Random) -> str:
    """Return a SQL type for a logical one such as `n` or `enum:a,b`; the next call may spell it otherwise."""
    head, _, values = logical.partition(":")
    spellings = _TYPES[dialect]
    if head == "enum" and "enum" not in spellings:
        head = "code"
    group = _GROUPS.get(head, head)
    if head == "key" and chance.random() < 0.5:
        group = "int"
    pattern = chance.choice(spellings[group].split("|"))
    lengths = _LENGTHS if group == "text" else _LENGTHS[:_N_SHORT]
    precision = chance.randint(_LEAST_PRECISION, _MOST_PRECISION)
    return (
        pattern.replace("{n}", str(chance.choice(lengths)))
        .replace("{p}", str(precision))
        .replace("{s}", str(chance.randint(1, min(6, precision - 1))))
        .replace("{v}", ",".join(f"'{value}'" for value in values.split(",")))
    )
