"""Use case: a file of issued patches enters a project, all of it in one deed; every row is accepted or has its reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Callable, Optional

import numpy as np
import pandas as pd
import shapely

from ...core.area.planes import Plane
from ...core.layers import Column, ShapeTable, Table
from ...core.patches.arriving import (
    NUMBER_FIELDS,
    UNIT_FIELDS,
    Earlier,
    GroundBefore,
    counted,
    field_for,
    first_twins,
    issued_of,
    text_of_value,
    unit_of,
)
from ...core.patches.grid import official_dm2_of, on_grid, write_shape
from ...core.patches.history import IMPORT
from ...core.patches.records import Actor, Campaign, Delivery, Event, Origin, Patch, RuleFile
from ...core.problems import LandGuardError, Message
from ...core.progress import Progress, Stretch, stop_if_cancelled
from ...core.survey.delivery import Delivery as Source
from ...core.survey.shapes import AREA_TOLERANCE_M2, screen
from .ports import Changes, PatchQuery, PatchStore

REJECTED_COLUMNS = (
    Column("row", "integer"),
    Column("number"),
    Column("reason_code", "text", 10),
    Column("reason"),
    Column("source"),
)
EARLIER_COLUMNS = (
    Column("number"),
    Column("earlier"),
    Column("earlier_campaign"),
    Column("earlier_verdict"),
    Column("share", "number", 0, 4),
)
_DUPLICATE = ("LG-IMP-210", "LG-IMP-211", "LG-IMP-212", "LG-IMP-213")


@dataclass(frozen=True)
class ArrivedFile:
    """A file as read and brought to the project's reference system.

    source    its rows; `shapes` run along them, WKB in the system `crs` (authority code), b"" for none
    refused   rows that could not even be read, with their reasons
    sha256    digest of its bytes
    """

    name: str
    sha256: str
    source: Source
    shapes: Sequence[bytes]
    crs: str
    plane: Plane
    refused: Mapping[int, Message] = field(default_factory=dict)


@dataclass(frozen=True)
class Desk:
    """Where and by whom patches are imported: the store, the person, a clock's reading and a source of new uids."""

    store: PatchStore
    actor: Actor
    at: str
    new_uid: Callable[[], str]
    tolerance_m2: float = AREA_TOLERANCE_M2


@dataclass(frozen=True)
class Imported:
    """What became of a file: read = accepted + rejected; `reasons` runs along `rejected`; `earlier` names ground issued before."""

    read: int
    accepted: tuple[Patch, ...]
    rejected: ShapeTable
    reasons: list[tuple[Message, ...]]
    duplicates: int
    earlier: Table


def import_patches(
    desk: Desk, file: ArrivedFile, campaign: Campaign, rule_files: Sequence[RuleFile], progress: Progress
) -> Imported:
    """Add the patches of a file to a campaign (which is made when it is new) and return what became of every row.

    A file whose bytes were imported into the campaign before adds nothing. Raises LandGuardError LG-IMP-204 for a campaign that
    stands under the same id with other rules, LG-STO-xxx and LG-LCK-xxx from the store; nothing is added then.
    """
    arrival = _Arrival(desk, file, campaign)
    known = _known_campaign(desk.store, campaign)
    if arrival.came_before():
        arrival.refuse_all(Message("LG-IMP-210", {"file": file.name}))
        progress.warn(Message("LG-IMP-205", {"file": file.name, "campaign": campaign.id}))
        return arrival.result(progress)
    arrival.judge_shapes(Stretch(progress, 0.0, 0.5))
    arrival.find_numbers(progress)
    arrival.find_twins(Stretch(progress, 0.5, 0.8))
    stop_if_cancelled(progress)
    result = arrival.result(progress)
    if result.accepted:
        desk.store.commit(_changes(desk, file, campaign, known, rule_files, result))
    return result


def _known_campaign(store: PatchStore, campaign: Campaign) -> Optional[Campaign]:
    known = next((entry for entry in store.campaigns() if entry.id == campaign.id), None)
    if known is not None and known != campaign:
        raise LandGuardError("LG-IMP-204", campaign=campaign.id, tree=known.verdict_tree, asked=campaign.verdict_tree)
    return known


def _changes(
    desk: Desk,
    file: ArrivedFile,
    campaign: Campaign,
    known: Optional[Campaign],
    rule_files: Sequence[RuleFile],
    result: Imported,
) -> Changes:
    delivery = Delivery(
        desk.new_uid(),
        campaign.id,
        file.name,
        file.sha256,
        result.read,
        len(result.accepted),
        result.read - len(result.accepted),
        desk.at,
    )
    data = {
        "campaign": campaign.id,
        "delivery": delivery.id,
        "name": file.name,
        "sha256": file.sha256,
        "read": delivery.read,
        "accepted": delivery.accepted,
        "rejected": delivery.rejected,
    }
    return Changes(
        campaigns=() if known is not None else (campaign,),
        deliveries=(delivery,),
        added=result.accepted,
        events=(Event(IMPORT, "", desk.actor, desk.at, data),),
        crs=file.crs,
        rule_files=tuple(rule_files),
    )


class _Arrival:
    """The rows of one file on their way in; each step sets rows aside with a reason."""

    def __init__(self, desk: Desk, file: ArrivedFile, campaign: Campaign) -> None:
        self._desk, self._file, self._campaign = desk, file, campaign
        self._names = [entry.name for entry in file.source.fields]
        self._count = len(file.source)
        self._reasons: dict[int, list[Message]] = {row: [reason] for row, reason in file.refused.items()}
        self._shapes: dict[int, shapely.Geometry] = {}
        self._numbers = [""] * self._count
        self._units = [""] * self._count
        self._earlier: dict[int, list[Earlier]] = {}

    def came_before(self) -> bool:
        """Return whether the same bytes were imported into the campaign before."""
        before = self._desk.store.deliveries(self._campaign.id)
        return any(entry.sha256 == self._file.sha256 and entry.accepted for entry in before)

    def refuse_all(self, reason: Message) -> None:
        """Set every row aside."""
        for row in range(self._count):
            self._refuse(row, reason)
        self._read_numbers()

    def judge_shapes(self, progress: Progress) -> None:
        """Set aside what is no measurable polygon; put the rest on the grid."""
        screened = screen(self._file.shapes, self._file.plane, progress, self._desk.tolerance_m2)
        for row, reason in screened.refused.items():
            if row not in self._reasons:
                self._refuse(row, reason)
        for row in range(self._count):
            if row in self._reasons:
                continue
            try:
                self._shapes[row] = on_grid(shapely.from_wkb(screened.shapes[row]))
            except LandGuardError as error:
                self._refuse(row, Message("LG-IMP-214", {"detail": error.code}))
        mended = [repair for repair in screened.repairs if repair.row in self._shapes]
        if mended:
            most = max(mended, key=lambda repair: abs(repair.change_m2))
            told = {"count": len(mended), "most_m2": abs(most.change_m2), "tolerance_m2": self._desk.tolerance_m2}
            progress.say(Message("LG-IMP-206", told))

    def find_numbers(self, progress: Progress) -> None:
        """Read numbers and units; number what has none; set aside a number that is there already."""
        unnumbered = self._read_numbers()
        if unnumbered:
            progress.warn(Message("LG-IMP-207", {"count": unnumbered, "file": self._file.name}))
        wanted = tuple(self._numbers[row] for row in self._shapes)
        query = PatchQuery(campaign=self._campaign.id, numbers=wanted, with_retired=True)
        there = {patch.number for patch in self._desk.store.patches(query)} if wanted else set()
        first: dict[str, int] = {}
        for row in sorted(self._shapes):
            number = self._numbers[row]
            if number in there:
                self._refuse(row, Message("LG-IMP-211", {"number": number, "campaign": self._campaign.id}))
            elif number in first:
                at = int(self._file.source.row_numbers[first[number]])
                self._refuse(row, Message("LG-IMP-213", {"number": number, "row": str(at)}))
            else:
                first[number] = row

    def find_twins(self, progress: Progress) -> None:
        """Set aside ground that is in the campaign already; remember ground that was issued before elsewhere."""
        rows = np.array(sorted(self._shapes), dtype=np.int64)
        shapes = self._array(rows)
        for k, twin in first_twins(shapes).items():
            self._refuse(int(rows[k]), Message("LG-IMP-212", {"number": self._numbers[rows[twin]]}))
        rows = np.array(sorted(self._shapes), dtype=np.int64)
        if not len(rows):
            return
        shapes = self._array(rows)
        bounds = shapely.total_bounds(shapes).tolist()
        there = self._desk.store.patches(PatchQuery(box=(bounds[0], bounds[1], bounds[2], bounds[3])))
        if self._desk.store.info().crs not in ("", self._file.crs):
            return  # the store refuses the deed in that case
        same, earlier = GroundBefore(there).on(shapes)
        progress.at(1.0)
        for k, patch in same.items():
            if patch.campaign == self._campaign.id:
                self._refuse(int(rows[k]), Message("LG-IMP-212", {"number": patch.number}))
        self._earlier = {int(rows[k]): found for k, found in earlier.items() if int(rows[k]) in self._shapes}
        if self._earlier:
            progress.say(Message("LG-IMP-208", {"count": len(self._earlier)}))

    def result(self, progress: Progress) -> Imported:
        """Return patches, rejected rows and ground issued before."""
        rows = sorted(self._shapes)
        areas = official_dm2_of([self._shapes[row] for row in rows], self._file.plane)
        accepted = tuple(self._patch(row, int(area)) for row, area in zip(rows, areas))
        refused = sorted(self._reasons)
        reasons = [tuple(self._reasons[row]) for row in refused]
        frame = pd.DataFrame(
            {
                "row": [int(self._file.source.row_numbers[row]) for row in refused],
                "number": [self._numbers[row] for row in refused],
                "reason_code": [messages[0].code for messages in reasons],
                "reason": "",  # worded by the caller, who knows the language
                "source": [self._raw(row) for row in refused],
            }
        )
        shapes = [self._drawable(row) for row in refused]
        duplicates = sum(messages[0].code in _DUPLICATE for messages in reasons)
        told = {
            "file": self._file.name,
            "read": self._count,
            "accepted": len(accepted),
            "rejected": len(refused),
            "reasons": counted(self._reasons),
        }
        (progress.warn if refused else progress.say)(Message("LG-IMP-209", told))
        rejected = ShapeTable(REJECTED_COLUMNS, frame, shapes, self._file.crs)
        return Imported(self._count, accepted, rejected, reasons, duplicates, self._earlier_table())

    def _earlier_table(self) -> Table:
        found = [(self._numbers[row], entry) for row, entries in sorted(self._earlier.items()) for entry in entries]
        verdicts = [entry.patch.judgement.verdict if entry.patch.judgement else "" for _, entry in found]
        frame = pd.DataFrame(
            {
                "number": [number for number, _ in found],
                "earlier": [entry.patch.number for _, entry in found],
                "earlier_campaign": [entry.patch.campaign for _, entry in found],
                "earlier_verdict": verdicts,
                "share": [round(entry.share, 4) for _, entry in found],
            }
        )
        return Table.of(EARLIER_COLUMNS, frame)

    def _read_numbers(self) -> int:
        source = self._file.source
        number, unit = field_for(self._names, NUMBER_FIELDS), field_for(self._names, UNIT_FIELDS)
        missing = 0
        stem = self._file.name.rpartition(".")[0] or self._file.name
        for row in range(self._count):
            found = "" if number is None else text_of_value(source.columns[number][row])
            if not found:
                found, missing = f"{stem}-{int(source.row_numbers[row])}", missing + 1
            self._numbers[row] = found
            self._units[row] = unit_of(found, "" if unit is None else text_of_value(source.columns[unit][row]))
        return missing

    def _patch(self, row: int, area_dm2: int) -> Patch:
        values = [column[row] for column in self._file.source.columns]
        return Patch(
            uid=self._desk.new_uid(),
            campaign=self._campaign.id,
            batch=self._file.name,
            number=self._numbers[row],
            unit=self._units[row],
            origin=Origin.ISSUED,
            shape=write_shape(self._shapes[row]),
            area_dm2=area_dm2,
            issued=issued_of(self._names, values),
        )

    def _refuse(self, row: int, reason: Message) -> None:
        self._reasons.setdefault(row, []).append(reason)
        self._shapes.pop(row, None)

    def _array(self, rows: np.ndarray) -> np.ndarray:
        shapes = np.empty(len(rows), dtype=object)
        shapes[:] = [self._shapes[row] for row in rows.tolist()]
        return shapes

    def _raw(self, row: int) -> str:
        values = (text_of_value(column[row]) for column in self._file.source.columns)
        return "; ".join(f"{name}={value}" for name, value in zip(self._names, values) if value)

    def _drawable(self, row: int) -> bytes:
        shape = self._file.shapes[row]
        if not shape or {"LG-IMP-102", "LG-IMP-103", "LG-IMP-104"} & {m.code for m in self._reasons[row]}:
            return b""
        return shape
