"""Targets of units from a table `unit,farmland_mu,basic_mu`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from ..app.flows.stock_take import Targets
from ..core.problems import LandGuardError
from ..core.quantities import mu_to_dm2
from ..core.survey.records import text_of
from .layers import plain_value

COLUMNS = ("unit", "farmland_mu", "basic_mu")


def read_targets(
    algorithm: QgsProcessingAlgorithm, parameters: dict, name: str, context: QgsProcessingContext
) -> Targets:
    """Return the targets of an optional table parameter; an empty cell is no target.

    Raises LandGuardError LG-TGT-001 for a missing column, LG-TGT-002 naming the row of a value that is no area, LG-TGT-003 for
    a unit that has two targets.
    """
    if parameters.get(name) is None:
        return Targets()
    source = algorithm.parameterAsSource(parameters, name, context)
    if source is None:
        raise LandGuardError("LG-LAY-001", name=name, value=str(parameters.get(name)))
    fields = {field.name().lower(): index for index, field in enumerate(source.fields())}
    if "unit" not in fields or not ({"farmland_mu", "basic_mu"} & set(fields)):
        raise LandGuardError(
            "LG-TGT-001", layer=source.sourceName(), columns=", ".join(COLUMNS), fields=", ".join(fields)
        )
    targets = Targets({}, {})
    for row, feature in enumerate(source.getFeatures(), start=1):
        values = {column: plain_value(feature.attributes()[fields[column]]) for column in COLUMNS if column in fields}
        unit = _text(values["unit"])
        for column, table in (("farmland_mu", targets.farmland), ("basic_mu", targets.basic)):
            target = _area(values.get(column), source.sourceName(), row, column)
            if target is None or not unit:
                continue
            if unit in table:
                raise LandGuardError("LG-TGT-003", layer=source.sourceName(), row=str(row), unit=unit)
            table[unit] = target
    return targets


def _text(value: object) -> str:
    import pandas as pd

    return str(text_of(pd.Series([value], dtype=object))[0])


def _area(value: object, layer: str, row: int, column: str) -> int | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    try:
        number = Decimal(str(value).strip().replace(",", ""))
        if not number.is_finite() or number < 0:
            raise InvalidOperation
        return mu_to_dm2(number)
    except InvalidOperation as error:
        raise LandGuardError("LG-TGT-002", layer=layer, row=str(row), column=column, value=str(value)) from error
