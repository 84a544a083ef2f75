"""Files that somebody could upload by mistake or on purpose, with what the page must say of each."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HostileFile:
    """A file; `line` is where the fault is, 0 when it is the file as a whole; `says` stands in the reason."""

    name: str
    content: bytes
    line: int
    says: str


ORDERS = b"CREATE TABLE orders (id integer PRIMARY KEY, placed_at timestamp);\n"
DEEP = b"[" * 100_000 + b"]" * 100_000
ROW = b'{"table": "shop.table_1", "description": "One row per order.", "columns": {"id": "Key."}}\n'

TABLE_FILES = (
    HostileFile("empty.sql", b"", 0, "empty"),
    HostileFile("blank.sql", b" \n\t\n", 0, "no text"),
    HostileFile("marked.sql", b"\xef\xbb\xbf", 0, "no text"),
    HostileFile("prose.sql", b"Please document the customer table. It has an id, I think.", 0, "No table was found"),
    HostileFile(
        "cut.sql",
        b"CREATE TABLE invoices (\n  id int,\n  amount decimal(10,",
        1,
        "ends before this ( is closed (line 3)",
    ),
    HostileFile("open.sql", b"CREATE TABLE t (\n id int /* never closed", 1, "never closed (line 2)"),
    HostileFile("twice.sql", b"CREATE TABLE t (id int, name text,\n ID int);", 0, "id"),
    HostileFile("nothing.sql", b"CREATE TABLE t ();", 1, "column"),
    HostileFile("nul.sql", b"CREATE TABLE t (id int,\n na\x00me text);", 2, "NUL"),
    HostileFile("latin.sql", "CREATE TABLE grö (\n größe int);".encode("latin-1"), 1, "UTF-8"),
    HostileFile("wide.sql", ORDERS.decode().encode("utf-16-le"), 0, "UTF-16"),
    HostileFile("half.sql", b"\xff\xfe" + ORDERS.decode().encode("utf-16-le")[:-1], 0, "UTF-16"),
    HostileFile("deep.sql", b"CREATE TABLE t (id int DEFAULT " + b"(" * 5000 + b"1" + b")" * 5000 + b");", 1, "nested"),
    HostileFile("types.sql", b"CREATE TABLE t (a " + b"STRUCT<x " * 200 + b"INT" + b">" * 200 + b");", 1, "nested"),
    HostileFile("sheet.sql", b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml", 0, "Office"),
    HostileFile("rows.jsonl", b'{"table": "t", "ddl": "CREATE TABLE t (id int)"\n', 1, "JSON"),
    HostileFile("deep.jsonl", DEEP, 1, "nest"),
    HostileFile("types.jsonl", b'{"table": 7, "columns": "none"}\n', 1, "table"),
    HostileFile("list.jsonl", b"[1, 2, 3]\n", 1, "object"),
    HostileFile("large.sql", b"-- padding\n" * 500_000, 0, "more than the 5,000,000 allowed"),
)
OUTPUT_FILES = (
    HostileFile("empty.jsonl", b"", 0, "empty"),
    HostileFile("blank.jsonl", b"\n\n\n", 0, "no text"),
    HostileFile("cut.jsonl", ROW + ROW[:40], 2, "JSON"),
    HostileFile("prose.jsonl", b"The orders table holds orders.", 1, "JSON"),
    HostileFile("unknown.jsonl", ROW + ROW.replace(b"table_1", b"table_9"), 2, "table_9"),
    HostileFile("extra.jsonl", ROW.replace(b'"id":', b'"id_2":'), 1, "no column"),
    HostileFile("twins.jsonl", ROW + ROW, 1, "more than one output"),
    HostileFile("undescribed.jsonl", ROW.replace(b"One row per order.", b" \\u200b "), 1, "missing or blank"),
    HostileFile("types.jsonl", ROW.replace(b'"One row per order."', b'["One row"]'), 1, "description"),
    HostileFile("nan.jsonl", ROW.replace(b'"Key."', b"NaN"), 1, "NaN is not JSON"),
    HostileFile("nul.jsonl", ROW.replace(b"Key", b"\\u0000"), 1, "NUL"),
    HostileFile("half.jsonl", ROW.replace(b"Key", b"\\ud800"), 1, "surrogate"),
    HostileFile("deep.jsonl", DEEP, 1, "nest"),
    HostileFile("latin.jsonl", ROW.replace(b"Key", b"Schl\xfcssel"), 1, "UTF-8"),
    HostileFile("pickle.jsonl", b"\x80\x04\x95", 0, "pickle"),
    HostileFile("large.jsonl", b" " * 12_000_001, 0, "larger than 12 MB"),
)
