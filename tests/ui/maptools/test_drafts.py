"""The journal: every vertex at once, offered after a kill, restored with all vertices."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QApplication, QPushButton

from landguard_plugin.storage.journal import FileDraftJournal
from landguard_plugin.ui.maptools.patch_tools import PatchTools

ROOT = Path(__file__).resolve().parents[3]


def test_every_vertex_is_on_disk_before_the_next(place, tools, tmp_path):
    tools.start("draw")
    for count, point in enumerate([(20, 20), (60, 20), (60, 60)], 1):
        place.hand.click(*point)
        other = FileDraftJournal(tmp_path / "drafts.sqlite")
        (draft,) = other.pending(str(place.path))
        other.shut()
        assert draft.deed == "map:draw" and len(draft.steps) == count + 1
        assert tuple(draft.steps[-1]["points"][0]) == tools.tool.points[-1]


def test_a_draft_is_offered_and_opened_with_its_vertices(place):
    first = PatchTools(place.desktop, lambda: (place.store, str(place.path)), lambda: place.journal)
    first.start("draw")
    place.hand.path((20, 20), (60, 20), (60, 60))
    points = first.tool.points
    first.take_down()
    later = PatchTools(place.desktop, lambda: (place.store, str(place.path)), lambda: place.journal)
    later.set_store(place.store, str(place.path))
    place.desktop.bar.findChildren(QPushButton, "landguard-draft-open")[-1].click()
    assert later.tool.name == "draw" and later.tool.points == points
    place.hand.click(20, 60)
    place.hand.key(Qt.Key.Key_Return)
    assert len(place.patches()) == 1 and place.journal.pending(str(place.path)) == []
    later.take_down()
    QApplication.processEvents()


def test_an_offer_that_was_wiped_away_comes_back_with_drawing_mode(place, tools):
    tools.start("draw")
    place.hand.path((20, 20), (60, 20))
    tools.actions.mode.setChecked(False)
    tools.set_store(place.store, str(place.path))
    tools.set_store(place.store, str(place.path))
    assert len(place.desktop.bar.items()) == 1  # offered once
    place.desktop.bar.clearWidgets()
    tools.actions.mode.setChecked(True)
    assert len(place.desktop.bar.items()) == 1


def test_a_draft_is_discarded_on_demand(place, tools):
    tools.start("strip")
    place.hand.path((20, 20), (60, 20))
    tools.set_store(place.store, str(place.path))
    place.desktop.bar.findChildren(QPushButton, "landguard-draft-discard")[-1].click()
    assert place.journal.pending(str(place.path)) == []


def test_kill_9_in_the_middle_of_drawing_loses_no_vertex(tmp_path):
    """A process with the real tools, fed with mouse events, is killed; a new process is offered every vertex it had set."""
    ready = tmp_path / "ready"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    script = [sys.executable, "-m", "tests.ui.maptools.drawing_process", str(tmp_path)]
    with (tmp_path / "first.log").open("w") as log:
        first = subprocess.Popen(
            [*script, "draw"], env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=log, text=True
        )
        told = [first.stdout.readline().strip() for _ in range(5)]
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert first.returncode == -signal.SIGKILL
    assert told[:4] == [f"vertex {k}" for k in range(1, 5)], (told, (tmp_path / "first.log").read_text()[-2000:])
    done = subprocess.run(
        [*script, "reopen"], env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert "restored 4" in done.stdout, done.stdout + done.stderr[-2000:]
    assert told[4].removeprefix("points ") in done.stdout
    assert "saved 1 pending 0" in done.stdout
    assert not ready.exists()
