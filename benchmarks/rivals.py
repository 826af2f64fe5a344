"""What a user would run instead, each as whole processes.

QGIS: native:intersection, then the field calculator with $area on the CGCS2000 ellipsoid: two qgis_process calls.
GeoPandas: geopandas.overlay with pyogrio in an environment of its own, plane areas only (it has no ellipsoidal ones).
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GEOPANDAS = ROOT / ".venv-bench" / "bin" / "python"
SCRIPT = """
import sys, json, geopandas
a = geopandas.read_file(sys.argv[1] + "/before.gpkg", columns=["DLBM"])
b = geopandas.read_file(sys.argv[1] + "/after.gpkg", columns=["DLBM"])
o = geopandas.overlay(a, b, how="intersection")
o["m2"] = o.area
cells = o.groupby(["DLBM_1", "DLBM_2"])["m2"].sum()
print(json.dumps({"cells": {f"{f}>{t}": v for (f, t), v in cells.items()}}))
"""


def install_geopandas() -> None:
    """Make the rival's environment when it is not there."""
    if not GEOPANDAS.exists():
        subprocess.run(["/usr/bin/python3", "-m", "venv", str(GEOPANDAS.parent.parent)], check=True)
        packages = ["geopandas==1.1.1", "pyogrio", "shapely", "pandas<3"]
        subprocess.run([str(GEOPANDAS), "-m", "pip", "install", "-q", *packages], check=True, stderr=subprocess.DEVNULL)


def geopandas_command(folder: Path) -> list[str]:
    """Return the command of geopandas.overlay."""
    return [str(GEOPANDAS), "-c", SCRIPT, str(folder)]


def qgis_commands(folder: Path) -> list[list[str]]:
    """Return the two commands of QGIS."""
    pieces, areas = folder / "qgis_pieces.gpkg", folder / "qgis_areas.gpkg"
    for path in (pieces, areas):
        path.unlink(missing_ok=True)
    return [
        ["qgis_process", "run", "native:intersection", f"--INPUT={folder}/before.gpkg", f"--OVERLAY={folder}/after.gpkg",
         "--INPUT_FIELDS=DLBM", "--OVERLAY_FIELDS=DLBM", f"--OUTPUT={pieces}"],
        ["qgis_process", "run", "native:fieldcalculator", "--ellipsoid=EPSG:1024", "--area_units=m2", f"--INPUT={pieces}",
         "--FIELD_NAME=mj", "--FIELD_TYPE=0", "--FORMULA=$area", f"--OUTPUT={areas}"],
    ]  # fmt: skip


def qgis_cells(folder: Path) -> dict[str, float]:
    """Return QGIS's matrix from its result file."""
    connection = sqlite3.connect(folder / "qgis_areas.gpkg")
    (table,) = connection.execute("SELECT table_name FROM gpkg_contents").fetchone()
    rows = connection.execute(f'SELECT DLBM, DLBM_2, sum(mj) FROM "{table}" GROUP BY 1, 2').fetchall()
    connection.close()
    return {f"{f}>{t}": area for f, t, area in rows}


def environment(home: Path) -> dict[str, str]:
    """Return a clean environment for qgis_process."""
    home.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in os.environ.items() if key not in ("LD_PRELOAD", "PYTHONPATH")}
    return {**kept, "HOME": str(home), "XDG_RUNTIME_DIR": str(home), "QT_QPA_PLATFORM": "offscreen"}
