"""Colours of land classes, from resources/styles/class_colours.csv: the same in table, map, picture and legend."""

from __future__ import annotations

from functools import lru_cache

from qgis.PyQt.QtGui import QColor

from ..storage import packaged

_UNKNOWN = "#9E9E9E"


@lru_cache(maxsize=1)
def _colours() -> dict[str, str]:
    return {row["code"]: row["colour"] for row in packaged.read_csv("styles/class_colours.csv")}


def class_colour(code: str) -> QColor:
    """Return the colour of a class code: that of its longest prefix in the table; grey for anything else."""
    colours = _colours()
    for length in range(len(code), 1, -1):
        if code[:length] in colours:
            return QColor(colours[code[:length]])
    return QColor(_UNKNOWN)
