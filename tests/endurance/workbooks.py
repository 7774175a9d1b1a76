"""Workbooks that nobody's spreadsheet program would make."""

from __future__ import annotations

import io
import struct
import zipfile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0"?>'

PARTS = {
    "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}
SHEET = "xl/worksheets/sheet1.xml"


def workbook(rows: str) -> bytes:
    """A valid workbook with these `<row>` elements."""
    sheet = f'{HEAD}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**PARTS, SHEET: sheet}.items():
            archive.writestr(name, text)
    return file.getvalue()


def with_a_stray_cell() -> bytes:
    """A thousand bytes that abort the reader: one cell in the last row and column that a sheet can have."""
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>')


def bomb(megabytes: int = 205) -> bytes:
    """A fifth of a megabyte that becomes a fifth of a gigabyte."""
    return workbook("<!--" + "0" * (megabytes * 1024 * 1024) + "-->")


def bomb_that_lies() -> bytes:
    """The same, and the directory of the archive says that it is small."""
    raw = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        large = archive.getinfo(SHEET).file_size
    size = struct.pack("<L", large)
    at = raw.rindex(size)
    raw[at : at + 4] = struct.pack("<L", 1000)
    return bytes(raw)


def with_four_million_cells(columns: int) -> bytes:
    """Cells without references, which a careless reader counts for half a minute."""
    row = f"<row>{'<c><v>1</v></c>' * columns}</row>"
    return workbook(row * (4_000_000 // columns))


def with_cells_far_apart() -> bytes:
    """Two cells in opposite corners of a sheet that fits into our limits: a rectangle of forty million cells."""
    return workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="GR200000"><v>2</v></c></row>')
