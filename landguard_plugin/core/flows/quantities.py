"""From ground to quantities: every part gets its share of the patch's own area, to the last 0.01 m2.

The quantity of a patch (stored TBMJ, else its official area) is divided among its parts in proportion to their official
areas, by largest remainder: the parts of a patch always sum to it. Farmland and its ridge (KCMJ) are divided apart, so both
sum. A common part has two quantities, one from each year's patch; their difference is the patch-by-patch remainder of the
later year.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely

from ..area.official import OFFICIAL, AreaMethod, areas_of_polygons
from ..area.planes import Plane
from ..progress import Progress
from ..shares import share_by_group
from .parts import NONE, Parts


@dataclass(frozen=True)
class Quantities:
    """Quantities of parts, int64 (p,), 0.01 m2; 0 where a year has no patch under the part.

    net_before, ridge_before   the share of the earlier year's patch
    net_after, ridge_after     the share of the later year's patch
    """

    net_before: np.ndarray
    ridge_before: np.ndarray
    net_after: np.ndarray
    ridge_after: np.ndarray

    @property
    def before(self) -> np.ndarray:
        """Return the earlier year's quantity of each part."""
        return self.net_before + self.ridge_before

    @property
    def after(self) -> np.ndarray:
        """Return the later year's quantity of each part."""
        return self.net_after + self.ridge_after


def measure_parts(parts: Parts, plane: Plane, progress: Progress, method: AreaMethod = OFFICIAL) -> np.ndarray:
    """Return the official area in m2 of each part that has a shape; 1.0 for a whole patch; the gap for UNACCOUNTED.

    Never zero: a part that is too small to measure still has a claim to its share.
    """
    weights = np.ones(len(parts))
    drawn = np.nonzero(~shapely.is_missing(parts.shapes))[0]
    if len(drawn):
        weights[drawn] = np.maximum(areas_of_polygons(parts.shapes[drawn], plane, method, progress), 1e-9)
    return np.where(parts.gap_m2 > 0, parts.gap_m2, weights)


def share_quantities(parts: Parts, weights: np.ndarray, before: pd.DataFrame, after: pd.DataFrame) -> Quantities:
    """Return the quantities of all parts; `before` and `after` are Survey.rows (columns tbmj and ridge)."""
    columns = []
    for rows, year in ((parts.before, before), (parts.after, after)):
        here = np.nonzero(rows != NONE)[0]
        ridge = year["ridge"].to_numpy()
        for totals in (year["tbmj"].to_numpy() - ridge, ridge):
            column = np.zeros(len(parts), dtype=np.int64)
            column[here] = share_by_group(totals, rows[here], weights[here])
            columns.append(column)
    return Quantities(*columns)
