"""The open store while drawing: who draws on what, the patch being worked on, deeds and how they are told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Optional

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ...app.patches import previews, shaping, taking_back
from ...app.patches.ports import PatchQuery, PatchStore
from ...bridge import settings
from ...bridge.drawing import StorePlane, cadastres, office_of, parcels_at, unit_at
from ...bridge.text import word, word_error
from ...core.patches.records import Actor, Patch, Role
from ...core.problems import LandGuardError

Point = tuple[float, float]
CHANGED_MEANWHILE = "LG-LCK-001"


class PatchDesk(QObject):
    """Carries out deeds on the store and says what came of them."""

    told = pyqtSignal(list, bool)  # sentences, and whether the deed can be taken back
    failed = pyqtSignal(str)
    changed = pyqtSignal(list)  # uids of new, changed and retired patches
    target_changed = pyqtSignal(object)  # Patch or None

    def __init__(self, store: PatchStore, place: str, campaign: str = "") -> None:
        """Draw on a store. `place` names it; `campaign` is where new patches go ("": its only or newest one).

        Raises LandGuardError LG-CRS-001 when the store's system is unknown.
        """
        super().__init__()
        self.store, self.place = store, place
        self.plane = StorePlane(store.info().crs, QgsProject.instance())
        self.office = office_of(store, self.plane, actor())
        campaigns = store.campaigns()
        self.campaign = campaign or (campaigns[-1].id if campaigns else "")
        self.title = next((one.title for one in campaigns if one.id == self.campaign), "") or place
        self.target: Optional[Patch] = None
        self._seen: dict[str, Patch] = {}  # patches as they were when drawing on them began

    def aim(self, uid: str) -> Optional[Patch]:
        """Make a patch the one that is worked on ("" for none) and return it as it stands in the store."""
        self._seen = {}
        self.target = shaping.find(self.store, uid) if uid else None
        self.target_changed.emit(self.target)
        return self.target

    def aim_at(self, point: Point) -> Optional[Patch]:
        """Make the patch at a point the one that is worked on; where there is none nothing changes."""
        patch = previews.patch_at(self.store, point)
        if patch is not None and (self.target is None or patch.uid != self.target.uid):
            self.aim(patch.uid)
        return self.target

    def meant(self, points: Sequence[Point]) -> Optional[Patch]:
        """Return the patch a line is meant for: the one worked on when it meets it, else the one it runs through.

        It comes as it was seen when drawing began: what somebody else did to it meanwhile must not be overwritten unseen.
        """
        preferred = self.target.uid if self.target is not None else ""
        found = previews.patch_under(self.store, points, preferred)
        if found is None:
            return None
        return self._seen.setdefault(found.uid, self.target if found.uid == preferred else found)

    # -- deeds; each returns whether it was saved

    def finish(self, tool: str, points: list[Point], width: float) -> bool:
        """Carry out what a captured line or ring is for."""
        return self._do(lambda: self._captured(tool, points, width))

    def merge(self, patches: Sequence[Patch]) -> bool:
        """Unite patches."""
        return self._do(lambda: shaping.merge_patches(self.office, patches))

    def cut_along(self, patch: Patch, parcels: Sequence[bytes]) -> bool:
        """Cut a patch along parcels."""
        from ...core.patches.grid import read_shape

        return self._do(lambda: shaping.split_by_parcels(self.office, patch, [read_shape(one) for one in parcels]))

    def reshape_to(self, make: Callable[[object], object]) -> bool:
        """Give the target the shape that `make` returns for the one it has."""
        from ...core.patches.grid import read_shape

        patch = self.target
        return self._do(lambda: shaping.replace_shape(self.office, patch, make(read_shape(patch.shape)), "vertex"))

    def take_back(self) -> bool:
        """Take back this person's last deed."""
        return self._do(lambda: taking_back.take_back(self.office), undoable=False)

    def parcels_on(self, patch: Patch, point: Point) -> list[bytes]:
        """Return the parcels a patch touches, of the layer that has one at a point; none where no layer has."""
        import shapely

        layer = self._parcel_at(point)[0]
        return parcels_at(layer, self.plane, tuple(shapely.from_wkb(patch.shape).bounds)) if layer else []

    def parcel_at(self, point: Point) -> Optional[bytes]:
        """Return the parcel at a point."""
        return self._parcel_at(point)[1]

    def _parcel_at(self, point: Point) -> tuple[Optional[QgsVectorLayer], Optional[bytes]]:
        import shapely

        x, y = point
        here = shapely.Point(x, y)
        for layer in cadastres(QgsProject.instance()):
            for one in parcels_at(layer, self.plane, (x - 0.001, y - 0.001, x + 0.001, y + 0.001)):
                if one and shapely.intersects(shapely.from_wkb(one), here):
                    return layer, one
        return None, None

    def allow(self, patch: Optional[Patch]) -> bool:
        """Return whether a patch may be drawn on; say why not."""
        try:
            if patch is not None:
                shaping.refuse_closed(patch)
        except LandGuardError as error:
            self.failed.emit(word_error(error))
            return False
        return True

    # -- inside

    def _captured(self, tool: str, points: list[Point], width: float) -> shaping.Done:
        if tool == previews.DRAW:
            return shaping.draw(self.office, points, self.campaign, self._unit(points))
        if tool == previews.STRIP:
            from ...core.patches.grid import line_of
            from ...core.patches.reshaping import strip

            return shaping.draw_shape(self.office, strip(line_of(points), width), self.campaign, self._unit(points))
        patch = self.meant(points)
        if patch is None:
            raise LandGuardError("LG-DRW-018")
        if tool == previews.SPLIT:
            return shaping.split_by_lines(self.office, patch, [points])
        if tool == previews.HOLE:
            return shaping.cut_hole_in(self.office, patch, points)
        return shaping.reshape_along(self.office, patch, points)

    def _unit(self, points: list[Point]) -> str:
        """Return the unit a new patch lies in: by the survey, else as the patch worked on, else as its neighbours."""
        found = unit_at(points[0], self.plane, QgsProject.instance())
        if found or self.target is not None:
            return found or self.target.unit
        x, y = points[0]
        near = self.store.patches(PatchQuery(campaign=self.campaign, box=(x - 2000, y - 2000, x + 2000, y + 2000)))
        return near[0].unit if near else ""

    def _do(self, deed: Callable[[], shaping.Done], undoable: bool = True) -> bool:
        self.office = office_of(self.store, self.plane, actor())
        try:
            done = deed()
        except LandGuardError as error:
            self.failed.emit(word_error(error))
            if error.code == CHANGED_MEANWHILE:
                self._look_again()
            return False
        living = max(done.patches, key=lambda patch: patch.area_dm2, default=None)
        self.aim(living.uid if living is not None else "")
        # good news stands in a narrow bar: without its code
        self.told.emit([word(message).removeprefix(f"{message.code} ") for message in done.told], undoable)
        self.changed.emit([*(patch.uid for patch in done.patches), *done.retired])
        return True

    def _look_again(self) -> None:
        """Take in what somebody else did: what is shown, and worked on, is what the store holds now."""
        uids = list(self._seen) + ([self.target.uid] if self.target is not None else [])
        self.aim(self.target.uid if self.target is not None else "")
        self.changed.emit(sorted(set(uids)))


def actor() -> Actor:
    """Return who draws, by the settings."""
    named = settings.ROLE.get()
    known = named in {one.value for one in Role}
    return Actor(settings.PERSON.get().strip(), Role(named) if known else Role.COUNTY)
