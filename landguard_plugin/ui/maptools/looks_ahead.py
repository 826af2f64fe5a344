"""What stands on the map while a deed is in the making: its result in colour, areas and impact at the cursor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import shapely
from qgis.core import QgsCsException, QgsGeometry
from qgis.gui import QgsMapCanvas, QgsMapTool
from qgis.PyQt.QtWidgets import QDoubleSpinBox

from ...app.patches import previews
from ...bridge.i18n import tr
from ...bridge.text import word
from ...core.patches import reshaping
from ...core.patches.dividing import cut_by_parcels
from ...core.patches.grid import Polygonal, read_shape, write_shape
from ...core.patches.records import Patch
from ...core.problems import LandGuardError, Message
from ..common.numbers import area_text
from .capture import CaptureTool, viewport_point
from .desk_of_patches import PatchDesk
from .live import LiveImpact, area_line, impact_lines
from .look import PieceNumbers, band, show
from .vertices import VertexTool

_MOST_PARTS = 5  # areas of so many pieces are listed; the rest is counted


class LooksAhead:
    """Bands and texts of one store's tools."""

    def __init__(self, canvas: QgsMapCanvas, desk: PatchDesk, live: LiveImpact, width: QDoubleSpinBox) -> None:
        """Show nothing yet."""
        self._canvas, self._desk, self.live, self._width = canvas, desk, live, width
        self._tool: Optional[QgsMapTool] = None
        self._target = band(canvas, "target")
        self._result = band(canvas, "result")
        self._removed = band(canvas, "cut")
        self._chosen = band(canvas, "chosen")
        self._numbers = PieceNumbers(canvas)
        self._held: Optional[tuple] = None
        desk.target_changed.connect(self._on_target)
        live.ready.connect(self._again)
        width.valueChanged.connect(self._again)
        canvas.destinationCrsChanged.connect(self._on_target)

    def begin(self, tool: QgsMapTool) -> None:
        """Look ahead for a tool."""
        self._tool = tool
        if isinstance(tool, CaptureTool):
            tool.moved.connect(self._again)
        elif isinstance(tool, VertexTool):
            tool.dragging.connect(self._on_dragging)
            tool.moved_vertex.connect(
                lambda a, b: self._desk.reshape_to(lambda shape: reshaping.move_vertex(shape, a, b))
            )
            tool.inserted.connect(
                lambda a, b: self._desk.reshape_to(lambda shape: reshaping.insert_vertex(shape, a, b))
            )
            tool.deleted.connect(lambda a: self._desk.reshape_to(lambda shape: reshaping.delete_vertex(shape, a)))
            tool.pointed.connect(self._desk.aim_at)
        self._canvas.snappingUtils().snapToMap(
            self._canvas.center(), None, True
        )  # lets QGIS index the layers by and by
        extent = self._canvas.extent()
        crs = self._canvas.mapSettings().destinationCrs()
        try:
            low = self._desk.plane.from_map(_corner(extent.xMinimum(), extent.yMinimum()), crs)
            high = self._desk.plane.from_map(_corner(extent.xMaximum(), extent.yMaximum()), crs)
            self.live.look_at((*low, *high))
        except QgsCsException:
            pass  # the map shows what no zone reaches; the layers are read around the first points instead
        self._on_target()

    def end(self) -> None:
        """Show nothing any more."""
        self._tool, self._held = None, None
        self._number([])
        for one in (self._target, self._result, self._removed, self._chosen):
            show(one, None)

    def take_down(self) -> None:
        """Take everything off the canvas."""
        self.end()
        self._numbers.remove()
        self._canvas.destinationCrsChanged.disconnect(self._on_target)
        self._width.valueChanged.disconnect(self._again)
        for one in (self._target, self._result, self._removed, self._chosen):
            self._canvas.scene().removeItem(one)

    # -- merging and cutting along parcels

    def show_chosen(self, patches: Sequence[Patch]) -> None:
        """Show the patches gathered for merging."""
        shapes = [read_shape(patch.shape) for patch in patches]
        show(self._chosen, self._on_map(shapely.union_all(shapes)) if shapes else None)

    def merge_lines(self, patches: Sequence[Patch]) -> list[str]:
        """Return how many patches are gathered and what they sum to."""
        if not patches:
            return [tr("Click the patches to merge")]
        total = sum(patch.area_dm2 for patch in patches)
        lines = [tr("{count} patches chosen").format(count=len(patches)), area_line(total)]
        return [*lines, tr("Enter merges")] if len(patches) > 1 else [*lines, tr("Click the next one")]

    def show_cut(self, patch: Optional[Patch], parcel: Optional[bytes]) -> list[str]:
        """Show what a parcel would cut off a patch; return the lines for the cursor."""
        self._number([])
        show(self._removed, None)
        show(self._target, self._on_map(read_shape(patch.shape)) if patch is not None else None)
        if patch is None:
            return []
        if parcel is None:
            return [tr("No parcel here")]
        try:
            cut = cut_by_parcels(read_shape(patch.shape), [shapely.from_wkb(parcel)], self._desk.plane.plane)
        except LandGuardError:
            return [tr("This parcel cuts nothing off")]
        inside = cut.pieces[cut.owners.index(0)] if 0 in cut.owners else None
        show(self._removed, self._on_map(inside))
        self._number(cut.pieces)
        return [*self._part_lines(list(cut.pieces)), tr("Click cuts; Shift: along all parcels")]

    # -- captures and vertices

    def _on_target(self, *_: object) -> None:
        patch = self._desk.target
        self.live.work_on([patch] if patch is not None else [])
        visible = self._tool is not None and patch is not None
        try:
            show(self._target, self._on_map(read_shape(patch.shape)) if visible else None)
        except QgsCsException:
            show(self._target, None)
        if isinstance(self._tool, VertexTool):
            self._tool.show_patch(patch.shape if patch is not None else b"")

    def _on_dragging(self, vertex: Optional[tuple], place: Optional[tuple], new: bool) -> None:
        self._held = (vertex, place, new) if vertex is not None else None
        self._again()

    def _again(self, *_: object) -> None:
        self.live.soon(self._look)

    def _look(self) -> None:
        if isinstance(self._tool, CaptureTool):
            self._look_at_capture(self._tool)
        elif isinstance(self._tool, VertexTool):
            self._look_at_vertex(self._tool)

    def _look_at_capture(self, tool: CaptureTool) -> None:
        points = tool.points_with_cursor if tool.points else []
        target = None if tool.name in (previews.DRAW, previews.STRIP) else self._desk.meant(points)
        found = previews.preview(tool.name, points, target, self._desk.plane.plane, self._width.value())
        own = target or self._desk.target if tool.name not in (previews.DRAW, previews.STRIP) else None
        self.live.work_on([own] if own is not None else [])
        self._show_preview(found)
        tool.label.tell(self._lines(tool.name, found, target) if tool.points else [])

    def _look_at_vertex(self, tool: VertexTool) -> None:
        if self._held is None or self._desk.target is None:
            self._show_preview(previews.Preview())
            tool.label.tell([])
            return
        vertex, place, new = self._held
        change = reshaping.insert_vertex if new else reshaping.move_vertex
        try:
            shape = change(read_shape(self._desk.target.shape), vertex, place)
            found = previews.Preview((shape,))
        except LandGuardError as error:
            found = previews.Preview(trouble=error.message)
        self._show_preview(found)
        tool.label.tell(self._lines("vertex", found, self._desk.target))

    def _show_preview(self, found: previews.Preview) -> None:
        try:
            shapes = [self._on_map(shape) for shape in found.results]
            show(self._result, QgsGeometry.collectGeometry(shapes) if shapes else None)
            self._number(found.results if len(found.results) > 1 else [])
            show(self._removed, self._on_map(found.removed) if found.removed is not None else None)
        except QgsCsException:
            show(self._result, None)

    def _lines(self, name: str, found: previews.Preview, target: Optional[Patch]) -> list[str]:
        if found.trouble is not None:
            return [_in_short(found.trouble)]
        if len(found.results) > 1:
            return self._part_lines(list(found.results))
        if found.measured is None:
            return []
        impact = self.live.impact(found.measured)
        area = impact.area_dm2 if impact is not None else self.live.area_dm2([found.measured])[0]
        lines = [area_line(area)]
        if target is not None:
            change = area - target.area_dm2
            lines.append(tr("change {mu} mu").format(mu=f"{'+' if change > 0 else ''}{area_text(change, 'mu')}"))
        width = reshaping.mean_width(found.measured)
        if width is not None:
            lines.append(tr("mean width {width} m").format(width=f"{width:.1f}"))
        return lines + impact_lines(impact)

    def _part_lines(self, pieces: list[Polygonal]) -> list[str]:
        areas = self.live.area_dm2(pieces)
        lines = [f"{k}. {area_line(area)}" for k, area in enumerate(areas[:_MOST_PARTS], 1)]
        if len(areas) > _MOST_PARTS:
            lines.append(tr("and {count} more").format(count=len(areas) - _MOST_PARTS))
        return lines

    def _number(self, pieces: Sequence[Polygonal]) -> None:
        crs = self._canvas.mapSettings().destinationCrs()
        inner = [shapely.point_on_surface(piece) for piece in pieces[:_MOST_PARTS]]
        places = [self._desk.plane.to_map((point.x, point.y), crs) for point in inner]
        self._numbers.show([viewport_point(self._canvas, place) for place in places])

    def _on_map(self, shape: Polygonal) -> QgsGeometry:
        return self._desk.plane.on_map(write_shape(shape), self._canvas.mapSettings().destinationCrs())


def _in_short(trouble: Message) -> str:
    """Return why a deed would be refused, short enough to stand at the cursor."""
    short = {
        "LG-DRW-001": tr("The border crosses itself"),
        "LG-DRW-004": tr("Nothing would be left"),
        "LG-DRW-006": tr("The hole reaches over the border"),
    }
    return short.get(trouble.code) or word(trouble)


def _corner(x: float, y: float) -> object:
    from qgis.core import QgsPointXY

    return QgsPointXY(x, y)
