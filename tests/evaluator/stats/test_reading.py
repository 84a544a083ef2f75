"""CSV files of votes: what is read, and how each kind of broken file is refused."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from evaluator.stats.csv_parts import BadVotesError
from evaluator.stats.outcomes import Outcome, Vote
from evaluator.stats.reading import read_votes
from tests.evaluator.stats.columns import votes_in
from tests.evaluator.stats.studies import studies

HEADER = "item_id,rater_id,system_a,system_b,outcome"
FULL = f"{HEADER},shown_left,repeat,grade,length_a,length_b,elapsed_ms"


def file_of(folder: Path, content: str | bytes) -> Path:
    path = folder / "votes.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_all_columns_are_read(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{FULL}\nt1,r1,x,y,b,a,1,-2,10,20,1500\nt1,r2,x,y,tie,,,,,,\n")

    assert votes_in(read_votes(path)) == [
        Vote(
            "t1",
            "r1",
            "x",
            "y",
            Outcome.B,
            grade=-2,
            shown_left="a",
            repeat=1,
            active_ms=1500,
            length_a=10,
            length_b=20,
        ),
        Vote("t1", "r2", "x", "y", Outcome.TIE),
    ]


@pytest.mark.parametrize(
    "content",
    [
        f"\ufeff{HEADER}\r\nt1,r1,x,y,a\r\n",
        f"{HEADER};note\nt1;r1;x;y;a;fine\n".replace(",", ";"),
        f"{HEADER}\nt1,r1,x,y,a\n".replace(",", "\t"),
        "outcome, system_b ,system_a,rater_id,item_id\n\na, y ,x,r1,t1\n",
    ],
)
def test_dialects_of_spreadsheets_are_read(tmp_path: Path, content: str) -> None:
    assert votes_in(read_votes(file_of(tmp_path, content))) == [Vote("t1", "r1", "x", "y", Outcome.A)]


def test_whole_numbers_may_end_in_a_zero_fraction_and_times_in_any(tmp_path: Path) -> None:
    path = file_of(tmp_path, f"{FULL}\nt1,r1,x,y,a,,0.0,2.0,10.,20,1500.7\n")

    (vote,) = votes_in(read_votes(path))

    assert (vote.repeat, vote.grade, vote.length_a, vote.active_ms) == (0, 2, 10, 1501)


@settings(max_examples=40, deadline=None)
@given(studies(graded=True))
def test_votes_come_back_from_the_file_they_were_written_to(votes: list[Vote]) -> None:
    def row(v: Vote) -> str:
        cells = (v.table, v.rater, v.system_a, v.system_b, v.outcome, v.shown_left, v.repeat, v.grade, 5, None, 7)
        return ",".join("" if cell is None else str(cell) for cell in cells)

    with TemporaryDirectory() as folder:
        path = file_of(Path(folder), "\n".join([FULL, *map(row, votes)]))

        assert votes_in(read_votes(path)) == [replace(v, length_a=5, active_ms=7) for v in votes]


def test_long_files_are_read_in_parts_and_keep_their_lines(tmp_path: Path) -> None:
    rows = [f"t{i},r1,x,y,{'ab'[i % 2]}" for i in range(12_000)]
    path = file_of(tmp_path, "\n".join([HEADER, *rows]))

    columns = read_votes(path)

    assert columns.line.tolist() == list(range(2, 12_002))
    assert votes_in(columns)[11_999] == Vote("t11999", "r1", "x", "y", Outcome.B)


def test_a_bad_row_far_down_is_named_by_line(tmp_path: Path) -> None:
    rows = [f"t{i},r1,x,y,a" for i in range(12_000)]
    path = file_of(tmp_path, "\n".join([HEADER, *rows[:11_000], "", "t,r1,x,y,c", *rows[11_000:], "t,r1,x,y,d"]))

    with pytest.raises(BadVotesError) as refused:
        read_votes(path)

    assert [line.split(":")[0] for line in str(refused.value).splitlines()[1:]] == ["  line 11003", "  line 12004"]


def test_header_alone_gives_no_votes(tmp_path: Path) -> None:
    assert votes_in(read_votes(file_of(tmp_path, f"{HEADER}\n"))) == []


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("t1,r1,x,y,A", "outcome 'A' is none of a, b, tie, both_bad, cant_judge"),
        ("t1,r1,x,y,nan", "outcome 'nan' is none of"),
        ("t1,r1,x,x,a", "system_a and system_b are both 'x'"),
        ("t1,,x,y,a", "rater_id is empty"),
        ("t1,r1,x,y", "has 4 fields where the header has 11"),
        ("t1,r1,x,y,a,left,,,,,", "shown_left 'left' is neither a nor b"),
        ("t1,r1,x,y,a,,first,,,,", "repeat 'first' is not a whole number"),
        ("t1,r1,x,y,a,,-1,,,,", "repeat -1 is below 0"),
        ("t1,r1,x,y,a,,,-1,,,", "grade -1 contradicts outcome 'a'"),
        ("t1,r1,x,y,a,,,7,,,", "grade 7 is outside -2 to 2"),
        ("t1,r1,x,y,a,,,1.5,,,", "grade '1.5' is not a whole number"),
        ("t1,r1,x,y,a,,,1_0,,,", "grade '1_0' is not a whole number"),
        ("t1,r1,x,y,a,,,,\u0663,,", "length_a '\u0663' is not a whole number"),
        ("t1,r1,x,y,cant_judge,,,0,,,", "grade 0 on a 'cant_judge' answer"),
        ("t1,r1,x,y,a,,,,,,nan", "elapsed_ms 'nan' is not a number"),
        ("t1,r1,x,y,a,,,,,,inf", "elapsed_ms 'inf' is not a number"),
        ("t1,r1,x,y,a,,,,,,9007199254740993", "elapsed_ms 9007199254740993 is too large"),
        ("t1,r1,x,y,a,,,,,nan,", "length_b 'nan' is not a whole number"),
        ("t1,r1,x,y,a,,,,,,-5", "elapsed_ms -5 is below 0"),
        ("t1,r1,x,y,a,,,,,,-0.5", "elapsed_ms -0.5 is below 0"),
        (f"t1,r1,x,y,a,,,,,,{'9' * 5000}", "elapsed_ms is 5000 characters long"),
        ("t1,r1,x,y,a,,,,,,99999999999999999999", "elapsed_ms 99999999999999999999 is too large"),
    ],
)
def test_bad_rows_are_named_by_line(tmp_path: Path, row: str, message: str) -> None:
    row = row if row.count(",") != 4 else f"{row},,,,,,"
    path = file_of(tmp_path, f"{FULL}\nt0,r1,x,y,a,,,,,,\n\n{row}\n")

    with pytest.raises(BadVotesError) as refused:
        read_votes(path)

    assert str(refused.value).startswith(f"{path}: nothing was read:\n  line 4: {message}")


def test_a_row_after_a_quoted_line_break_keeps_its_line_number(tmp_path: Path) -> None:
    path = file_of(tmp_path, f'{HEADER},note\nt1,r1,x,y,a,"two\nlines"\nt2,r1,x,y,?,\n')

    with pytest.raises(BadVotesError, match="line 4: outcome"):
        read_votes(path)


def test_many_bad_rows_are_counted(tmp_path: Path) -> None:
    path = file_of(tmp_path, HEADER + "\n" + "t1,r1,x,y,no\n" * 25)

    with pytest.raises(BadVotesError, match=r"line 21: (?s:.*)and 5 more lines$"):
        read_votes(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xef\xbb\xbf", "the file is empty"),
        (b"PK\x03\x04rest", "this is a zip or Excel file; save it as CSV"),
        (f"{HEADER}\n".encode("utf-16"), "this is UTF-16 text; save it as CSV"),
        (f"{HEADER}\nt1,r1,Bj\xf6rn,y,a\n".encode("latin-1"), "line 2: not UTF-8 .byte 51."),
        (f"{HEADER}\nt1,r\0,x,y,a\n".encode(), "line 2: holds a NUL character"),
        (
            b"item,rater,system_a,system_b,choice\n",
            "line 1: missing columns: item_id, rater_id, outcome; the header is: item",
        ),
        (f"{HEADER},outcome\n".encode(), "line 1: these columns occur twice: outcome"),
        (f'{HEADER}\nt1,"r1,x,y,a\n'.encode(), "line 2: unexpected end of data; check the quotes"),
        (f'{HEADER}\nt1,r1,x,y,a\nt2,"r"1,x,y,a\n'.encode(), "line 3: .* check the quotes"),
    ],
)
def test_files_that_are_not_votes_are_refused(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(BadVotesError, match=message):
        read_votes(file_of(tmp_path, content))
