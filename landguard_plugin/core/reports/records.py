"""A report as records: title, unit line, columns with the headings above them, rows, notes, signature lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Callable, Union

from ..problems import Message, Term

#: data (str), a coded word (problems.Term, itself a str) or a coded sentence; all are plain str once worded
Text = Union[str, Message]
#: a number is shown with its column's decimals; None is an empty cell
Cell = Union[Text, Decimal, int, None]

TEXT, CODE, NUMBER = "text", "code", "number"
_CONTINUED = Term("report_continued")


@dataclass(frozen=True)
class ReportColumn:
    """A column: its title, the headings above it from the outermost, and what its cells are.

    `kind` is text (left), code (text, centred) or number (right aligned, `decimals` digits; zero is 0.00).
    """

    title: Text
    kind: str = NUMBER
    group: tuple[Text, ...] = ()
    decimals: int = 2


@dataclass(frozen=True)
class ReportRow:
    """A line of a report, a cell per column; a total line stands out in print."""

    cells: tuple[Cell, ...]
    total: bool = False


@dataclass(frozen=True)
class Report:
    """One table, one sheet.

    name        of the sheet
    title       large, over the table
    unit_line   top right: 单位：公顷
    subtitle    top left: what and which year; "" for none
    notes       under the table: method, rules, what is unverified
    signature   (label, value) of the lines to sign: 填表单位, 填表人, 审核人, 填表日期
    continued   what follows the title on the further pages of a wide table: （续）
    """

    name: Text
    title: Text
    unit_line: Text
    columns: tuple[ReportColumn, ...]
    rows: tuple[ReportRow, ...]
    subtitle: Text = ""
    notes: tuple[Text, ...] = ()
    signature: tuple[tuple[Text, Text], ...] = ()
    continued: Text = _CONTINUED

    def __post_init__(self) -> None:
        """Refuse a line that has not one cell per column: ValueError."""
        for number, row in enumerate(self.rows, 1):
            if len(row.cells) != len(self.columns):
                raise ValueError(f"line {number} has {len(row.cells)} cells for {len(self.columns)} columns")

    @property
    def leading(self) -> int:
        """Return how many columns at the left are text: they are repeated on every page a wide table takes."""
        count = 0
        while count < len(self.columns) and self.columns[count].kind != NUMBER:
            count += 1
        return count

    def worded(self, say: Callable[[Text], str]) -> Report:
        """Return the report with every text in words: `say` gets each str, Term and Message and returns a plain str."""

        def cell(value: Cell) -> Cell:
            return say(value) if isinstance(value, (str, Message)) else value

        return replace(
            self,
            name=say(self.name),
            title=say(self.title),
            unit_line=say(self.unit_line),
            subtitle=say(self.subtitle),
            columns=tuple(
                replace(column, title=say(column.title), group=tuple(say(heading) for heading in column.group))
                for column in self.columns
            ),
            rows=tuple(replace(row, cells=tuple(cell(value) for value in row.cells)) for row in self.rows),
            notes=tuple(say(note) for note in self.notes),
            continued=say(self.continued),
            signature=tuple((say(label), say(value)) for label, value in self.signature),
        )


def unit_words(code: str, names: Mapping[str, str]) -> Text:
    """Return what stands in the column of unit names: the name, else in words that there is none; never an empty cell."""
    return names.get(code) or Term("report_no_name" if code else "report_no_unit")


def hundredths(values: Sequence[int]) -> tuple[Decimal, ...]:
    """Return integers of 0.01 (the cells of an AdditiveTable) as numbers with exactly two decimals."""
    return tuple(Decimal(int(value)).scaleb(-2) for value in values)


def unit_line(unit: str) -> Term:
    """Return the line that names the area unit of a table: m2, ha or mu."""
    return Term(f"report_in_{unit}")
