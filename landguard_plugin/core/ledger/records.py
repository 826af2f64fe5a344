"""What the books hold, as frozen records. Amounts live in batches only; everything else is who, what, when, on which document.

Words: supplement project 补充耕地项目; lot 指标 (one accepted part of a supplement project, with its own grades and patches);
occupation project 占用项目; batch 记账批次 (one deed, one document, any number of lines). Source: docs/domain-notes.md 3.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Optional, Union

from .amounts import Amounts

SUPPLEMENT_KINDS = (
    "consolidation",  # 土地整治
    "conversion",  # 旱改水 / 提质改造: counts for paddy and capacity only
    "restored",  # 恢复耕地
    "combined",  # 补改结合: its lots are consolidation and conversion
    "high_standard",  # 高标准农田新增
    "other",
)

#: kind of batch -> (book it takes from, book it puts into); see docs/ledger.md for what each deed means
DEEDS = {
    "accept": ("new", "available"),  # 验收入库
    "carry": ("carried", "available"),  # 期初结转
    "deduct": ("available", "audit"),  # 核减
    "require": ("required", "occupied"),  # 应补
    "waive": ("occupied", "required"),  # 免补
    "reserve": ("available", "reserved"),  # 预挂钩
    "release": ("reserved", "available"),  # 解除预挂钩
    "write_off": ("available", "written_off"),  # 核销
    "use_reserved": ("reserved", "written_off"),  # 挂钩核销
    "refund": ("written_off", "available"),  # 指标还原
    "transfer": ("available", "available"),  # 调剂、跨县购买
}
REVERSE = "reverse"  # 冲正
PROJECT_DEEDS = ("require", "waive", "reserve", "release", "write_off", "use_reserved", "refund")
LOT_DEEDS = tuple(kind for kind in DEEDS if kind not in ("require", "waive"))


@dataclass(frozen=True)
class Unit:
    """An administrative unit of the books. An external unit (a seller outside) may be overdrawn."""

    code: str
    name: str = ""
    external: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Supplement:
    """A supplement project 补充耕地项目."""

    id: str
    unit: str
    name: str = ""
    kind: str = "consolidation"
    approved: Optional[date] = None  # 立项
    document: str = ""
    funding: str = ""
    note: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lot:
    """A lot of indices 指标. Grades name their system ("15" or "10"); the two are never mixed. Slope is GDPDJB 1..5."""

    id: str
    supplement: str
    unit: str
    kind: str = ""  # "" takes the project's kind
    grade_system: str = ""
    grade_before: Optional[Decimal] = None
    grade_after: Optional[Decimal] = None
    slope: Optional[int] = None
    patches: tuple[str, ...] = ()
    document: str = ""
    note: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Occupation:
    """An occupation project 占用项目; what it must supplement is posted by a batch of kind "require"."""

    id: str
    unit: str
    name: str = ""
    approval_batch: str = ""  # 批次
    approved: Optional[date] = None
    document: str = ""  # 批复文号
    grade_system: str = ""
    grade: Optional[Decimal] = None  # 占用耕地平均等别
    patches: tuple[str, ...] = ()
    note: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A dated statement about a lot or project: from this day on `key` is `value`, on this document.

    Keys the rules ask for: stable (yes, no, unknown), audit (passed, pending, failed), filing (filed, pending).
    """

    date: date
    subject: str
    key: str
    value: str
    document: str = ""
    note: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of a batch. `unit` is the holder of the index ("" for the lot's or project's own unit)."""

    amounts: Amounts
    lot: str = ""
    project: str = ""
    unit: str = ""
    to_unit: str = ""  # transfer only: who receives
    patches: tuple[str, ...] = ()


@dataclass(frozen=True)
class Batch:
    """One deed on one document. A reversal names the batch it reverses and has no lines of its own."""

    id: str
    date: date
    kind: str
    lines: tuple[Line, ...] = ()
    document: str = ""
    reverses: str = ""
    note: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """What a unit holds at the end of a day: available and reserved."""

    unit: str
    available: Amounts
    reserved: Amounts


@dataclass(frozen=True)
class Check:
    """An assertion: at the end of this day the unit has exactly this available."""

    date: date
    unit: str
    available: Amounts
    note: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Seal:
    """The end of a period: nothing dated on or before this day may be added; the closings stay what they are."""

    date: date
    closings: tuple[Closing, ...] = ()
    document: str = ""
    note: str = ""
    remarks: tuple[str, ...] = ()


Entry = Union[Unit, Supplement, Lot, Occupation, Mark, Batch, Check, Seal]


def key_of(entry: Entry) -> str:
    """Return the identity of an entry inside one set of books, with its type in front."""
    if isinstance(entry, Unit):
        return f"unit {entry.code}"
    if isinstance(entry, Mark):
        return f"mark {entry.date.isoformat()} {entry.subject} {entry.key}"
    if isinstance(entry, Check):
        return f"check {entry.date.isoformat()} {entry.unit}"
    if isinstance(entry, Seal):
        return f"seal {entry.date.isoformat()}"
    if isinstance(entry, (Supplement, Lot, Occupation)):
        return f"subject {entry.id}"  # one name space: a mark must know whom it means
    return f"batch {entry.id}"
