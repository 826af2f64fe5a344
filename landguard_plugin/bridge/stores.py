"""Patch projects from paths and Processing parameters."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingAlgorithm, QgsProcessingContext

from ..app.patches.comparing import changed_fields, finding_table, is_logged, is_sound
from ..core.layers import Table
from ..core.patches.findings import StoreFinding
from ..core.patches.records import Certificate, LogEntry, LogHead
from ..core.problems import LandGuardError
from ..core.progress import Progress, Unwatched, stop_if_cancelled
from ..core.trust.log import EMPTY
from ..resources.verify.lgverify import holds
from ..storage.patches.certified import Proof
from ..storage.patches.database import DatabasePatchStore, is_patch_store
from ..storage.patches.opening import Opened, Upgraded, opened, upgrade
from .text import word


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


def open_checked(text: str, progress: Optional[Progress] = None) -> Opened:
    """Return the project of a path after the checked opening; any error found makes it read-only. Raises LG-STO-008."""
    watched = progress or Unwatched()

    def is_decided(certificate: Certificate, entry: LogEntry) -> bool:
        stop_if_cancelled(watched)  # a signature takes milliseconds, a county has thousands
        return is_logged(certificate, entry, holds)

    return opened(open_store(text).path, Proof(changed_fields, is_sound, is_decided), watched)


def upgrade_store(text: str) -> Upgraded:
    """Bring the project of a path to the newest schema, behind a verified backup beside it. Raises LG-STO-xxx, LG-CRT-003."""
    stamp = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    return upgrade(open_store(text).path, stamp)


def findings_table(findings: tuple[StoreFinding, ...]) -> Table:
    """Return findings as a table, worded in the user's language."""
    return finding_table(findings, [word(finding.message) for finding in findings])


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


def state_of(store: DatabasePatchStore) -> tuple[int, LogHead]:
    """Return schema version and log head; zero and an empty head where a damaged file does not tell them any more."""
    try:
        return store.info().schema_version, store.head()
    except LandGuardError:
        return 0, EMPTY


def store_crs(crs: QgsCoordinateReferenceSystem, given: str) -> str:
    """Return the authority code of a reference system, "" when none was given.

    Raises LandGuardError LG-STO-044 for one without a code or in degrees: areas and the 0.1 mm grid need a projected one.
    """
    if not crs.isValid() and not given.strip():
        return ""
    if not crs.isValid() or not crs.authid() or crs.isGeographic():
        raise LandGuardError("LG-STO-044", given=given or crs.description() or "-")
    return crs.authid()
