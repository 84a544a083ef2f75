"""The engine at the command line, in a process of its own as on a GPU machine: without Django."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from modelhub.engine.__main__ import main
from modelhub.engine.records import ColumnRecord, TableRecord, documentation_from_json, table_to_json

ROOT = Path(__file__).resolve().parents[3]
TABLES = [
    TableRecord(f"shop.t{number}", "PostgreSQL", tuple(ColumnRecord(f"c{place}", "int") for place in range(number)))
    for number in (1, 3, 2)
]
WITHOUT_DJANGO = """
import sys
for name in ("django", "celery", "config", "evaluator", "sqlglot"):
    sys.modules[name] = None
from modelhub.engine.__main__ import main
sys.exit(main())
"""


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(table_to_json(table) + "\n" for table in TABLES) + "\n")
    return path


def test_generate_documents_every_table_without_django(tiny_folder: Path, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    arguments = [
        "generate",
        "--model",
        str(tiny_folder / "llama"),
        "--tables",
        str(tables),
        "--out",
        str(out),
        "--device",
        "cpu",
    ]

    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, *arguments, "--temperature", "1", "--template", "short", "--max-new-tokens", "300"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    lines = [json.loads(line) for line in out.read_text().splitlines()]
    assert done.returncode in (0, 1), done.stderr
    assert sorted(line["line"] for line in lines) == [1, 2, 3]
    assert all(line["forced"] for line in lines)
    for line in lines:
        table = TABLES[line["line"] - 1]
        if line["status"] in ("ok", "repaired"):
            documentation = documentation_from_json(json.dumps(line))
            assert (documentation.table, len(documentation.comments)) == (table.name, len(table.columns))
        for raw in line["raw"]:
            assert json.loads(raw)["columns"].keys() <= {column.name for column in table.columns}


def test_generate_appends_so_that_what_was_done_stays(tiny_folder: Path, tables: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("{}\n")

    main(["generate", "--model", str(tiny_folder / "gpt2"), "--tables", str(tables), "--out", str(out), "--device", "cpu", "--free", "--max-new-tokens", "200"])  # fmt: skip

    assert out.read_text().startswith("{}\n")
    assert len(out.read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--model", "/nowhere"], "is no directory"),
        (["--random-weights", "gpt-9"], "there is no preset 'gpt-9'; there are mpt-7b"),
        (["--device", "cuda:77"], "there is no device cuda:77"),
        (["--template", "/nowhere"], "No such file"),
        (["--tables", "/nowhere"], "No such file"),
    ],
)
def test_generate_says_what_is_wrong(
    tiny_folder: Path, tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], change: list[str], words: str
) -> None:
    options = {"--model": str(tiny_folder / "llama"), "--tables": str(tables), "--out": str(tmp_path / "out.jsonl")}
    if change[0] == "--random-weights":
        del options["--model"]
    options |= {change[0]: change[1]}

    assert main(["generate", *(word for pair in options.items() for word in pair)]) == 2
    assert words in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "words"),
    [("{", "in.jsonl, line 5: not a JSON object"), ('{"name": "t"}', "line 5: 'columns' must be a list")],
)
def test_generate_names_a_broken_line_before_it_starts(
    tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, words: str
) -> None:
    tables.write_text(tables.read_text() + line + "\n")

    assert main(["generate", "--model", "/nowhere", "--tables", str(tables), "--out", str(tmp_path / "out.jsonl")]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out.jsonl").exists()


def test_generate_takes_a_template_from_a_file(
    tiny_folder: Path, tables: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "mine.json"
    arguments = ["generate", "--model", str(tiny_folder / "mpt"), "--tables", str(tables), "--out", str(tmp_path / "o.jsonl"), "--template", str(template), "--device", "cpu", "--max-new-tokens", "200"]  # fmt: skip
    template.write_text(json.dumps({"system": "", "user": "no place"}))
    assert main(arguments) == 2
    assert "exactly once" in capsys.readouterr().err

    template.write_text(json.dumps({"system": "S", "user": "Write on {table}"}))
    assert main(arguments) in (0, 1)
    assert len((tmp_path / "o.jsonl").read_text().splitlines()) == 3
