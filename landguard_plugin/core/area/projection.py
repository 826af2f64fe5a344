"""Gauss-Krüger: the official inverse series, and Krüger's series to n⁶ as forward projection and as a check.

All functions work on float64 arrays of equal shape. Plane coordinates are metres: `easting` relative to the central
meridian (no false easting, no zone prefix), `northing` from the equator. Angles are radians, longitude relative to
the central meridian.

Sources: 国土调查办发〔2008〕32号 (inverse series); L. Krüger, Konforme Abbildung des Erdellipsoids in der Ebene (1912), with
the coefficients extended to n⁶ by C. F. F. Karney, Transverse Mercator with an accuracy of a few nanometers (2011).
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from .ellipsoid import CGCS2000, Ellipsoid

Arrays = tuple[np.ndarray, np.ndarray]


def inverse_official(easting: np.ndarray, northing: np.ndarray, ellipsoid: Ellipsoid = CGCS2000) -> Arrays:
    """Return (longitude, latitude) by the printed series; within 4.4e-6 arc-seconds for |Δλ| up to 1.7 degrees.

    One sine and one cosine are taken; the footpoint latitude differs from the meridian angle by less than 6e-3, so
    its sine and cosine follow by the addition theorem with a short power series (error below 1e-19).
    """
    K0, K1, K2, K3, K4 = ellipsoid.meridian
    E = K0 * northing
    sin_E, cos_E = np.sin(E), np.cos(E)
    square = sin_E * sin_E
    shift = cos_E * sin_E * (K1 + square * (-K2 + square * (K3 - square * K4)))
    Bf = E + shift
    sin_Bf, cos_Bf = _rotate(sin_E, cos_E, shift)
    t = sin_Bf / cos_Bf
    t2 = t * t
    eta2 = ellipsoid.ep2 * cos_Bf * cos_Bf
    V2 = 1.0 + eta2
    q = easting * np.sqrt(V2) / ellipsoid.polar_radius
    q2 = q * q
    latitude = Bf - V2 * t * q2 * (
        0.5 - q2 * ((5.0 + 3.0 * t2 + eta2 - 9.0 * eta2 * t2) / 24.0 - q2 * (61.0 + 90.0 * t2 + 45.0 * t2 * t2) / 720.0)
    )
    longitude = (q / cos_Bf) * (
        1.0
        - q2
        * (
            (1.0 + 2.0 * t2 + eta2) / 6.0
            - q2 * (5.0 + 28.0 * t2 + 24.0 * t2 * t2 + 6.0 * eta2 + 8.0 * eta2 * t2) / 120.0
        )
    )
    return longitude, latitude


def _rotate(sine: np.ndarray, cosine: np.ndarray, angle: np.ndarray) -> Arrays:
    """Return sine and cosine of (x + angle) from those of x, for |angle| below 0.01."""
    a2 = angle * angle
    sin_a = angle * (1.0 - a2 * (1.0 / 6.0 - a2 / 120.0))
    cos_a = 1.0 - a2 * (0.5 - a2 * (1.0 / 24.0 - a2 / 720.0))
    return sine * cos_a + cosine * sin_a, cosine * cos_a - sine * sin_a


@lru_cache(maxsize=4)
def _krueger_constants(ellipsoid: Ellipsoid) -> tuple[float, tuple[float, ...], tuple[float, ...], float]:
    n = (ellipsoid.a - ellipsoid.b) / (ellipsoid.a + ellipsoid.b)
    n2, n3, n4, n5, n6 = (n**k for k in (2, 3, 4, 5, 6))
    radius = ellipsoid.a / (1 + n) * (1 + n2 / 4 + n4 / 64 + n6 / 256)
    alpha = (
        n / 2 - 2 * n2 / 3 + 5 * n3 / 16 + 41 * n4 / 180 - 127 * n5 / 288 + 7891 * n6 / 37800,
        13 * n2 / 48 - 3 * n3 / 5 + 557 * n4 / 1440 + 281 * n5 / 630 - 1983433 * n6 / 1935360,
        61 * n3 / 240 - 103 * n4 / 140 + 15061 * n5 / 26880 + 167603 * n6 / 181440,
        49561 * n4 / 161280 - 179 * n5 / 168 + 6601661 * n6 / 7257600,
        34729 * n5 / 80640 - 3418889 * n6 / 1995840,
        212378941 * n6 / 319334400,
    )
    beta = (
        n / 2 - 2 * n2 / 3 + 37 * n3 / 96 - n4 / 360 - 81 * n5 / 512 + 96199 * n6 / 604800,
        n2 / 48 + n3 / 15 - 437 * n4 / 1440 + 46 * n5 / 105 - 1118711 * n6 / 3870720,
        17 * n3 / 480 - 37 * n4 / 840 - 209 * n5 / 4480 + 5569 * n6 / 90720,
        4397 * n4 / 161280 - 11 * n5 / 504 - 830251 * n6 / 7257600,
        4583 * n5 / 161280 - 108847 * n6 / 3991680,
        20648693 * n6 / 638668800,
    )
    return radius, alpha, beta, float(np.sqrt(1 - (ellipsoid.b / ellipsoid.a) ** 2))


def forward(longitude: np.ndarray, latitude: np.ndarray, ellipsoid: Ellipsoid = CGCS2000) -> Arrays:
    """Return (easting, northing) in metres by Krüger's series to n⁶: nanometres within a zone."""
    radius, alpha, _, e = _krueger_constants(ellipsoid)
    tau = np.tan(latitude)
    sigma = np.sinh(e * np.arctanh(e * np.sin(latitude)))
    tau_conformal = tau * np.sqrt(1 + sigma * sigma) - sigma * np.sqrt(1 + tau * tau)
    cos_longitude = np.cos(longitude)
    xi = np.arctan2(tau_conformal, cos_longitude)
    eta = np.arcsinh(np.sin(longitude) / np.hypot(tau_conformal, cos_longitude))
    northing, easting = xi, eta
    for k, coefficient in enumerate(alpha, start=1):
        northing = northing + coefficient * np.sin(2 * k * xi) * np.cosh(2 * k * eta)
        easting = easting + coefficient * np.cos(2 * k * xi) * np.sinh(2 * k * eta)
    return radius * easting, radius * northing


def inverse_krueger(easting: np.ndarray, northing: np.ndarray, ellipsoid: Ellipsoid = CGCS2000) -> Arrays:
    """Return (longitude, latitude) by Krüger's series to n⁶: the check on the official series."""
    radius, _, beta, e = _krueger_constants(ellipsoid)
    xi, eta = northing / radius, easting / radius
    xi_sphere, eta_sphere = xi, eta
    for k, coefficient in enumerate(beta, start=1):
        xi_sphere = xi_sphere - coefficient * np.sin(2 * k * xi) * np.cosh(2 * k * eta)
        eta_sphere = eta_sphere - coefficient * np.cos(2 * k * xi) * np.sinh(2 * k * eta)
    tau_conformal = np.sin(xi_sphere) / np.hypot(np.sinh(eta_sphere), np.cos(xi_sphere))
    longitude = np.arctan2(np.sinh(eta_sphere), np.cos(xi_sphere))
    tau = tau_conformal
    for _ in range(3):  # Newton on the conformal latitude; two steps reach machine precision
        sigma = np.sinh(e * np.arctanh(e * tau / np.sqrt(1 + tau * tau)))
        tau_i = tau * np.sqrt(1 + sigma * sigma) - sigma * np.sqrt(1 + tau * tau)
        slope = (np.sqrt(1 + tau_i**2) * np.sqrt(1 + tau * tau)) * (1 - e * e) / (1 + (1 - e * e) * tau * tau)
        tau = tau + (tau_conformal - tau_i) / slope
    return longitude, np.arctan(tau)
