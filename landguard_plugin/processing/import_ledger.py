"""landguard:importledger."""

from __future__ import annotations

import json
from pathlib import Path

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
)

from ..bridge.feedback import FeedbackProgress
from ..bridge.i18n import tr
from ..core.problems import LandGuardError, Message
from .base import LandGuardAlgorithm, advanced, hands_on
from .ledger_parameters import add_ledger, add_table, add_text

_KINDS = ("supplements", "occupations", "writeoffs", "deductions")
_UNITS = ("m2", "ha", "mu")


class ImportLedger(LandGuardAlgorithm):
    """Reads an office's sheet into a ledger: preview, mapping, and a list of the rows that were rejected."""

    ID = "importledger"
    GROUP = "ledger"

    def title(self) -> str:
        """Return the translated name."""
        return tr("Import sheet into ledger")

    def initAlgorithm(self, configuration: dict | None = None) -> None:
        """Declare parameters and outputs."""
        self.addParameter(QgsProcessingParameterFile("INPUT", tr("Sheet (xlsx or csv)")))
        add_text(self, "SHEET", tr("Name of the sheet (empty: the first)"))
        kinds = [tr("Supplement projects"), tr("Occupation projects"), tr("Write-offs"), tr("Audit deductions")]
        self.addParameter(QgsProcessingParameterEnum("KIND", tr("What the sheet holds"), kinds, defaultValue=0))
        add_text(self, "FIELD_MAP", tr("Columns by field, as a JSON object (empty: by their titles)"))
        self.addParameter(
            QgsProcessingParameterEnum(
                "AREA_UNIT", tr("Unit of areas"), [tr("m2"), tr("hectares"), tr("mu")], defaultValue=0
            )
        )
        by_grade = tr("Empty capacity follows from area and grade (unverified yields)")
        self.addParameter(advanced(QgsProcessingParameterBoolean("CAPACITY_BY_GRADE", by_grade, False)))
        add_ledger(self)
        hands_on(self, "LEDGER")
        self.addParameter(QgsProcessingParameterBoolean("PREVIEW", tr("Preview only: enter nothing"), True))
        add_table(self, "REJECTED", tr("Rejected rows"))
        for name, title in (
            ("READ", tr("Rows read")),
            ("ACCEPTED", tr("Rows accepted")),
            ("REJECTED_COUNT", tr("Rows rejected")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))
        self.addOutput(QgsProcessingOutputString("MAPPING", tr("Columns by field")))
        self.addOutput(QgsProcessingOutputString("VERSION", tr("Version of the books")))

    def work(self, parameters: dict, context: QgsProcessingContext, progress: FeedbackProgress) -> dict:
        """Read the sheet, show what would come of it, and enter it when asked."""
        from ..app.ledger.importing import empty_books, import_sheet
        from ..bridge.ledgers import ledger_of
        from ..core.ledger.sheets import SheetRequest
        from ..storage.ledger.spreadsheets import read_frame, sheet_fields
        from ..storage.ledger.tables import yields

        frame = read_frame(
            Path(self.parameterAsString(parameters, "INPUT", context)),
            self.parameterAsString(parameters, "SHEET", context).strip(),
        )
        request = SheetRequest(
            _KINDS[self.parameterAsEnum(parameters, "KIND", context)],
            frame,
            self._mapping(parameters, context),
            sheet_fields(),
            empty_books(""),
            _UNITS[self.parameterAsEnum(parameters, "AREA_UNIT", context)],
            yields() if self.parameterAsBoolean(parameters, "CAPACITY_BY_GRADE", context) else None,
        )
        preview = self.parameterAsBoolean(parameters, "PREVIEW", context)
        done = import_sheet(ledger_of(self, parameters, context), request, preview)
        sheet = done.sheet
        words = {"read": sheet.read, "accepted": sheet.accepted, "rejected": len(sheet.rejected)}
        progress.say(Message("LG-SHT-020" if done.posted is None else "LG-SHT-021", words))
        return {
            "REJECTED": self._write_rejected(parameters, context, sheet.rejected, progress),
            "READ": sheet.read,
            "ACCEPTED": sheet.accepted,
            "REJECTED_COUNT": len(sheet.rejected),
            "MAPPING": json.dumps(dict(sheet.mapping), ensure_ascii=False),
            "VERSION": str(done.posted.version) if done.posted else "",
        }

    def _mapping(self, parameters: dict, context: QgsProcessingContext) -> dict[str, str]:
        text = self.parameterAsString(parameters, "FIELD_MAP", context).strip()
        try:
            mapping = json.loads(text) if text else {}
        except ValueError as error:
            raise LandGuardError("LG-SHT-007", detail=str(error)) from error
        if not isinstance(mapping, dict):
            raise LandGuardError("LG-SHT-007", detail=text[:60])
        return {str(name): str(column) for name, column in mapping.items()}

    def _write_rejected(
        self, parameters: dict, context: QgsProcessingContext, rejected: object, progress: FeedbackProgress
    ) -> str | None:
        from ..bridge.sinks import write_table
        from ..bridge.text import word
        from ..core.layers import Column, Table

        rows = rejected.assign(reason=[word(message) for message in rejected["reason"]])
        known = ("row", "reason_code", "reason")
        columns = [Column("row", "integer"), Column("reason_code"), Column("reason")]
        columns += [Column(str(name)) for name in rows.columns if name not in known]
        return write_table(self, parameters, "REJECTED", context, Table.of(columns, rows), progress)
