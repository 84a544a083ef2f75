"""CREATE TABLE in many dialects: names, types, keys, comments, and text without comments."""

import pytest
import sqlglot
from sqlglot import exp

from evaluator.intake.ddl import read_sql
from evaluator.intake.problem import IntakeError
from evaluator.intake.schema import ParsedTable, Statement, table_digest


def table(text: str, dialect: str = "postgres", *, sample_rows: bool = False) -> ParsedTable:
    statements = read_sql(text, dialect=dialect, source="a.sql", sample_rows=sample_rows)
    (found,) = [statement.table for statement in statements if statement.table is not None]
    return found


def only(text: str, dialect: str = "postgres") -> Statement:
    (statement,) = read_sql(text, dialect=dialect, source="a.sql")
    return statement


def types(found: ParsedTable) -> dict[str, str]:
    return {column.name: column.type for column in found.columns}


def keys(found: ParsedTable) -> dict[str, tuple[str, str]]:
    return {column.name: (column.key, column.references) for column in found.columns if column.key}


PG_DUMP = """\
-- PostgreSQL database dump
SET client_encoding = 'UTF8';

CREATE TABLE public.orders (
    id integer NOT NULL, -- the key; really
    "Order Date" timestamp(3) without time zone DEFAULT now() NOT NULL,
    /* two
    lines */
    tags character varying(20)[] DEFAULT '{}'::character varying[],
    mood public.mood DEFAULT 'a--b'::public.mood NOT NULL,
    cust integer REFERENCES public.customers(id) ON DELETE SET NULL,
    CONSTRAINT chk CHECK ((id > 0))
)
WITH (fillfactor='70');

ALTER TABLE public.orders OWNER TO postgres;
COMMENT ON TABLE public.orders IS 'It''s the orders';
COMMENT ON COLUMN public.orders."Order Date" IS 'when';
COMMENT ON COLUMN public.orders.id IS 'gone';
COMMENT ON COLUMN public.orders.id IS NULL;
ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (id, mood);
ALTER TABLE ONLY public.orders ADD CONSTRAINT fk FOREIGN KEY (mood, tags) REFERENCES public.moods(m, t);
"""


def test_read_sql_reads_a_postgres_dump() -> None:
    found = table(PG_DUMP)
    assert (found.name, found.dialect, found.line, found.description) == (
        "public.orders",
        "postgres",
        4,
        "It's the orders",
    )
    assert types(found) == {
        "id": "integer",
        "Order Date": "timestamp(3) without time zone",
        "tags": "character varying(20)[]",
        "mood": "public.mood",
        "cust": "integer",
    }
    assert keys(found) == {
        "id": ("PK", ""),
        "tags": ("FK", "public.moods(t)"),
        "mood": ("PK FK", "public.moods(m)"),
        "cust": ("FK", "public.customers(id)"),
    }
    assert [column.name for column in found.columns if column.nullable] == ["tags", "cust"]
    assert found.comments == (("id", None), ("Order Date", "when"), ("tags", None), ("mood", None), ("cust", None))


def test_ddl_loses_every_comment_and_keeps_its_layout() -> None:
    assert (
        table(PG_DUMP).ddl
        == """\
CREATE TABLE public.orders (
    id integer NOT NULL,
    "Order Date" timestamp(3) without time zone DEFAULT now() NOT NULL,
    tags character varying(20)[] DEFAULT '{}'::character varying[],
    mood public.mood DEFAULT 'a--b'::public.mood NOT NULL,
    cust integer REFERENCES public.customers(id) ON DELETE SET NULL,
    CONSTRAINT chk CHECK ((id > 0))
)
WITH (fillfactor='70')"""
    )


def test_read_sql_reads_a_mysql_dump() -> None:
    found = table(
        """/*!40101 SET NAMES utf8 */;
CREATE TABLE `a b` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT COMMENT 'it\\'s; id, (x',
  `e` enum('a','b,c') CHARACTER SET utf8mb4 NOT NULL DEFAULT 'a' COMMENT "dq",
  `key` varchar(10) DEFAULT NULL, # hash
  PRIMARY KEY (`id`,`key`(5)) USING BTREE,
  KEY `idx` (`e`) COMMENT 'of the index',
  CONSTRAINT `fk` FOREIGN KEY (`e`) REFERENCES `o` (`id`)
) ENGINE=InnoDB COMMENT='The
table';""",
        "mysql",
    )
    assert types(found) == {"id": "int(10) unsigned", "e": "enum('a','b,c')", "key": "varchar(10)"}
    assert keys(found) == {"id": ("PK", ""), "e": ("FK", "o(id)"), "key": ("PK", "")}
    assert found.description == "The\ntable"
    assert found.comments == (("id", "it's; id, (x"), ("e", "dq"), ("key", None))
    assert (
        found.ddl
        == """CREATE TABLE `a b` (
  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,
  `e` enum('a','b,c') CHARACTER SET utf8mb4 NOT NULL DEFAULT 'a',
  `key` varchar(10) DEFAULT NULL,
  PRIMARY KEY (`id`,`key`(5)) USING BTREE,
  KEY `idx` (`e`),
  CONSTRAINT `fk` FOREIGN KEY (`e`) REFERENCES `o` (`id`)
) ENGINE=InnoDB"""
    )


def test_read_sql_reads_a_script_of_sql_server() -> None:
    found = table(
        """USE [db]
GO
CREATE TABLE [dbo].[T](
	[Id] [int] IDENTITY(1,1) NOT NULL,
	[Na]]me] [nvarchar](max) COLLATE Latin1_General_CI_AS NULL,
	[full] AS ([Id]*(2)) PERSISTED,
 CONSTRAINT [PK_T] PRIMARY KEY CLUSTERED
(
	[Id] ASC
)WITH (PAD_INDEX = OFF) ON [PRIMARY]
) ON [PRIMARY] TEXTIMAGE_ON [PRIMARY]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'It''s T', @level0type=N'SCHEMA', @level0name=N'dbo', @level1type=N'TABLE', @level1name=N'T'
EXEC sp_addextendedproperty 'MS_Description', 'The id', 'SCHEMA', dbo, 'TABLE', T, 'COLUMN', Id
""",
        "tsql",
    )
    assert types(found) == {"Id": "[int]", "Na]me": "[nvarchar](max)", "full": ""}
    assert (found.name, keys(found), found.description) == ("dbo.T", {"Id": ("PK", "")}, "It's T")
    assert found.comments == (("Id", "The id"), ("Na]me", None), ("full", None))


def test_read_sql_reads_what_oracle_exports() -> None:
    found = table(
        """CREATE TABLE "HR"."EMP"
   (	"ID" NUMBER(6,0) GENERATED BY DEFAULT ON NULL AS IDENTITY MINVALUE 1 START WITH 1 NOT NULL ENABLE,
	"NAME" VARCHAR2(20 BYTE) DEFAULT 'x''y' CONSTRAINT "NN" NOT NULL ENABLE,
	TS TIMESTAMP (6) WITH LOCAL TIME ZONE, start DATE, L LONG RAW,
	CONSTRAINT "PK" PRIMARY KEY ("ID") USING INDEX PCTFREE 10 STORAGE(INITIAL 65536) TABLESPACE "USERS"  ENABLE
   ) SEGMENT CREATION IMMEDIATE TABLESPACE "USERS"
/
COMMENT ON COLUMN HR.EMP.NAME IS q'[it's]';""",
        "oracle",
    )
    assert types(found) == {
        "ID": "NUMBER(6,0)", "NAME": "VARCHAR2(20 BYTE)", "TS": "TIMESTAMP (6) WITH LOCAL TIME ZONE", "start": "DATE", "L": "LONG RAW",
    }  # fmt: skip
    assert [column.name for column in found.columns if not column.nullable] == ["ID", "NAME"]
    assert found.comments[1] == ("NAME", "it's")


def test_read_sql_reads_bigquery_options() -> None:
    found = table(
        """CREATE TABLE `p.d.t` (
  id INT64 NOT NULL OPTIONS(description="the id"),
  s STRUCT<a INT64 OPTIONS(description='inner'), b ARRAY<STRING>> OPTIONS (description='s')
) PARTITION BY DATE(ts) OPTIONS(description='''two
lines''', labels=[("a","b")])""",
        "bigquery",
    )
    assert (found.name, found.description) == ("p.d.t", "two\nlines")
    assert types(found) == {"id": "INT64", "s": "STRUCT<a INT64, b ARRAY<STRING>>"}
    assert found.comments == (("id", "the id"), ("s", "s"))
    assert found.ddl.endswith(') PARTITION BY DATE(ts) OPTIONS(labels=[("a","b")])')


def test_read_sql_reads_databricks_with_partition_columns() -> None:
    found = table(
        """CREATE TABLE main.gold.t (
  id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 1) COMMENT 'the id',
  s STRUCT<a: INT COMMENT 'inner', b: ARRAY<STRING>> COMMENT 's',
  CONSTRAINT pk PRIMARY KEY (id) )
USING DELTA
PARTITIONED BY (dt STRING COMMENT 'day')
COMMENT 'a table'
TBLPROPERTIES ('delta.x' = 'true', 'comment' = 'again')""",
        "databricks",
    )
    assert types(found) == {"id": "BIGINT", "s": "STRUCT<a: INT, b: ARRAY<STRING>>", "dt": "STRING"}
    assert (found.description, found.comments) == ("a table", (("id", "the id"), ("s", "s"), ("dt", "day")))
    assert found.ddl.endswith("USING DELTA\nPARTITIONED BY (dt STRING)\nTBLPROPERTIES ('delta.x' = 'true')")


@pytest.mark.parametrize(
    ("dialect", "column", "expected"),
    [
        ("snowflake", "v VARIANT WITH TAG (a='b') COMMENT 'x'", "VARIANT"),
        ("snowflake", "n NUMBER(38,0) NOT NULL autoincrement start 1 increment 1 noorder", "NUMBER(38,0)"),
        ("redshift", "id bigint encode az64 distkey sortkey", "bigint"),
        ("sqlite", "c VARYING CHARACTER(255) DEFAULT (datetime('now')) collate nocase on conflict replace", "VARYING CHARACTER(255)"),
        ("sqlite", "c", ""),
        ("clickhouse", "s LowCardinality(Nullable(String)) CODEC(ZSTD) DEFAULT ''", "LowCardinality(Nullable(String))"),
        ("mysql", "t timestamp NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "timestamp"),
        ("postgres", "d double precision DEFAULT (1.5)::double precision", "double precision"),
        ("postgres", 'k "My Type" NOT NULL', '"My Type"'),
        ("postgres", "key text", "text"),
        ("db2", "c CHAR(10) FOR BIT DATA NOT NULL", "CHAR(10) FOR BIT DATA"),
        ("oracle", "i INTERVAL DAY (2) TO SECOND (6)", "INTERVAL DAY (2) TO SECOND (6)"),
        ("spark", "m MAP<STRING, ARRAY<INT>> NOT NULL", "MAP<STRING, ARRAY<INT>>"),
        ("duckdb", "s STRUCT(a INT, b TEXT)[]", "STRUCT(a INT, b TEXT)[]"),
        ("tsql", "v datetime2 GENERATED ALWAYS AS ROW START HIDDEN NOT NULL", "datetime2"),
    ],
)  # fmt: skip
def test_type_is_kept_as_written(dialect: str, column: str, expected: str) -> None:
    (found,) = table(f"CREATE TABLE t ({column})", dialect).columns
    assert found.type == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("CREATE TABLE t (id int name text)", "'name' is not part of a column definition (column 'id'); a comma may be missing before it"),
        ("CREATE TABLE t (id int NOT NULL other text)", "'other' is not part of a column definition (column 'id'); a comma may be missing before it"),
        ("CREATE TABLE t (id int, name)", "column 'name' has no type"),
        ("CREATE TABLE t (id int, 5 text)", "a column name is expected here, not '5'"),
        ("CREATE TABLE t ()", "the table has no columns of its own; write them out"),
        ("CREATE TABLE t (LIKE s)", "the table has no columns of its own; write them out"),
        ("CREATE TABLE t (id int,\n x decimal(10,", "the text ends before this ( is closed (line 2)"),
        ("CREATE TABLE t (id int))", "this ) closes nothing"),
        ("CREATE TABLE t (id int, ID text, \"x\" int, x int)", "columns have the same name: 'id' and 'ID'; 'x' and 'x'"),
        ("CREATE TABLE t (id int, PRIMARY KEY (no))", "a key names 'no', which is no column of the table"),
        ("CREATE TABLE t (id int /* never", "this comment is never closed"),
        ("CREATE TABLE t (id int DEFAULT 'never", "the quote \"'never\" is never closed"),
        ("CREATE TABLE t (id int DEFAULT " + "(" * 5000, "too deeply nested: more than 64 brackets inside each other"),
        ("CREATE TABLE t (id " + "STRUCT<a " * 200 + "INT" + ">" * 200 + ")", "too deeply nested: more than 64 brackets inside each other"),
        (f"CREATE TABLE {'x' * 200_001} (id int)", "a name of 200,001 characters; at most 1,024 are read"),
        ('CREATE TABLE "" (id int)', "an empty name"),
        ("CREATE TABLE t (id int) CREATE TABLE u (id int)", "a second CREATE TABLE begins here; a semicolon is missing before it"),
        ("Please document the customer table.", "no SQL statement begins with 'Please'"),
        ("{% if x %} CREATE TABLE t (id int) {% endif %}", "template text is not SQL; fill in the template first, then import the result"),
        ("COPY t FROM stdin;\n1\t2\n", "this COPY block is never closed"),
    ],
)  # fmt: skip
def test_refusal_says_what_is_wrong(text: str, reason: str) -> None:
    statement = only(text)
    assert (statement.line, statement.verdict, statement.reason) == (1, "refused", reason)


@pytest.mark.parametrize(
    "text", ["t AS SELECT 1 AS a", "t", "t LIKE s", "t CLONE s", "t (SELECT 1)", "t PARTITION OF s FOR VALUES IN (1)"]
)
def test_a_table_without_a_column_list_is_refused(text: str) -> None:
    statement = only(f"CREATE TABLE {text}")
    assert (statement.verdict, statement.name) == ("refused", "t")
    assert statement.reason.startswith("the statement lists no columns")


@pytest.mark.parametrize(
    "name", ["@schema.person", "{{ db }}.t", "${catalog}.t", "%%schema%%.t", "&&owner..t", ":t", "a.{{ t }}"]
)
def test_a_placeholder_for_a_name_is_refused_with_a_hint(name: str) -> None:
    for dialect in ("postgres", "tsql", "snowflake"):
        statement = only(f"CREATE TABLE {name} (id int)", dialect)
        assert statement.verdict == "refused"
        assert "fill in the template first" in statement.reason


@pytest.mark.parametrize(
    "text",
    ["DROP TABLE auth_user", "DELETE FROM t", "ATTACH DATABASE '/tmp/x' AS x", "COPY (SELECT 1) TO PROGRAM 'true'", "CREATE VIEW v AS SELECT 1", "SELECT 1", "INSERT INTO t VALUES (1)", "TRUNCATE t"],
)  # fmt: skip
def test_statements_that_are_not_tables_are_ignored(text: str) -> None:
    assert only(text).verdict == "ignored"


def test_columns_that_differ_in_case_are_kept_where_the_dialect_tells_them_apart() -> None:
    text = 'CREATE TABLE t (id int, "Id" int, "ID" int)'
    assert [column.name for column in table(text).columns] == ["id", "Id", "ID"]
    assert only(text, "sqlite").reason == "columns have the same name: 'id' and 'Id'; 'id' and 'ID'"


def test_names_are_kept_byte_for_byte() -> None:
    names = ["caf\u00e9", "cafe\u0301", "売上", "\u202eabc", 'a"b', "naïve name", "\U0001f600_mood"]
    listed = ", ".join('"' + name.replace('"', '""') + '" TEXT' for name in names)
    found = table(f'CREATE TABLE "שם" ({listed}, größe int, e\u0301t int)')
    assert [column.name for column in found.columns] == [*names, "größe", "e\u0301t"]


def test_a_table_of_1600_columns_is_read() -> None:
    found = table("CREATE TABLE t (" + ", ".join(f"c{i} numeric(10,2) NOT NULL" for i in range(1600)) + ");")
    assert len(found.columns) == 1600
    assert found.columns[-1].name == "c1599"


def test_comments_find_their_table_by_any_part_of_its_name() -> None:
    text = "CREATE TABLE a.T (X int); CREATE TABLE b.t (x int); COMMENT ON TABLE B.t IS 'second'; COMMENT ON COLUMN a.t.x IS 'first'; COMMENT ON TABLE other IS 'no'"
    statements = read_sql(text, dialect="postgres", source="a.sql")
    assert [s.table.description for s in statements if s.table] == [None, "second"]
    assert [s.table.comments for s in statements if s.table] == [(("X", "first"),), (("x", None),)]
    assert [s.verdict for s in statements] == ["table", "table", "comment", "comment", "ignored"]


def test_a_comment_on_an_unknown_column_is_refused() -> None:
    statement = read_sql("CREATE TABLE t (x int); COMMENT ON COLUMN t.y IS 'y'", dialect="postgres", source="a.sql")[-1]
    assert (statement.verdict, statement.reason) == ("refused", "table t has no column 'y'")


INSERTS = """CREATE TABLE t (a int, b text, c text);
INSERT INTO t VALUES (1, 'it''s', NULL), (-2.50, 'x'::text, now());
INSERT INTO t (a, b, c) VALUES (3, N'n', 'c'), (4, '', '');"""


def test_inserted_rows_become_samples_when_asked_for() -> None:
    found = table(INSERTS, sample_rows=True)
    assert found.sample_columns == ("a", "b", "c")
    assert found.sample_rows == (("1", "it's", None), ("-2.50", "'x'::text", "now()"), ("3", "n", "c"))


def test_inserted_rows_are_ignored_unless_asked_for() -> None:
    found = read_sql(INSERTS, dialect="postgres", source="a.sql")
    assert [s.verdict for s in found] == ["table", "ignored", "ignored"]
    assert found[0].table is not None
    assert found[0].table.sample_rows == ()


def test_rows_of_the_wrong_width_are_refused() -> None:
    text = "CREATE TABLE t (a int, b text); INSERT INTO t VALUES (1)"
    statement = read_sql(text, dialect="postgres", source="a.sql", sample_rows=True)[-1]
    assert (statement.verdict, statement.reason) == ("refused", "a row has 1 values for 2 columns")


def test_an_unknown_dialect_is_an_error() -> None:
    with pytest.raises(IntakeError, match="unknown SQL dialect 'klingon'"):
        read_sql("CREATE TABLE t (a int)", dialect="klingon", source="a.sql")


def test_digest_ignores_comments_and_layout_but_no_part_of_the_schema() -> None:
    base = "CREATE TABLE t (a int NOT NULL, b text)"
    same = [
        "CREATE TABLE t (a int NOT NULL, -- x\n  b text);",
        "CREATE TABLE t (a int NOT NULL, b text); COMMENT ON TABLE t IS 'x'",
    ]
    other = [
        "CREATE TABLE u (a int NOT NULL, b text)",
        "CREATE TABLE s.t (a int NOT NULL, b text)",
        "CREATE TABLE t (b text, a int NOT NULL)",
        "CREATE TABLE t (a int, b text)",
        "CREATE TABLE t (a bigint NOT NULL, b text)",
        "CREATE TABLE t (a int PRIMARY KEY, b text)",
        "CREATE TABLE t (a int NOT NULL REFERENCES u, b text)",
        "CREATE TABLE t (a int NOT NULL REFERENCES u (x), b text)",
    ]
    assert {table_digest(table(text)) for text in same} == {table_digest(table(base))}
    digests = [table_digest(table(text)) for text in [base, *other]] + [table_digest(table(base, "mysql"))]
    assert len(set(digests)) == len(digests)


AGREED = [
    ("postgres", PG_DUMP),
    ("mysql", "CREATE TABLE t (a int unsigned NOT NULL, `b c` enum('x','y') COMMENT 'z', PRIMARY KEY (a), KEY k (a)) ENGINE=InnoDB"),
    ("tsql", "CREATE TABLE [a].[b] ([c d] [int] NOT NULL, e nvarchar(max) NULL, CONSTRAINT p PRIMARY KEY CLUSTERED (e))"),
    ("bigquery", "CREATE TABLE a.b (c INT64 NOT NULL OPTIONS(description='x'), d ARRAY<STRUCT<e INT64>>)"),
    ("databricks", "CREATE TABLE a.b.c (d BIGINT NOT NULL COMMENT 'x', e MAP<STRING, INT>) USING DELTA PARTITIONED BY (f DATE)"),
    ("snowflake", "CREATE TABLE a.b.c (d NUMBER(38,0) NOT NULL COMMENT 'x', e VARIANT) COMMENT='y' CLUSTER BY (d)"),
    ("oracle", "CREATE TABLE a.b (c NUMBER(10) NOT NULL, d VARCHAR2(20 CHAR) DEFAULT 'x', CONSTRAINT p PRIMARY KEY (c))"),
]  # fmt: skip


@pytest.mark.parametrize(("dialect", "text"), AGREED)
def test_columns_agree_with_sqlglots_parser(dialect: str, text: str) -> None:
    """A second reader, where it can read the statement at all, must find the same columns."""
    text = text.split("\n\nALTER TABLE")[0]
    created = next(e for e in sqlglot.parse(text, dialect=dialect) if isinstance(e, exp.Create))
    theirs = [
        (column.name, any(isinstance(c.kind, exp.NotNullColumnConstraint) for c in column.constraints))
        for column in created.find_all(exp.ColumnDef)
        if not column.find_ancestor(exp.DataType)
    ]
    ours = table(text, dialect)
    in_key = {column.name for column in ours.columns if column.key.startswith("PK")}
    assert [name for name, _ in theirs] == [column.name for column in ours.columns]
    assert {name for name, not_null in theirs if not_null} | in_key == {c.name for c in ours.columns if not c.nullable}


@pytest.mark.parametrize(("dialect", "text"), AGREED)
def test_text_without_comments_reads_as_the_same_table(dialect: str, text: str) -> None:
    first = table(text.split("\n\nALTER TABLE")[0], dialect)
    second = table(first.ddl, dialect)
    assert second.columns == first.columns
    assert second.ddl == second.original == first.ddl
    assert (second.description, [comment for _, comment in second.comments if comment]) == (None, [])


@pytest.mark.parametrize(
    ("definition", "dialect"),
    [
        ("id SERIAL", "postgres"),
        ("id bigserial", "postgres"),
        ("id smallserial", "cockroachdb"),
        ("id SERIAL", "mysql"),
        ("id bigint GENERATED ALWAYS AS IDENTITY", "postgres"),
        ("id bigint GENERATED BY DEFAULT AS IDENTITY (START WITH 10)", "postgres"),
        ("id NUMBER GENERATED BY DEFAULT ON NULL AS IDENTITY", "oracle"),
        ("id INT AUTO_INCREMENT UNIQUE", "mysql"),
        ("id BIGINT SERIAL DEFAULT VALUE", "mysql"),
        ("id int IDENTITY(1,1)", "tsql"),
        ("id bigint IDENTITY(0,1)", "redshift"),
        ("id integer PRIMARY KEY", "postgres"),
        ("id integer, PRIMARY KEY (id)", "postgres"),
    ],
)
def test_read_sql_knows_columns_that_are_not_null_without_saying_so(definition: str, dialect: str) -> None:
    found = table(f"CREATE TABLE t ({definition}, note varchar(10))", dialect)

    assert [column.nullable for column in found.columns] == [False, True]


@pytest.mark.parametrize(
    ("definition", "dialect"),
    [
        ("id integer GENERATED ALWAYS AS (a + 1) STORED", "postgres"),
        ("id public.serial", "postgres"),
        ('id "SERIAL"', "postgres"),
        ("id NUMBER AUTOINCREMENT", "snowflake"),
        ("id NUMBER IDENTITY(1,1)", "snowflake"),
        ("id integer DEFAULT nextval('s')", "postgres"),
    ],
)
def test_read_sql_takes_no_other_column_for_not_null(definition: str, dialect: str) -> None:
    assert table(f"CREATE TABLE t ({definition})", dialect).columns[0].nullable
