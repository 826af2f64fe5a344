"""Edges as digitised: every long edge becomes a wavy line of some 6 m steps, the same for both neighbours and both years.

Surveyed patches have some 70 vertices; the sample county, made to be small, has a third of that. The wave is a function of the
edge alone (its ends, lower one first), so a partition stays one.
"""

from __future__ import annotations

import numpy as np
import shapely

STEP, LEAST, SWING = 6.0, 12.0, 0.02


def wiggle(shapes: list[shapely.Polygon], redrawn: float = 0.0) -> list[shapely.Polygon]:
    """Return the polygons with their long edges drawn wavy, coordinates on the 0.1 mm grid.

    A share `redrawn` of the edges (always the same ones) swings to the other side: re-digitised in a later year.
    """
    geometries = np.array(shapes, dtype=object)
    kind, coordinates, offsets = shapely.to_ragged_array(geometries)
    rings = offsets[0]
    drawn, lengths = _drawn(coordinates, rings, redrawn)
    new_rings = np.concatenate(([0], np.cumsum(lengths)))
    return list(shapely.from_ragged_array(kind, drawn, (new_rings, *offsets[1:])))


def _drawn(points: np.ndarray, rings: np.ndarray, redrawn: float) -> tuple[np.ndarray, np.ndarray]:
    start, end = points[:-1], points[1:]
    length = np.hypot(*(end - start).T)
    length[rings[1:-1] - 1] = 0.0
    steps = np.where(length >= LEAST, np.clip(np.round(length / STEP), 2, 60), 1).astype(np.int64)
    steps = np.append(steps, 1)
    edge = np.repeat(np.arange(len(points)), steps)
    number = np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)
    following = np.minimum(edge + 1, len(points) - 1)
    a, b = points[edge], points[following]
    swap = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(swap[:, None], b, a), np.where(swap[:, None], a, b)
    share = np.where(swap, steps[edge] - number, number) / steps[edge]
    span = high - low
    reach = np.hypot(span[:, 0], span[:, 1])
    phase = np.modf(np.abs(low.sum(axis=1) * 0.6180339887 + high.sum(axis=1) * 0.7548776662))[0]
    wave = SWING * reach * np.sin(np.pi * share) * np.sin(2 * np.pi * (share * 3 + phase))
    other_side = np.modf(np.abs(low[:, 0] * 0.5545497 + high[:, 1] * 0.3083158))[0] < redrawn
    wave = np.where(other_side, -wave, wave)
    normal = np.column_stack([-span[:, 1], span[:, 0]]) / np.maximum(reach, 1e-9)[:, None]
    drawn = low + span * share[:, None] + normal * np.where(number == 0, 0.0, wave)[:, None]
    drawn = np.where((number == 0)[:, None], a, np.round(drawn, 4))
    ring_of_point = np.searchsorted(rings, np.arange(len(points)), side="right") - 1
    return drawn, np.bincount(ring_of_point[edge], minlength=len(rings) - 1)
