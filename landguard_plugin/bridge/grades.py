"""The grade of each feature of a survey layer, where a field carries it."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from ..core.problems import LandGuardError
from ..core.progress import Progress
from .tables import read_rows


def grades_from(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, progress: Progress
) -> list[Decimal | None]:
    """Return one grade per feature of SURVEY in feature order, None where it is empty; an empty list without GRADE_FIELD.

    Raises LandGuardError LG-BFC-004 for a value that is no number of 1 or more.
    """
    field = algorithm.parameterAsString(parameters, "GRADE_FIELD", context).strip()
    if not field:
        return []
    values = read_rows(algorithm, parameters, "SURVEY", context, progress)[field]
    return [_grade(value, row) for row, value in enumerate(values, 1)]


def _grade(value: object, row: int) -> Decimal | None:
    if value is None or str(value).strip() == "":
        return None
    try:
        grade = Decimal(str(value).strip())
    except InvalidOperation as error:
        raise LandGuardError("LG-BFC-004", row=str(row), value=str(value)) from error
    if not grade.is_finite() or grade < 1:
        raise LandGuardError("LG-BFC-004", row=str(row), value=str(value))
    return grade
