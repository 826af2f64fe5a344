"""The office's spreadsheets become entries: column mapping, one row one deed, and a rejected list. Rows in = accepted + rejected.

Nothing is guessed about a row: what is missing or does not fit rejects it with a code and the reason; total rows are rejected too and
listed. Identities are taken from the sheet, so importing the same sheet twice adds nothing the second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import InvalidOperation
from typing import Any, Optional

import pandas as pd

from ..problems import LandGuardError, Message, Term
from ..survey.records import text_of
from .amounts import ACCOUNTS, Amounts
from .books import Books
from .grades import YieldTable, capacity_kg
from .records import Batch, Entry, Line, Lot, Occupation, Supplement, Unit, key_of
from .sheet_cells import CONVERT

KINDS = ("supplements", "occupations", "writeoffs", "deductions")
_TOTALS = ("合计", "总计", "小计", "total", "sum")


@dataclass(frozen=True)
class SheetField:
    """One field of a kind of sheet: its type, whether a row needs it, and the titles offices give it."""

    kind: str
    name: str
    required: bool
    type: str
    aliases: tuple[str, ...]


def fields_from_rows(rows: Iterable[Mapping[str, str]]) -> list[SheetField]:
    """Return the fields of sheet_fields.csv."""
    return [
        SheetField(r["kind"], r["field"], r["required"] == "1", r["type"], tuple(r["aliases"].split("|"))) for r in rows
    ]


def guess_mapping(kind: str, columns: Sequence[str], fields: Sequence[SheetField]) -> dict[str, str]:
    """Return field -> column by the titles offices use; the first alias that is there wins, a column serves one field."""
    plain = {_plain(column): column for column in reversed(list(columns))}
    mapping: dict[str, str] = {}
    for one in (f for f in fields if f.kind == kind):
        for alias in (one.name, *one.aliases):
            column = plain.get(_plain(alias))
            if column is not None and column not in mapping.values():
                mapping[one.name] = column
                break
    return mapping


def _plain(title: str) -> str:
    return re.sub(r"[\s（(].*$|\s", "", str(title)).lower()


@dataclass(frozen=True)
class SheetResult:
    """What came of a sheet. `rejected` has the source's columns plus row, reason_code and the message object in `reason`."""

    entries: tuple[Entry, ...]
    accepted: int
    rejected: pd.DataFrame
    mapping: Mapping[str, str]
    read: int

    @property
    def closes(self) -> bool:
        """Return whether every row is accounted for."""
        return self.read == self.accepted + len(self.rejected)


@dataclass(frozen=True)
class SheetRequest:
    """A sheet as text columns, what it is, how its columns map, and the books it goes into.

    `area_unit` counts where a cell names none; `yields` lets the capacity of a supplement follow from its grade where the cell is
    empty, otherwise an empty capacity is 0.
    """

    kind: str
    frame: pd.DataFrame
    mapping: Mapping[str, str]
    fields: Sequence[SheetField]
    books: Books
    area_unit: str = "m2"
    yields: Optional[YieldTable] = None


class _Rejected(Exception):
    def __init__(self, message: Message) -> None:
        super().__init__(message.code)
        self.message = message


@dataclass
class _Sheet:
    request: SheetRequest
    area_unit: str
    known: set[str]
    units: dict[str, str]  # code -> code and name -> code
    lots: dict[str, str]  # lot id -> unit
    projects: set[str]
    fresh_units: set[str] = field(default_factory=set)


def read_sheet(request: SheetRequest) -> SheetResult:
    """Return the entries of a sheet and the rows that were rejected.

    Raises LandGuardError LG-SHT-001 for an unknown kind, LG-SHT-002 for a mapping to a column that is not there, LG-SHT-003 when a
    required field has no column.
    """
    _refuse_mapping(request)
    sheet = _sheet(request)
    columns = {name: text_of(request.frame[column]) for name, column in request.mapping.items()}
    entries: list[Entry] = []
    accepted, rejected, reasons = 0, [], []
    for row in range(len(request.frame)):
        cells = {name: str(values[row]) for name, values in columns.items()}
        try:
            made = _entries(sheet, cells)
        except _Rejected as error:
            rejected.append(row)
            reasons.append(error.message)
            continue
        accepted += 1
        entries += made
        for entry in made:
            _remember(sheet, entry)
    table = request.frame.iloc[rejected].reset_index(drop=True).copy()
    table["row"] = [row + 2 for row in rejected]  # as a spreadsheet numbers it, below one header row
    table["reason_code"] = [message.code for message in reasons]
    table["reason"] = reasons
    return SheetResult(tuple(entries), accepted, table, dict(request.mapping), len(request.frame))


def _refuse_mapping(request: SheetRequest) -> None:
    if request.kind not in KINDS:
        raise LandGuardError("LG-SHT-001", kind=request.kind)
    for name, column in request.mapping.items():
        if column not in request.frame.columns or not any(
            f.kind == request.kind and f.name == name for f in request.fields
        ):
            raise LandGuardError(
                "LG-SHT-002", field=name, column=column, columns=", ".join(map(str, request.frame.columns))
            )
    for one in request.fields:
        if one.kind == request.kind and one.required and one.name not in request.mapping:
            found = ", ".join(map(str, request.frame.columns))
            raise LandGuardError("LG-SHT-003", field=one.name, titles=", ".join(one.aliases[:3]), columns=found)


def _sheet(request: SheetRequest) -> _Sheet:
    books = request.books
    units = {unit.name: code for code, unit in books.units.items() if unit.name}
    units.update({code: code for code in books.units})
    lots = {lot.id: lot.unit for lot in books.lots.values()}
    return _Sheet(request, request.area_unit, {key_of(e) for e in books.entries}, units, lots, set(books.occupations))


def _remember(sheet: _Sheet, entry: Entry) -> None:
    sheet.known.add(key_of(entry))
    if isinstance(entry, Unit):
        sheet.units[entry.code] = entry.code
    elif isinstance(entry, Lot):
        sheet.lots[entry.id] = entry.unit
    elif isinstance(entry, Occupation):
        sheet.projects.add(entry.id)


def _entries(sheet: _Sheet, cells: dict[str, str]) -> list[Entry]:
    """Return the entries of one row, or raise _Rejected."""
    if any(value.lower().replace(" ", "") in _TOTALS for value in cells.values()):
        raise _Rejected(Message("LG-SHT-010", {}))
    if not any(cells.values()):
        raise _Rejected(Message("LG-SHT-011", {}))
    values = {f.name: _value(sheet, f, cells[f.name]) for f in sheet.request.fields if _mapped(sheet, f)}
    made = _MAKERS[sheet.request.kind](sheet, values)
    for entry in made:
        if key_of(entry) in sheet.known:
            raise _Rejected(Message("LG-SHT-016", {"entry": key_of(entry)}))
    return made


def _mapped(sheet: _Sheet, one: SheetField) -> bool:
    return one.kind == sheet.request.kind and one.name in sheet.request.mapping


def _value(sheet: _Sheet, one: SheetField, text: str) -> Any:
    """Return the value of a cell as its type, or raise _Rejected naming field and text."""
    if not text:
        if one.required:
            raise _Rejected(Message("LG-SHT-012", {"field": Term(one.name)}))
        return 0 if one.type in ("area", "weight") else () if one.type == "list" else None
    try:
        return CONVERT[one.type](sheet, text)
    except (ValueError, InvalidOperation) as error:
        raise _Rejected(Message("LG-SHT-013", {"field": Term(one.name), "value": text})) from error


def _amounts(values: Mapping[str, Any]) -> Amounts:
    amounts = Amounts(**{account: int(values.get(account) or 0) for account in ACCOUNTS})
    if not amounts:
        raise _Rejected(Message("LG-SHT-014", {}))
    return amounts


def _new_unit(sheet: _Sheet, code: str) -> list[Entry]:
    return [] if code in sheet.units else [Unit(code)]


def _supplement(sheet: _Sheet, values: Mapping[str, Any]) -> list[Entry]:
    unit, project = values["unit"], values["id"]
    lot_id = values.get("lot") or f"{project}/1"
    system = values.get("grade_system") or ("15" if values.get("grade_after") or values.get("grade_before") else "")
    lot = Lot(
        lot_id,
        project,
        unit,
        grade_system=system,
        grade_before=values.get("grade_before"),
        grade_after=values.get("grade_after"),
        slope=values.get("slope"),
        patches=values.get("patches") or (),
    )
    amounts = _amounts({**values, "capacity": _capacity(sheet, values, system)})
    made: list[Entry] = [*_new_unit(sheet, unit), lot]
    head = Supplement(
        project,
        unit,
        values.get("name") or "",
        values.get("kind") or "consolidation",
        values.get("approved"),
        "",
        values.get("funding") or "",
        values.get("note") or "",
    )
    if key_of(head) not in sheet.known:  # a project with several lots has a row for each
        made.append(head)
    line = Line(amounts, lot_id)
    made.append(Batch(f"accept-{lot_id}", values["accepted"], "accept", (line,), values.get("document") or ""))
    return made


def _capacity(sheet: _Sheet, values: Mapping[str, Any], system: str) -> int:
    """Return the capacity of a supplement: the cell, else area by grade where a yield table is given, else 0."""
    stated, grade, area = values.get("capacity") or 0, values.get("grade_after"), values.get("quantity") or 0
    if stated or sheet.request.yields is None or grade is None or not area:
        return int(stated)
    if grade != grade.to_integral_value():
        raise _Rejected(Message("LG-SHT-017", {"grade": str(grade)}))
    try:
        return capacity_kg([(area, int(grade))], system, sheet.request.yields, values["accepted"])
    except LandGuardError as error:
        raise _Rejected(error.message) from error


def _occupation(sheet: _Sheet, values: Mapping[str, Any]) -> list[Entry]:
    unit, grade = values["unit"], values.get("grade")
    project = Occupation(
        values["id"],
        unit,
        values.get("name") or "",
        values.get("approval_batch") or "",
        values["approved"],
        values.get("document") or "",
        values.get("grade_system") or ("15" if grade is not None else ""),
        grade,
        values.get("patches") or (),
        values.get("note") or "",
    )
    line = Line(_amounts(values), project=project.id)
    batch = Batch(f"require-{project.id}", values["approved"], "require", (line,), project.document)
    return [*_new_unit(sheet, unit), project, batch]


def _write_off(sheet: _Sheet, values: Mapping[str, Any]) -> list[Entry]:
    lot, project = _lot(sheet, values["lot"]), values["project"]
    if project not in sheet.projects:
        raise _Rejected(Message("LG-SHT-015", {"field": Term("project"), "value": project}))
    line = Line(_amounts(values), lot, project, values.get("holder") or "")
    name = f"write_off-{project}-{lot}-{values['date'].isoformat()}"
    return [Batch(name, values["date"], "write_off", (line,), values.get("document") or "")]


def _deduction(sheet: _Sheet, values: Mapping[str, Any]) -> list[Entry]:
    lot = _lot(sheet, values["lot"])
    name = f"deduct-{lot}-{values['date'].isoformat()}"
    return [Batch(name, values["date"], "deduct", (Line(_amounts(values), lot),), values.get("document") or "")]


def _lot(sheet: _Sheet, text: str) -> str:
    """Return the lot a cell names: by its own id, or by its project's when that has just one."""
    found = next((name for name in (text, f"{text}/1") if name in sheet.lots), None)
    if found is None:
        raise _Rejected(Message("LG-SHT-015", {"field": Term("lot"), "value": text}))
    return found


_MAKERS = {
    "supplements": _supplement,
    "occupations": _occupation,
    "writeoffs": _write_off,
    "deductions": _deduction,
}
