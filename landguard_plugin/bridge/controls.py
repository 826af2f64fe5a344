"""Control areas 控制面积 from a table `code,control_m2`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from ..core.problems import LandGuardError
from ..core.progress import Progress
from ..core.quantities import to_dm2
from ..core.survey.records import text_of
from .tables import read_rows

_COLUMNS = ("code", "control_m2")
_EXACT = 2**53  # above this a code that was read as a number has lost digits


def read_controls(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext, progress: Progress
) -> dict[str, int]:
    """Return code -> control area in 0.01 m2 of a table parameter; rows without a code and an area are left out.

    Raises LandGuardError LG-LVL-003 without the columns, LG-LVL-004 naming the row of a value that is no area above zero or of a code
    that has lost digits, LG-LVL-005 for a code that stands twice.
    """
    rows = read_rows(algorithm, parameters, name, context, progress)
    if rows is None:
        raise LandGuardError("LG-LAY-001", name=name, value="")
    fields = {str(field).lower(): field for field in rows.columns}
    if not set(_COLUMNS) <= set(fields):
        raise LandGuardError("LG-LVL-003", columns=", ".join(_COLUMNS), fields=", ".join(map(str, rows.columns)))
    controls: dict[str, int] = {}
    codes, areas = rows[fields["code"]], rows[fields["control_m2"]]
    for number, (raw, code, area) in enumerate(zip(codes, text_of(codes), areas), 1):
        if not code and (area is None or not str(area).strip()):
            continue
        value = _area(area)
        if value is None or not code or (isinstance(raw, float) and abs(raw) >= _EXACT):
            raise LandGuardError("LG-LVL-004", row=str(number), group=code, value=str(area))
        if code in controls:
            raise LandGuardError("LG-LVL-005", row=str(number), group=code)
        controls[code] = value
    return controls


def _area(value: object) -> int | None:
    """Return an area above zero in 0.01 m2, None for anything else."""
    try:
        number = Decimal(str(value).strip().replace(",", ""))
        return to_dm2(number) if number.is_finite() and number > 0 else None
    except InvalidOperation:
        return None
