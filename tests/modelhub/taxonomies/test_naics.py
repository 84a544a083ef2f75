"""Industry codes from files as the Census Bureau publishes them, and from files that are wrong."""

import io
import zipfile
from collections.abc import Sequence

import pytest
from openpyxl import Workbook

from evaluator.intake.problem import IntakeError
from modelhub.taxonomies.naics import IndustryLine, read_naics
from modelhub.taxonomies.workbook import MAX_ROWS

Cells = Sequence[Sequence[object]]


def workbook(rows: Cells) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def refused(data: bytes, source: str = "codes.xlsx") -> list[str]:
    with pytest.raises(IntakeError) as caught:
        read_naics(data, source=source)
    return [str(problem) for problem in caught.value.problems]


def test_the_layout_of_2022_is_read_as_it_is() -> None:
    rows = [
        ("Seq. No.", "2022 NAICS US   Code", "2022 NAICS US Title", None, None),
        (1, "31-33", "Manufacturing", None, None),
        (2, 311, "Food Manufacturing ", None, None),
        (3, 3111, "Animal Food Manufacturing", None, "a remark in a column without a name"),
    ]

    file = read_naics(workbook(rows), source="2022.xlsx")

    assert file.edition == 2022
    assert file.industries == (
        IndustryLine(2, "31-33", "Manufacturing", 2, ""),
        IndustryLine(3, "311", "Food Manufacturing", 3, "31-33"),
        IndustryLine(4, "3111", "Animal Food Manufacturing", 4, "311"),
    )


def test_the_layout_of_2017_is_read_as_it_is() -> None:
    rows = [
        ("2017 NAICS Code", "2017 NAICS Title", None),
        (None, None, None),
        (111110, "Soybean Farming", None),
        (111120, "Oilseed (except Soybean) Farming ", None),
    ]

    file = read_naics(workbook(rows), source="2017.xlsx")

    assert file.edition == 2017
    assert [(one.line, one.code, one.title, one.parent) for one in file.industries] == [
        (3, "111110", "Soybean Farming", ""),
        (4, "111120", "Oilseed (except Soybean) Farming", ""),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_shuffled_columns_are_found_by_their_names(delimiter: str) -> None:
    lines = (
        f"2022 NAICS US Title{delimiter}Seq. No.{delimiter}2022 NAICS US   Code\r\n"
        f'"Crop Production"{delimiter}2{delimiter}111\r\n'
    )

    file = read_naics(b"\xef\xbb\xbf" + lines.encode(), source="codes.csv")

    assert file.industries == (IndustryLine(2, "111", "Crop Production", 3, ""),)


def test_the_mark_of_comparable_codes_is_no_part_of_title_or_code() -> None:
    data = b"code,title\n111T,Crop ProductionT\n112,Animal Production T\n113,Forestry (NAFT)T\n517,Use of IT\n"

    titles = [(one.code, one.title) for one in read_naics(data, source="codes.csv").industries]

    assert titles == [
        ("111", "Crop Production"),
        ("112", "Animal Production"),
        ("113", "Forestry (NAFT)"),
        ("517", "Use of IT"),
    ]


def test_every_wrong_line_is_named() -> None:
    data = b"code,title\n111,Crop Production\n1,Too short\n111,Again\n112,\n113,Forestry, and Logging\n31-34,No such range\n"

    assert refused(data, "codes.csv") == [
        "codes.csv, line 3: '1' is no NAICS code. Write two to six digits, or 31-33 for a range.",
        "codes.csv, line 4: 111 stands in line 2 already. Keep one of them.",
        "codes.csv, line 5: 112 has no title. Give every code a title of at most 300 characters.",
        "codes.csv, line 6: the row has 3 cells, the header 2. Put titles with commas in quotation marks.",
        "codes.csv, line 7: '31-34' is no NAICS code. Write two to six digits, or 31-33 for a range.",
    ]


def test_a_quoted_line_break_does_not_move_the_lines_after_it() -> None:
    data = b'code,title\n111,"Crop\nProduction"\nx,Wrong\n'

    assert refused(data, "codes.csv")[0].startswith("codes.csv, line 4: 'x' is no NAICS code")


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"name,title\n111,Crop\n", "none of the first 20 rows names one column of codes and one of titles"),
        (b"code,code,title\n1,2,3\n", "none of the first 20 rows names one column of codes and one of titles"),
        (b"code,title\n", "no codes stand below the header"),
        (b"", "the file is empty"),
        (b'code,title\n111,"Crop', "this is not CSV"),
        (b"PK\x03\x04 not a workbook", "the workbook can't be read (BadZipFile)"),
    ],
)
def test_a_file_of_something_else_is_refused(data: bytes, what: str) -> None:
    assert what in refused(data, "codes.csv")[0]


def _packed(members: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked() -> None:
    bomb = _packed({"xl/worksheets/sheet1.xml": b" " * 61_000_000})

    assert "unpacks to more than" in refused(bomb)[0]
    assert "unpacks to more than" in refused(_packed({f"{n}.bin": b"" for n in range(501)}))[0]


def test_a_workbook_that_declares_entities_is_refused() -> None:
    sound = workbook([("2022 NAICS Code", "2022 NAICS Title"), (111, "Crop")])
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    declared = b'<!DOCTYPE lolz [<!ENTITY lol "lol">]>'
    members["xl/worksheets/sheet1.xml"] = declared + members["xl/worksheets/sheet1.xml"]

    assert "declares a document type" in refused(_packed(members))[0]


def test_a_sheet_that_claims_to_be_huge_is_read_by_what_it_holds() -> None:
    sound = workbook([("2022 NAICS Code", "2022 NAICS Title"), (111, "Crop")])
    with zipfile.ZipFile(io.BytesIO(sound)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    sheet = members["xl/worksheets/sheet1.xml"]
    assert b'ref="A1:B2"' in sheet
    members["xl/worksheets/sheet1.xml"] = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')

    assert [one.code for one in read_naics(_packed(members), source="codes.xlsx").industries] == ["111"]


def test_a_sheet_with_too_many_rows_is_refused() -> None:
    rows = [("2022 NAICS Code", "2022 NAICS Title"), *([(None, None)] * MAX_ROWS), (111, "Crop")]

    assert "more than 20,000 rows" in refused(workbook(rows))[0]
