"""Reports with the look of a Chinese government table, through openpyxl; the same bytes for the same report.

Fonts are those of official documents, with the character set of GB 2312 named, so that a computer without them takes another
Chinese font of the same family. Source of the look: docs/domain-notes.md 8.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.worksheet import Worksheet

from ...core.reports import layout
from ...core.reports.cells import cell_text, sheet_names
from ...core.reports.records import CODE, NUMBER, Cell, Report, ReportColumn, ReportRow
from .zipped import undated

_GB2312, _ROMAN, _SWISS, _MODERN = 134, 1, 2, 3
_TITLE = Font(name="方正小标宋简体", size=22, charset=_GB2312, family=_ROMAN)
_HEAD = Font(name="黑体", size=11, charset=_GB2312, family=_SWISS)
_BODY = Font(name="仿宋_GB2312", size=11, charset=_GB2312, family=_MODERN)
_TOTAL = Font(name="仿宋_GB2312", size=11, bold=True, charset=_GB2312, family=_MODERN)
_NOTE = Font(name="仿宋_GB2312", size=9, charset=_GB2312, family=_MODERN)
_THIN = Side(style="thin", color="FF000000")
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")
_TEXT_FORMAT = "@"  # a text that somebody edits in the sheet stays text, too
_A4 = 9
_LINE = 15.0  # points
_NOTE_CHINESE, _NOTE_LATIN = (
    1.15,
    1.35,
)  # characters of a note to one of the body: smaller, and Latin letters narrower than digits


def workbook_bytes(reports: Sequence[Report]) -> bytes:
    """Return worded reports as a workbook, a sheet each."""
    book = Workbook()
    book.remove(book.active)
    standard = book._named_styles["Normal"]  # column widths are counted in digits of its font
    standard.font = Font(name="宋体", size=11, charset=_GB2312)
    standard.bind(book)
    book.properties.creator = "LandGuard"
    for name, report in zip(sheet_names(str(r.name) for r in reports), reports):
        _Sheet(book.create_sheet(name), report).draw()
    drawn = io.BytesIO()
    book.save(drawn)
    return undated(drawn.getvalue())


class _Sheet:
    """Draws one report: title, unit line, heading, lines, signature, notes; then how it is printed."""

    def __init__(self, sheet: Worksheet, report: Report) -> None:
        self._sheet, self._report = sheet, report
        self._widths = layout.column_widths(report)
        self._bands = layout.bands(report, self._widths)
        self._head = 3
        self._body = self._head + layout.heading_depth(report)

    def draw(self) -> None:
        for number, width in enumerate(self._widths, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = width
        self._draw_top()
        self._draw_heading()
        self._draw_rows()
        self._draw_bottom()
        self._set_page()

    def _draw_top(self) -> None:
        report, sheet = self._report, self._sheet
        sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 38.0, 20.0
        for number, band in enumerate(self._bands):
            first = self._open_from(band)
            title = str(report.title) if number == 0 else f"{report.title}{report.continued}"
            self._put(1, first, title, _TITLE, _CENTRE, last=band.last)
            middle = self._split(first, band.last)
            self._put(2, middle, str(report.unit_line), _BODY, _RIGHT, last=band.last)
            if middle > first:
                self._put(2, first, str(report.subtitle), _BODY, Alignment(vertical="center"), last=middle - 1)

    def _open_from(self, band: layout.Band) -> int:
        """Return the first column of a band for text that runs over columns: not one that every page repeats."""
        return band.first if len(self._bands) == 1 else max(band.first, self._report.leading)

    def _split(self, first: int, last: int) -> int:
        """Return the column where the right third of a band begins: the unit line's place."""
        total, used = sum(self._widths[first : last + 1]), 0.0
        for number in range(last, first, -1):
            used += self._widths[number]
            if used >= total / 3 or used >= 30:
                return number
        return last

    def _draw_heading(self) -> None:
        lines = [1] * (self._body - self._head)
        for cell in layout.heading(self._report, self._bands):
            self._put(
                self._head + cell.row, cell.column, cell.text, _HEAD, _CENTRE, _GRID,
                last=cell.column + cell.columns - 1, rows=cell.rows,
            )  # fmt: skip
            width = sum(self._widths[cell.column : cell.column + cell.columns])
            needed = _lines(cell.text, width - 1.0)
            lines[cell.row] = max(lines[cell.row], -(-needed // cell.rows))
        for number, count in enumerate(lines):
            self._sheet.row_dimensions[self._head + number].height = 6.0 + _LINE * count

    def _draw_rows(self) -> None:
        for number, row in enumerate(self._report.rows, self._body):
            lines = 1
            for position, (value, column) in enumerate(zip(row.cells, self._report.columns)):
                self._draw_cell(number, position, value, column, _TOTAL if row.total else _BODY)
                if column.kind != NUMBER:
                    lines = max(lines, _lines(layout.shown(value, column), self._widths[position] - 1.0))
            self._sheet.row_dimensions[number].height = 5.0 + _LINE * lines
            if row.total:
                self._join_total(number, row)

    def _join_total(self, number: int, row: ReportRow) -> None:
        """Let the one text of a total line (合计) stand across its leading cells."""
        lead = self._report.leading
        texts = [str(cell) for cell in row.cells[:lead] if cell]
        if lead > 1 and len(texts) == 1:
            for position in range(lead):
                self._sheet.cell(number, position + 1).value = None
            self._put(number, 0, texts[0], _TOTAL, _CENTRE, _GRID, last=lead - 1)

    def _draw_cell(self, row: int, position: int, value: Cell, column: ReportColumn, font: Font) -> None:
        cell = self._sheet.cell(row, position + 1)
        cell.font, cell.border = font, _GRID
        if column.kind == NUMBER and isinstance(value, (Decimal, int)):
            cell.value = value
            cell.number_format = "0." + "0" * column.decimals if column.decimals else "0"
            cell.alignment = _RIGHT
            return
        centred = column.kind == CODE or column.kind == NUMBER
        self._text(cell, "" if value is None else str(value))
        cell.alignment = _CENTRE if centred else _LEFT

    def _draw_bottom(self) -> None:
        report, row = self._report, self._body + len(self._report.rows)
        first, last = self._open_from(self._bands[0]), self._bands[0].last
        width = sum(self._widths[first : last + 1])
        if report.signature:
            parts = [f"{label}{value}" for label, value in report.signature]
            room = int((width - sum(layout.width_of(part) for part in parts) - 2) / max(1, len(parts) - 1))
            self._put(
                row, first, ("\u3000" * max(2, room // 2)).join(parts), _BODY, Alignment(vertical="center"), last=last
            )
            self._sheet.row_dimensions[row].height = 26.0
            row += 1
        for note in report.notes:
            self._put(row, first, str(note), _NOTE, Alignment(vertical="top", wrap_text=True), last=last)
            self._sheet.row_dimensions[row].height = 2.0 + 12.0 * _lines(
                str(note), width * (_NOTE_LATIN if str(note).isascii() else _NOTE_CHINESE)
            )
            row += 1

    def _set_page(self) -> None:
        sheet, lead = self._sheet, self._report.leading
        sheet.freeze_panes = sheet.cell(self._body, min(lead, len(self._widths) - 1) + 1)
        sheet.print_title_rows = f"1:{self._body - 1}"
        setup = sheet.page_setup
        setup.orientation, setup.paperSize = "landscape", _A4
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.5
        margins.top, margins.bottom, margins.header, margins.footer = 0.6, 0.6, 0.3, 0.3
        sheet.oddFooter.center.text = "— &P / &N —"
        sheet.sheet_view.showGridLines = False
        if len(self._bands) == 1:
            sheet.sheet_properties.pageSetUpPr.fitToPage = True
            setup.fitToWidth, setup.fitToHeight = 1, 0
            return
        # Fitting to a page ignores breaks: a table of several pages across is scaled and broken by hand.
        widest = max(sum(self._widths[max(b.first, lead) : b.last + 1]) for b in self._bands) + sum(self._widths[:lead])
        setup.scale = max(10, min(100, int(97 * layout.PAGE_WIDTH / widest)))
        sheet.print_title_cols = f"A:{get_column_letter(lead)}" if lead else None
        sheet.col_breaks = ColBreak()
        for band in self._bands[:-1]:
            sheet.col_breaks.append(Break(id=band.last + 1))

    def _put(
        self,
        row: int,
        first: int,
        text: str,
        font: Font,
        alignment: Alignment,
        border: Border | None = None,
        last: int | None = None,
        rows: int = 1,
    ) -> None:
        """Put a text into a block of cells: columns first..last (counted from 0), `rows` lines down."""
        last = first if last is None else last
        for line in range(row, row + rows):
            for column in range(first, last + 1):
                if border is not None:
                    self._sheet.cell(line, column + 1).border = border
        cell = self._sheet.cell(row, first + 1)
        self._text(cell, text)
        cell.font, cell.alignment = font, alignment
        if last > first or rows > 1:
            self._sheet.merge_cells(start_row=row, end_row=row + rows - 1, start_column=first + 1, end_column=last + 1)

    def _text(self, cell: object, text: str) -> None:
        """Store a text as a string whatever it begins with: never a formula."""
        cell.value = cell_text(text)
        if text:
            cell.data_type = "s"
        cell.number_format = _TEXT_FORMAT


def _lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of this width."""
    return sum(max(1, -int(-layout.width_of(line) // max(width, 1.0))) for line in text.split("\n"))
