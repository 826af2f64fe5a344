"""Patch projects from paths and Processing parameters."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from ..core.problems import LandGuardError
from ..storage.patches.database import DatabasePatchStore, is_patch_store


def open_store(text: str) -> DatabasePatchStore:
    """Return the project of a path, as typed or dropped. Raises LandGuardError LG-STO-008 when there is none."""
    path = path_of(text)
    if not path.is_file() or not is_patch_store(path):
        raise LandGuardError("LG-STO-008", path=text.strip() or "-")
    return DatabasePatchStore(path)


def create_store(text: str, profile: str = "", crs: str = "") -> DatabasePatchStore:
    """Return a new project at a path (.gpkg is added when there is no ending); its folder is made when it is missing.

    Raises LandGuardError LG-STO-009 when the file holds a project already, LG-STO-008 when it is something else, LG-STO-022
    for a reference system that is no authority code such as EPSG:4526.
    """
    path = path_of(text)
    if not path.suffix:
        path = path.with_suffix(".gpkg")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LandGuardError("LG-STO-004", path=str(path), detail=str(error)) from error
    return DatabasePatchStore.create(path, profile, crs.strip().upper())


def store_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, name: str = "STORE"
) -> DatabasePatchStore:
    """Return the project that a file parameter names. Raises LandGuardError LG-STO-008 when there is none."""
    return open_store(algorithm.parameterAsString(parameters, name, context))


def path_of(text: str) -> Path:
    """Return the path in what a parameter or a layer source says: quotes and OGR's "|layername=..." are cut off.

    Raises LandGuardError LG-STO-008 for an empty text.
    """
    plain = text.strip().strip('"').split("|", 1)[0]
    if not plain:
        raise LandGuardError("LG-STO-008", path="-")
    return Path(plain).expanduser()
