"""The ellipsoids of Chinese survey work with the constants that the official area document prints.

Source: 国土调查办发〔2008〕32号《图幅理论面积与图斑椭球面积计算公式及要求》 (formulas and the Xi'an 1980 column); the CGCS2000
column as used by the third national land survey (2018). docs/domain-notes.md 2.1 and 2.4.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SECONDS_PER_RADIAN = 180.0 * 3600.0 / np.pi


@dataclass(frozen=True)
class Ellipsoid:
    """Half axes in metres and the printed constants of the inverse Gauss-Krüger series."""

    name: str
    a: float
    b: float
    e2: float  # first eccentricity squared, as printed
    ep2: float  # second eccentricity squared, as printed
    polar_radius: float  # C = a²/b, as printed
    meridian: tuple[float, float, float, float, float]  # K0..K4: footpoint latitude from the meridian arc

    def area_coefficients(self) -> tuple[float, float, float, float, float]:
        """Return A, B, C, D, E of the trapezoid formula (32号文, formula for 图幅理论面积)."""
        e2, e4, e6, e8 = (self.e2**k for k in (1, 2, 3, 4))
        return (
            1 + 3 / 6 * e2 + 30 / 80 * e4 + 35 / 112 * e6 + 630 / 2304 * e8,
            1 / 6 * e2 + 15 / 80 * e4 + 21 / 112 * e6 + 420 / 2304 * e8,
            3 / 80 * e4 + 7 / 112 * e6 + 180 / 2304 * e8,
            1 / 112 * e6 + 45 / 2304 * e8,
            5 / 2304 * e8,
        )

    def zone_area_function(self, latitude: np.ndarray) -> np.ndarray:
        """Return F(B) in m2 per radian of longitude, so that a trapezoid is ΔL·(F(B2) − F(B1)).

        F(B) = b²(A sin B − B sin 3B + C sin 5B − D sin 7B + E sin 9B) follows from the printed formula by
        2 sin(k·ΔB/2) cos(k·Bm) = sin k·B2 − sin k·B1; the sines come by Chebyshev recurrence from one sine.
        """
        sine = np.sin(latitude)
        return self.zone_area_of_sine(sine)

    def zone_area_of_sine(self, sine: np.ndarray) -> np.ndarray:
        """Return F for the sine of a latitude: an odd polynomial of degree 9 (see `zone_area_function`)."""
        square = sine * sine
        c1, c3, c5, c7, c9 = self._sine_polynomial()
        result = square * c9
        for coefficient in (c7, c5, c3):
            result += coefficient
            result *= square
        result += c1
        result *= sine
        return result

    def _sine_polynomial(self) -> tuple[float, float, float, float, float]:
        """Return the coefficients of sin B, sin³B … sin⁹B in F, from sin kB written as powers of sin B."""
        A, B, C, D, E = self.area_coefficients()
        b2 = self.b * self.b
        return (
            b2 * (A - 3 * B + 5 * C - 7 * D + 9 * E),
            b2 * (4 * B - 20 * C + 56 * D - 120 * E),
            b2 * (16 * C - 112 * D + 432 * E),
            b2 * (64 * D - 576 * E),
            b2 * (256 * E),
        )


CGCS2000 = Ellipsoid(
    name="CGCS2000",
    a=6378137.0,
    b=6356752.31414036,
    e2=0.0066943800229,
    ep2=0.00673949677548,
    polar_radius=6399593.62586,
    meridian=(
        1.57048761144159e-07,
        5.05250178820567e-03,
        2.98472900956587e-05,
        2.41626669230084e-07,
        2.22241238938534e-09,
    ),
)

XIAN80 = Ellipsoid(
    name="Xian1980",
    a=6378140.0,
    b=6356755.29,
    e2=6.69438499958795e-03,
    ep2=6.73950181947292e-03,
    polar_radius=6399596.65198801,
    meridian=(
        1.57048687472752e-07,
        5.05250559291393e-03,
        2.98473350966158e-05,
        2.41627215981336e-07,
        2.22241909461273e-09,
    ),
)
