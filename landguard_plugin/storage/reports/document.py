"""Writes a brief to a Word document through python-docx, with the look of an official document; the same bytes for the same brief.

Page, fonts and line spacing follow the format of official documents (GB/T 9704-2012): title 小标宋 22 pt, headings 黑体 and text
仿宋 16 pt on a line of 28 pt, first line indented by two characters. Fonts are named, not embedded.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.problems import LandGuardError
from ...core.reports import layout
from ...core.reports.brief import Brief, Heading, Paragraph
from ...core.reports.cells import cell_text
from ...core.reports.records import CODE, NUMBER, Report
from .zipped import undated

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph as DocxParagraph

_TITLE, _HEAD, _BODY = ("方正小标宋简体", 22.0), ("黑体", 16.0), ("仿宋_GB2312", 16.0)
_SMALL_HEAD, _SMALL = ("黑体", 10.5), ("仿宋_GB2312", 10.5)
_LATIN = "Times New Roman"
_LINE = 28.0  # points
_DRAFT = ".saving.docx"


def require_docx() -> None:
    """Raise LandGuardError LG-BDK-001 where python-docx is missing: before any work is done."""
    try:
        import docx
    except ModuleNotFoundError as error:
        raise LandGuardError("LG-BDK-001") from error
    del docx


def write_document(path: Path, brief: Brief) -> None:
    """Write a worded brief; whoever looks sees the old file or the new one.

    Raises LandGuardError LG-BDK-001 without python-docx, LG-RPT-001 when the file is open elsewhere or protected, LG-RPT-002
    when it cannot be written at all.
    """
    require_docx()
    draft = path.with_name(f".{path.name}{_DRAFT}")
    try:
        draft.write_bytes(document_bytes(brief))
        with draft.open("r+b") as file:
            os.fsync(file.fileno())
        draft.replace(path)
    except PermissionError as error:
        raise LandGuardError("LG-RPT-001", path=str(path)) from error
    except OSError as error:
        raise LandGuardError("LG-RPT-002", path=str(path), detail=str(error)) from error
    finally:
        draft.unlink(missing_ok=True)


def document_bytes(brief: Brief) -> bytes:
    """Return a worded brief as a document."""
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    _set_page(document)
    document.core_properties.author = "LandGuard"
    document.core_properties.title = cell_text(str(brief.title))
    _add(document, str(brief.title), _TITLE, WD_ALIGN_PARAGRAPH.CENTER, line=36.0)
    document.paragraphs[-1].paragraph_format.space_after = docx.shared.Pt(_LINE)
    for part in brief.parts:
        if isinstance(part, Report):
            _add_table(document, part)
        elif isinstance(part, Heading):
            _add(document, str(part.text), _HEAD, WD_ALIGN_PARAGRAPH.LEFT, indent=2)
            document.paragraphs[-1].paragraph_format.keep_with_next = True
        elif isinstance(part, Paragraph):
            _add(document, "".join(str(text) for text in part.sentences), _BODY, WD_ALIGN_PARAGRAPH.LEFT, indent=2)
    if brief.signature:
        document.paragraphs[-1].paragraph_format.keep_with_next = True  # signatures never stand on a page alone
        _add(document, "", _BODY, WD_ALIGN_PARAGRAPH.LEFT)
        document.paragraphs[-1].paragraph_format.keep_with_next = True
    for label, value in brief.signature:
        _add(document, f"{label}{value}", _BODY, WD_ALIGN_PARAGRAPH.LEFT, indent=13)
        document.paragraphs[-1].paragraph_format.keep_with_next = (label, value) != brief.signature[-1]
    drawn = io.BytesIO()
    document.save(drawn)
    return undated(drawn.getvalue())


def _set_page(document: Document) -> None:
    """Set A4 upright with the margins of official documents, and the page number — 1 — below."""
    from docx.shared import Mm

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    footer = section.footer.paragraphs[0]
    footer.alignment = 1
    for kind, text in (("", "— "), ("begin", ""), ("", "PAGE"), ("end", ""), ("", " —")):
        run = footer.add_run("" if kind or text == "PAGE" else text)
        _set_font(run, _SMALL)
        if kind:
            run._r.append(_element("w:fldChar", {"w:fldCharType": kind}))
        elif text == "PAGE":
            instruction = _element("w:instrText", {})
            instruction.text = "PAGE"
            run._r.append(instruction)


def _element(name: str, values: dict[str, str]) -> object:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(key), value)
    return element


def _set_font(run: object, font: tuple[str, float], bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    name, size = font
    run.font.name, run.font.size, run.font.bold = _LATIN, Pt(size), bold
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), name)
    fonts.set(qn("w:hint"), "eastAsia")  # quotation marks are Chinese ones


def _add(
    document: Document, text: str, font: tuple[str, float], alignment: object, indent: int = 0, line: float = _LINE
) -> DocxParagraph:
    from docx.enum.text import WD_LINE_SPACING
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    _set_font(paragraph.add_run(cell_text(text)), font)
    shape = paragraph.paragraph_format
    shape.alignment, shape.line_spacing_rule, shape.line_spacing = alignment, WD_LINE_SPACING.EXACTLY, Pt(line)
    shape.space_before = shape.space_after = Pt(0)
    shape.first_line_indent = Pt(indent * font[1])
    return paragraph


def _add_table(document: Document, report: Report) -> None:
    """Add a report as a table: unit line above, headings, lines; as wide as the text."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    _add(document, str(report.unit_line), _SMALL, WD_ALIGN_PARAGRAPH.RIGHT)
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    depth = layout.heading_depth(report)
    table = document.add_table(rows=depth + len(report.rows), cols=len(report.columns), style="Table Grid")
    table.autofit = False
    _set_widths(table, report)
    for cell in layout.heading(report, [layout.Band(0, len(report.columns) - 1)]):
        place = table.cell(cell.row, cell.column)
        if cell.rows > 1 or cell.columns > 1:
            place = place.merge(table.cell(cell.row + cell.rows - 1, cell.column + cell.columns - 1))
        _fill(place, cell.text, WD_ALIGN_PARAGRAPH.CENTER, _SMALL_HEAD)
    for number, row in enumerate(report.rows, depth):
        cells = table.rows[number].cells
        for value, column, place in zip(row.cells, report.columns, cells):
            side = WD_ALIGN_PARAGRAPH.RIGHT if column.kind == NUMBER else WD_ALIGN_PARAGRAPH.LEFT
            chosen = WD_ALIGN_PARAGRAPH.CENTER if column.kind == CODE else side
            _fill(place, layout.shown(value, column), chosen, _SMALL, row.total)
    for number in range(depth):
        table.rows[number]._tr.get_or_add_trPr().append(_element("w:tblHeader", {"w:val": "true"}))
    _add(document, "", _SMALL, WD_ALIGN_PARAGRAPH.LEFT, line=14.0)


def _set_widths(table: object, report: Report) -> None:
    from docx.shared import Mm

    widths = [width + 3.0 for width in layout.column_widths(report)]  # cells have margins
    room = 156.0 / sum(widths)
    for column, width in zip(table.columns, widths):
        column.width = Mm(width * room)
        for cell in column.cells:
            cell.width = Mm(width * room)


def _fill(place: object, text: str, alignment: object, font: tuple[str, float], bold: bool = False) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

    paragraph = place.paragraphs[0]
    _set_font(paragraph.add_run(cell_text(text)), font, bold)
    paragraph.alignment = alignment
    place.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
