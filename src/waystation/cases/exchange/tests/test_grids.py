"""Files become rows of text, each with its number; hostile ones are refused."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.base.errors import Refused
from waystation.cases.exchange import bounds, grids
from waystation.cases.exchange.columns import guessed

CONTENT_TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/></Types>"""
RELS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}"
 Target="{}"/>{}</Relationships>"""
SECOND = """<Relationship Id="r2"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
 Target="worksheets/sheet2.xml"/>"""
STRINGS = """<Relationship Id="r3"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
 Target="sharedStrings.xml"/>"""
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = f"""<?xml version="1.0"?><workbook xmlns="{MAIN}"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>
<sheet name="people" sheetId="1" r:id="r1"/><sheet name="ties" sheetId="2" r:id="r2"/>
</sheets></workbook>"""


def a_sheet(rows):
    return (
        f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    )


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


PEOPLE = a_sheet(
    f'<row r="1">{cell("A1", "name")}{cell("B1", "age")}</row>'
    f'<row r="4">{cell("A4", "Ann")}<c r="B4"><v>40</v></c></row>'
)
TIES = a_sheet(f'<row r="1">{cell("A1", "relation")}</row><row r="2">{cell("A2", "wife")}</row>')


def a_book(people=PEOPLE, strings="", **more):
    """Lay a small spreadsheet out as its own format has it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as pack:
        pack.writestr("[Content_Types].xml", CONTENT_TYPES)
        pack.writestr("_rels/.rels", RELS.format("officeDocument", "xl/workbook.xml", ""))
        pack.writestr("xl/workbook.xml", BOOK)
        rels = RELS.format("worksheet", "worksheets/sheet1.xml", SECOND + STRINGS)
        pack.writestr("xl/_rels/workbook.xml.rels", rels)
        pack.writestr("xl/worksheets/sheet1.xml", people)
        pack.writestr("xl/worksheets/sheet2.xml", TIES)
        pack.writestr("xl/sharedStrings.xml", strings or f'<sst xmlns="{MAIN}"/>')
        for name, content in more.items():
            pack.writestr(name, content)
    return packed.getvalue()


def test_a_row_of_csv_goes_by_the_line_on_which_it_begins():
    (grid,) = grids.read(b'name;note\n\n"Ann";"two\nlines"\nPerry;\n').grids

    assert grid.header == ("name", "note")
    assert grid.rows == ((3, ("Ann", "two lines")), (5, ("Perry", "")))


@pytest.mark.parametrize(
    ("spelling", "said"), [("utf-8-sig", ""), ("utf-16", ""), ("cp949", "cp949")]
)
def test_korean_is_read_however_it_was_spelled(spelling, said):
    read = grids.read("이름,나이\n김순이,40\n".encode(spelling))

    assert read.grids[0].rows == ((2, ("김순이", "40")),)
    assert read.spelling == said


def test_a_spreadsheet_gives_its_two_sheets_with_the_numbers_of_their_rows():
    people, ties = grids.read(a_book()).grids

    assert (people.header, people.rows) == (("name", "age"), ((4, ("Ann", "40")),))
    assert (ties.header, ties.rows) == (("relation",), ((2, ("wife",)),))


def test_pictures_and_macros_are_not_looked_at():
    book = a_book(**{"xl/media/one.png": b"\x89PNG<<<", "xl/vbaProject.bin": b"\0\1"})

    packed = bounds.packed_anew(book, bounds.Most(100, 10))

    names = zipfile.ZipFile(io.BytesIO(packed)).namelist()
    assert "xl/worksheets/sheet1.xml" in names
    assert not {"xl/media/one.png", "xl/vbaProject.bin"} & set(names)


FAR = f'<row r="1">{cell("A1", "name")}</row>'
MANY = "".join('<row r="2"><c t="s"><v>0</v></c></row>' for _ in range(20_000))


@pytest.mark.parametrize(
    "book",
    [
        a_book(people=a_sheet(f'{FAR}<row r="2">{cell("XFD2", "x")}</row>')),
        a_book(people=a_sheet(f'{FAR}<row r="1048576">{cell("A1048576", "x")}</row>')),
        a_book(people=a_sheet(f'{FAR}<row r="2">{"<c/>" * 61}</row>')),
        a_book(people='<!DOCTYPE x [<!ENTITY a "aaaa">]>' + PEOPLE),
        # One text of 4,000 letters in 20,000 cells would be 80 million letters.
        a_book(people=a_sheet(FAR + MANY), strings=f"<sst><si><t>{'a' * 4_000}</t></si></sst>"),
        a_book(**{"xl/worksheets/sheet1.xml ": b" " * (bounds.UNPACKED_MAX + 1)}),
        b"PK\x03\x04 and then nothing of the kind",
        b"\xd0\xcf\x11\xe0 an old workbook",
        b"",
        b"name\n",
        b"name\n\xff\xfe\xfd",
        b'name\n"lost',
        b"name\n" + b"x" * 2_001,
        b",".join([b"name"] * 61) + b"\n" + b",".join([b"x"] * 61),
    ],
)  # fmt: skip
def test_what_is_too_large_or_broken_is_refused(book):
    with pytest.raises(Refused):
        grids.read(book)


def test_headings_are_guessed_in_both_languages_and_each_meaning_once():
    people = ("ID", "성명", "Full_Name", "생년월일", "Gender", "shoe size", "Page", "source")

    found = guessed(people, "people")

    assert found == ("number", "name", "", "birth", "sex", "", "note", "note")


def test_the_headings_of_the_empty_sheets_are_understood():
    from waystation.cases.exchange.domain import COLUMNS
    from waystation.cases.exchange.wording import headings

    for language in ("en", "ko"):
        for table, columns in COLUMNS.items():
            assert guessed(headings(table, language), table) == columns


def spoiled(content, at, byte):
    """Give bytes with one of them changed, wherever it lies."""
    place = at % len(content)
    return content[:place] + bytes([byte]) + content[place + 1 :]


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=200).map(str.encode),
        st.builds(spoiled, st.just(a_book()), st.integers(0), st.integers(0, 255)),
        st.builds(spoiled, st.just(PEOPLE.encode()), st.integers(0), st.integers(32, 126)).map(
            lambda sheet: a_book(people=sheet)
        ),
    )
)
def test_whatever_bytes_come_in_give_rows_or_a_refusal(raw):
    try:
        read = grids.read(raw)
    except Refused:
        return

    for grid in read.grids:
        assert all(len(cells) == len(grid.header) for _row, cells in grid.rows)
