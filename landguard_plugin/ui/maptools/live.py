"""Areas that follow the cursor: the neighbourhood is read in the background, shapes are measured when the hand pauses."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QObject, QTimer, pyqtSignal

from ...app.patches.ports import PatchQuery, PatchStore
from ...bridge.drawing import NeighbourhoodTask, StorePlane
from ...bridge.i18n import tr
from ...bridge.library import class_table
from ...core.patches.records import Patch
from ..common.numbers import area_text

Box = tuple[float, float, float, float]
PADDY = "0101"
_PAUSE = 40  # ms after the last move of the mouse
_AROUND = 0.75  # of the size of what is looked at, on every side


class LiveImpact(QObject):
    """Keeps the index of the neighbourhood and measures shapes against it."""

    ready = pyqtSignal()  # a neighbourhood came in: what is shown may be measured now

    def __init__(self, store: PatchStore, plane: StorePlane, parent: Optional[QObject] = None) -> None:
        """Begin without a neighbourhood."""
        super().__init__(parent)
        self._store, self._plane = store, plane
        self._area_plane = plane.plane
        self._index: Optional[object] = None
        self._box: Optional[Box] = None
        self._task: Optional[NeighbourhoodTask] = None
        self._around: Optional[NeighbourhoodTask] = None
        self._own: tuple[str, ...] = ()
        self._asked: Optional[Callable[[], None]] = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._answer)

    def work_on(self, patches: list[Patch]) -> None:
        """Say which patches are being worked on: they do not count as others."""
        own = tuple(patch.uid for patch in patches)
        if own != self._own:
            self._own = own
            self._build()

    def look_at(self, box: Box) -> None:
        """Read the layers around a box of the store's system, unless they are there or on their way."""
        if self._covers(self._box, box) or (self._task is not None and self._covers(self._task.box, box)):
            return
        if self._task is not None:
            self._task.cancel()
        width, height = (box[2] - box[0]) * _AROUND, (box[3] - box[1]) * _AROUND
        wide = (box[0] - width, box[1] - height, box[2] + width, box[3] + height)
        task = NeighbourhoodTask(self._plane, wide, QgsProject.instance())
        task.taskCompleted.connect(lambda: self._take(task))
        self._task = task
        QgsApplication.taskManager().addTask(task)

    def forget(self) -> None:
        """Read anew next time: patches or layers have changed."""
        self._box, self._index = None, None

    def patches_changed(self) -> None:
        """Take in the patches as they are now; the layers around have not changed."""
        self._build()

    def stop(self) -> None:
        """Let go of everything that runs."""
        self._pause.stop()
        self._asked = None
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def soon(self, answer: Callable[[], None]) -> None:
        """Call `answer` when the mouse has paused; only the last one asked for is called."""
        self._asked = answer
        if not self._pause.isActive():
            self._pause.start()

    def impact(self, shape: object) -> Optional[object]:
        """Return the Impact of a shape (shapely, valid, in the store's system); None while its surroundings are unread."""
        if self._index is None or not self._covers(self._box, shape.bounds):
            self.look_at(shape.bounds)
            return None
        return self._index.measure(shape)

    def area_dm2(self, shapes: list) -> list[int]:
        """Return official areas in 0.01 m2."""
        from ...core.patches.grid import official_dm2_of

        return [int(area) for area in official_dm2_of(shapes, self._area_plane)]

    def _answer(self) -> None:
        asked, self._asked = self._asked, None
        if asked is not None:
            asked()

    def _take(self, task: NeighbourhoodTask) -> None:
        if task is not self._task:
            return
        self._task = None
        self._around = task
        self._build()
        self.ready.emit()

    def _build(self) -> None:
        from ...app.patches.impact import impact_index

        if self._around is None or self._around.around is None:
            return
        self._box = self._around.box
        patches = self._store.patches(PatchQuery(box=self._box))
        table = class_table()
        farmland = {
            code: table.get(code) is not None and table.get(code).cultivated
            for code in set(self._around.around.classes)
        }
        self._index = impact_index(
            self._around.around, patches, self._area_plane, lambda code: farmland[code], own=self._own
        )

    @staticmethod
    def _covers(outer: Optional[Box], inner: Box) -> bool:
        return outer is not None and (
            outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
        )


def area_line(dm2: int) -> str:
    """Return an area in mu and m2 as one line."""
    return tr("{mu} mu ({m2} m²)").format(mu=area_text(dm2, "mu"), m2=area_text(dm2, "m2"))


def impact_lines(impact: Optional[object]) -> list[str]:
    """Return what a shape takes, one line per theme; grounds it does not touch are said to be 0.00."""
    if impact is None:
        return [tr("reading the layers around…")]
    titles = {
        "farmland": tr("farmland {mu} mu"),
        "basic": tr("basic farmland {mu} mu"),
        "red_line": tr("red line {mu} mu"),
        "approved": tr("approved land {mu} mu"),
        "parcels": tr("parcels {mu} mu ({count})"),
        "certified": tr("certified patches {mu} mu"),
        "patches": tr("other patches {mu} mu"),
    }
    quiet = ("certified", "patches", "parcels")
    lines = []
    for name, dm2 in impact.themes.items():
        if not dm2 and name in quiet:
            continue
        count = len(impact.details[name])
        lines.append(titles[name].format(mu=area_text(dm2, "mu"), count=count))
        if name == "farmland":
            paddy = sum(area for code, area in impact.details[name].items() if code.startswith(PADDY))
            lines += [tr("of it paddy {mu} mu").format(mu=area_text(paddy, "mu"))] if paddy else []
    return lines
