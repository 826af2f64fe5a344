"""Where people build: settlements around the seats, industry, mines, graveyards, and their 城镇村属性码 (CZCSXM)."""

from __future__ import annotations

import numpy as np

from .ground import Ground

#: share of the village's ground that is built up: county seat, township seats, villages
_SHARES = (0.34, 0.13, 0.065)
_OUTLINES = ("201", "202", "203")

#: what stands in a settlement of each kind, with its share
MIXES: dict[str, tuple[tuple[str, float], ...]] = {
    "201": (
        ("0701", 0.47), ("05H1", 0.14), ("08H1", 0.06), ("08H2", 0.09), ("08H2A", 0.02), ("0601", 0.09),
        ("0508", 0.03), ("0809", 0.03), ("0810", 0.04), ("0810A", 0.01), ("1201", 0.02),
    ),
    "202": (
        ("0701", 0.38), ("0702", 0.18), ("05H1", 0.12), ("08H1", 0.06), ("08H2", 0.08), ("0601", 0.09),
        ("0508", 0.02), ("0809", 0.03), ("0810", 0.03), ("1201", 0.01),
    ),
    "203": (("0702", 0.88), ("08H2", 0.03), ("05H1", 0.03), ("0601", 0.03), ("0809", 0.015), ("0810", 0.015)),
}  # fmt: skip


def outlines(ground: Ground) -> np.ndarray:
    """Return the CZCSXM of settlement ground for every cell, "" elsewhere; object (cells,)."""
    places, sites = ground.places, ground.sites
    extent = np.bincount(ground.village[ground.county], minlength=len(places.villages))
    extent = extent / extent.sum() * np.pi * ground.plan.radius_m**2
    codes = np.full(len(sites), "", dtype=object)
    lead = sites[np.maximum(ground.atom, 0)]
    for village, seat in enumerate(places.villages):
        township = places.township[village]
        first = int(np.argmax(places.township == township)) == village
        kind = 2 if not first else 0 if township == 0 else 1
        reach = np.sqrt(_SHARES[kind] * extent[village] / np.pi)
        distance = np.hypot(*(lead - seat).T) * (1 + 0.22 * np.clip(ground.terrain.cover(lead), -2, 2))
        # No village goes without houses, however large its fields are.
        own = ground.village == village
        near = own & (distance < max(reach, distance[own & (ground.line < 0)].min() + 1.0))
        codes[near] = _OUTLINES[kind]
    return codes


def draw(generator: np.random.Generator, mix: tuple[tuple[str, float], ...], count: int) -> np.ndarray:
    """Return `count` codes drawn from a mix of (code, share), object (count,)."""
    codes = np.array([code for code, _ in mix], dtype=object)
    shares = np.array([share for _, share in mix])
    return generator.choice(codes, size=count, p=shares / shares.sum())


def nearest_cells(ground: Ground, place: np.ndarray, allowed: np.ndarray, count: int) -> np.ndarray:
    """Return about the `count` allowed field cells nearest to a place in local metres, with a ragged outline."""
    index = np.nonzero(allowed & (ground.line < 0) & ground.county)[0]
    points = ground.sites[index]
    distance = np.hypot(*(points - place).T) * (1 + 0.3 * np.clip(ground.terrain.cover(points), -2, 2))
    return index[np.argsort(distance, kind="stable")[:count]]
