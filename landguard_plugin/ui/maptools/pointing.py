"""What the pointing tools do: gather patches to merge, cut a patch along the parcel under the mouse."""

from __future__ import annotations

from typing import Optional

from ...app.patches import previews
from ...core.patches.records import Patch
from .desk_of_patches import PatchDesk
from .looks_ahead import LooksAhead
from .pick import PointingTool

Point = tuple[float, float]


class MergePatches:
    """Gathers patches by clicks; a second click on a patch lets it go. Enter unites them."""

    def __init__(self, tool: PointingTool, desk: PatchDesk, ahead: LooksAhead) -> None:
        """Begin with the patch that is worked on."""
        self._tool, self._desk, self._ahead = tool, desk, ahead
        self._chosen: dict[str, Patch] = {}
        if desk.target is not None:
            self._chosen[desk.target.uid] = desk.target
        tool.clicked.connect(self._on_clicked)
        tool.finished.connect(self._on_finished)
        tool.backed.connect(self._on_backed)
        tool.on_deactivate = lambda: ahead.show_chosen([])
        self._show()

    @property
    def chosen(self) -> list[Patch]:
        """Return the patches gathered so far."""
        return list(self._chosen.values())

    def _on_clicked(self, point: Point, _: bool) -> None:
        patch = previews.patch_at(self._desk.store, point)
        if patch is None:
            return
        if self._chosen.pop(patch.uid, None) is None and self._desk.allow(patch):
            self._chosen[patch.uid] = patch
        self._show()

    def _on_backed(self) -> None:
        if self._chosen:
            self._chosen.popitem()
        self._show()

    def _on_finished(self) -> None:
        if self._desk.merge(self.chosen):
            self._chosen = {}
            self._show()

    def _show(self) -> None:
        self._ahead.show_chosen(self.chosen)
        self._tool.label.tell(self._ahead.merge_lines(self.chosen))


class CutAlongParcel:
    """Shows the parcel under the mouse and what it would cut; a click cuts, Shift cuts along all parcels."""

    def __init__(self, tool: PointingTool, desk: PatchDesk, ahead: LooksAhead) -> None:
        """Begin with nothing under the mouse."""
        self._tool, self._desk, self._ahead = tool, desk, ahead
        self._parcel: Optional[bytes] = None
        tool.clicked.connect(self._on_clicked)
        tool.hovered.connect(lambda point: ahead.live.soon(lambda: self._look(point)))
        tool.on_deactivate = lambda: ahead.show_cut(None, None)

    def _patch(self, point: Point) -> Optional[Patch]:
        here = previews.patch_at(self._desk.store, point)
        return here or self._desk.target

    def _look(self, point: Point) -> None:
        patch, self._parcel = self._patch(point), self._desk.parcel_at(point)
        self._tool.label.tell(self._ahead.show_cut(patch, self._parcel))

    def _on_clicked(self, point: Point, all_parcels: bool) -> None:
        patch = self._patch(point)
        if patch is None or not self._desk.allow(patch):
            return
        parcel = self._desk.parcel_at(point)
        parcels = self._desk.parcels_on(patch, point) if all_parcels else [parcel] if parcel is not None else []
        self._desk.cut_along(patch, parcels)
        self._ahead.show_cut(None, None)
        self._tool.label.tell([])
