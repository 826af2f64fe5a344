"""图幅理论面积: the theoretical area of a map sheet, from its south-west corner and its size.

Source: 国土调查办发〔2008〕32号, formula for 图幅理论面积. No published worked example was found; the values in the tests come
from an independent script (docs/domain-notes.md 2.6).
"""

from __future__ import annotations

import math

from .ellipsoid import CGCS2000, Ellipsoid


def sheet_area(south_deg: float, height_min: float, width_min: float, ellipsoid: Ellipsoid = CGCS2000) -> float:
    """Return the area in m2 (unrounded) of a graticule cell; latitude of its south edge in degrees, sizes in minutes."""
    B1 = math.radians(south_deg)
    B2 = math.radians(south_deg + height_min / 60.0)
    Bm, half = (B1 + B2) / 2, (B2 - B1) / 2
    series = 0.0
    for order, (coefficient, sign) in enumerate(zip(ellipsoid.area_coefficients(), (1, -1, 1, -1, 1))):
        k = 2 * order + 1
        series += sign * coefficient * math.sin(k * half) * math.cos(k * Bm)
    return 4 * math.pi * ellipsoid.b**2 * width_min / (360 * 60) * series
