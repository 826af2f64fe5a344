"""The desk of proving for a project: its shelf, the way to degrees, the rules its campaign names; patches by number."""

from __future__ import annotations

from datetime import date
from typing import Optional

from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsCoordinateTransformContext

from ..app.patches.picture_index import PictureIndex
from ..app.patches.ports import PatchQuery, PatchStore
from ..app.patches.proving import Desk
from ..app.patches.proving_ports import Incoming, Locator
from ..core.evidence.ground import geographic_to_zone, zone_to_geographic
from ..core.evidence.rules import EvidenceRules
from ..core.patches.records import Patch
from ..core.problems import LandGuardError
from ..core.progress import Progress
from ..storage.evidence.incoming import incoming as read_incoming
from ..storage.evidence.shelf import FolderShelf
from ..storage.evidence_rules import evidence_rules
from ..storage.patches.database import DatabasePatchStore
from .crs import GEOGRAPHIC, transform_points, zone_of
from .ledgers import tell_rules
from .pictures import see
from .stores import path_of


def desk_for(
    store: DatabasePatchStore,
    campaign: str,
    context: QgsCoordinateTransformContext,
    rules: str = "",
    today: Optional[date] = None,
) -> Desk:
    """Return the desk of a project. `rules` (a name or file) goes before those the campaign names, those before today's.

    Raises LandGuardError LG-EVI-007 for an unknown campaign, LG-RUL-00x for rules that cannot be used, LG-STO-xxx for the store.
    """
    info = store.info()
    name = rules.strip() or _rules_of(store, campaign)
    return Desk(
        store=store,
        shelf=FolderShelf.beside(store.path),
        eye=see,
        locator=locator_of(info.crs, context),
        rules=evidence_rules(name, today or date.today()),
        pictures=PictureIndex(store),
    )


def _rules_of(store: PatchStore, campaign: str) -> str:
    known = {one.id: one.evidence_rules for one in store.campaigns()}
    if campaign and campaign not in known:
        raise LandGuardError("LG-EVI-007", campaign=campaign, known=", ".join(known) or "-")
    if campaign:
        return known[campaign]
    return next(iter(known.values())) if len(known) == 1 else ""


def locator_of(crs: str, context: QgsCoordinateTransformContext) -> Locator:
    """Return the way between a store's coordinates and degrees on CGCS2000; a store without patches has degrees."""
    system = QgsCoordinateReferenceSystem(crs or GEOGRAPHIC)
    zone = zone_of(system)
    if zone is not None:
        return Locator(zone_to_geographic(zone), geographic_to_zone(zone))
    degrees = QgsCoordinateReferenceSystem(GEOGRAPHIC)
    there, back = QgsCoordinateTransform(system, degrees, context), QgsCoordinateTransform(degrees, system, context)
    return Locator(lambda x, y: transform_points(x, y, there, crs), lambda x, y: transform_points(x, y, back, crs))


def patch_named(store: PatchStore, text: str, campaign: str = "") -> Patch:
    """Return the patch of a uid or a number. Raises LandGuardError LG-EVI-001 for none, LG-EVI-006 for several."""
    wanted = text.strip()
    found = store.patches(PatchQuery(campaign=campaign, uids=(wanted,))) if wanted else []
    found = found or (store.patches(PatchQuery(campaign=campaign, numbers=(wanted,))) if wanted else [])
    if not found:
        raise LandGuardError("LG-EVI-001", uid=wanted or "-")
    if len(found) > 1:
        raise LandGuardError("LG-EVI-006", number=wanted, count=len(found))
    return found[0]


def files_in(paths: list[str]) -> list[Incoming]:
    """Return the files of paths, folders opened; each is read when its turn comes."""
    return read_incoming([path_of(text) for text in paths if text.strip()])


def tell_evidence_rules(rules: EvidenceRules, progress: Progress) -> None:
    """Tell which rules a run used, and which of their values nobody has verified."""
    tell_rules(rules.ruleset, "evidence", progress)
