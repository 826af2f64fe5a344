"""Writes shapefiles whose attribute bytes the test decides: geometry by OGR, .dbf by our own writer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Optional

from tests.dbf import dbf_bytes
from tests.layers import memory_layer, save


def write_shapefile(
    path: Path,
    shapes: Sequence[object],
    fields: Sequence[tuple],
    rows: Sequence[Sequence[object]],
    encoding: str = "gbk",
    cpg: Optional[str] = None,
    crs: str = "EPSG:4526",
    language_byte: int = 0,
) -> Path:
    """Return the .shp; crs "" leaves no .prj, cpg None no .cpg."""
    save(memory_layer(shapes, [{"id": k} for k in range(len(shapes))], crs), path, "ESRI Shapefile")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg)
    if not crs:
        path.with_suffix(".prj").unlink(missing_ok=True)
    path.with_suffix(".dbf").write_bytes(dbf_bytes(fields, rows, encoding, language_byte))
    return path
