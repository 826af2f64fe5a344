"""Polygon layers and tables in memory, as the use cases take and return them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .area.planes import Plane


@dataclass(frozen=True)
class PolygonTable:
    """A polygon layer: one row per feature, in the order of the source.

    shapes      WKB of each row, b"" where the row has no geometry; coordinates in the layer's own system
    rows        attributes as read, text stays text; index 0..n-1
    row_numbers the source's own row or feature numbers, int64 (n,), for messages that name a row
    plane       how coordinates get to the ellipsoid
    crs         authority code or description of the reference system, to recognise equal systems
    """

    name: str
    shapes: list[bytes]
    rows: pd.DataFrame
    row_numbers: np.ndarray
    plane: Plane
    crs: str

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.shapes)


@dataclass(frozen=True)
class Column:
    """A column of an output table. `kind` is text, integer, number, area or date.

    An area column holds integers of 0.01 m2 in memory and is written as m2 with two decimals. `title` is the alias of a
    column whose title is data (the fields of a standard); other columns are titled by messages/columns.csv.
    """

    name: str
    kind: str = "text"
    width: int = 0
    decimals: int = 0
    title: str = ""


@dataclass(frozen=True)
class Table:
    """An output table without geometry: its columns and its rows, in the order to be written."""

    columns: tuple[Column, ...]
    rows: pd.DataFrame

    @staticmethod
    def of(columns: Sequence[Column], rows: pd.DataFrame) -> Table:
        """Return a table whose frame has exactly these columns, in this order."""
        return Table(tuple(columns), rows[[column.name for column in columns]].reset_index(drop=True))


@dataclass(frozen=True)
class ShapeTable:
    """An output table with polygon geometry (WKB, b"" for none) in the system `crs`."""

    columns: tuple[Column, ...]
    rows: pd.DataFrame
    shapes: list[bytes] = field(default_factory=list)
    crs: str = ""
