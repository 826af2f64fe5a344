"""Moving a line, between Processing and the use case: what a run reads, and what it gives back."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingAlgorithm, QgsProcessingContext

from ..app.ledger.balance import whole_period
from ..app.ledger.line_balance import MOVED, LineBalance, LineRequest
from ..app.ledger.line_tables import balance_table, pieces_table, reconciliation_table, stock_table
from ..app.ledger.write_off import line_table
from ..core.layers import ShapeTable, Table
from ..core.ledger.amounts import Amounts, total
from ..core.ledger.lines import LINE_KINDS
from ..core.progress import Progress
from ..storage.ledger.tables import yields
from .grades import grades_from
from .i18n import language
from .ledger_reports import join_reasons
from .ledgers import day_from, ledger_of, ruleset_chooser
from .library import class_table
from .sinks import dm2_output
from .surveys import SurveyReader
from .targets import read_targets

_OBJECTIVES = ("waste", "local", "oldest", "documents")
_SYSTEMS = ("15", "10")


def request_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, progress: Progress
) -> tuple[LineRequest, QgsCoordinateReferenceSystem]:
    """Return what a run of `linebalance` asks for, and the reference system of its survey. Raises what the readers raise."""
    snapshot = ledger_of(algorithm, parameters, context).read()
    asked = algorithm.parameterAsString(parameters, "AS_OF", context).strip()
    day = day_from(asked, "AS_OF") if asked else whole_period(snapshot).last
    reader = SurveyReader(algorithm, parameters, context, progress)
    targets = read_targets(algorithm, parameters, "TARGETS", context)
    survey = reader.survey("SURVEY")
    grade = algorithm.parameterAsInt(parameters, "GRADE", context)
    request = LineRequest(
        snapshot,
        ruleset_chooser(algorithm, parameters, context, "occupation"),
        day,
        survey,
        class_table(),
        reader.zones("CURRENT"),
        reader.zones("PROPOSED"),
        LINE_KINDS[algorithm.parameterAsEnum(parameters, "LINE_KIND", context)],
        yields(),
        reader.zones("BASIC_FARMLAND"),
        targets,
        algorithm.parameterAsInt(parameters, "UNIT_LEVEL", context),
        grades_from(algorithm, parameters, context, progress),
        Decimal(grade) if grade else None,
        _SYSTEMS[algorithm.parameterAsEnum(parameters, "GRADE_SYSTEM", context)],
        _OBJECTIVES[algorithm.parameterAsEnum(parameters, "OBJECTIVE", context)],
        algorithm.parameterAsBoolean(parameters, "REJUDGE", context),
    )
    return request, reader.crs


def tables_of(result: LineBalance) -> tuple[ShapeTable, dict[str, Table]]:
    """Return the pieces and, by output, the other tables; the write-off lists the lines of the hypothetical projects only."""
    lines = line_table(result.answer.proposal, partial(join_reasons, tongue=language()))
    ours = lines.rows["project"].isin([idea.project for idea in result.ideas])
    return pieces_table(result), {
        "OUTPUT": balance_table(result),
        "STOCK": stock_table(result),
        "RECONCILIATION": reconciliation_table(result),
        "WRITE_OFF": Table.of(lines.columns, lines.rows[ours]),
    }


def figures_of(result: LineBalance, tables: dict[str, Table]) -> dict[str, object]:
    """Return the numbers and texts of a run, taken from its own tables."""
    stock, closing = tables["STOCK"].rows, tables["RECONCILIATION"].rows
    out, taken = (dm2_output(result.farmland(part)) for part in MOVED)
    swap = stock["swap_m2"].fillna(0).astype("int64").sum()
    return {
        "LET_OUT_M2": out,
        "TAKEN_IN_M2": taken,
        **_by_account("REQUIRED", total(idea.required for idea in result.ideas)),
        **_by_account("LACKING", result.answer.idea_short),
        "SWAP_M2": dm2_output(swap),
        "UNCOVERED_M2": dm2_output(sum(area for _, area in result.bare.values())),
        "UNGRADED_M2": dm2_output(result.unknown),
        "UNITS_BELOW_TARGET": int((stock["surplus_after_m2"].dropna() < 0).sum()),
        "DIFFERENCE_M2": dm2_output(closing["difference_m2"].sum()),
        "DAY": result.request.day.isoformat(),
        "RULES": result.ruleset.id,
    }


def _by_account(stem: str, amounts: Amounts) -> dict[str, object]:
    return {
        f"{stem}_QUANTITY_M2": dm2_output(amounts.quantity),
        f"{stem}_PADDY_M2": dm2_output(amounts.paddy),
        f"{stem}_CAPACITY_KG": amounts.capacity,
    }
