"""Helpers for a scene that runs inside a real QGIS Desktop (gui_run.sh starts it with `qgis --code scene.py`).

A scene is a generator; every `yield` gives control back to Qt (`yield N` waits N ms), so modal dialogs, rendering and real X
events keep working:

    from lgdrive import *
    def main():
        yield from wait(lambda: "landguard_plugin" in qgis_utils.active_plugins)
        yield from xclick(action_button("landguard-accounting"))
        shot("accounting")
    run(main)
"""

import os
import subprocess
import time
import traceback
from pathlib import Path

import qgis.utils as qgis_utils
from qgis.PyQt.QtCore import QPoint, QTimer
from qgis.PyQt.QtWidgets import QAction, QApplication, QToolButton, QWidget
from qgis.utils import iface

__all__ = [
    "OUT", "QAction", "QApplication", "QPoint", "QTimer", "QWidget", "action", "action_button", "iface", "qgis_utils", "run",
    "say", "shot", "wait", "window", "x", "xclick", "xclick_at", "xclick_map", "xtype",
]  # fmt: skip

OUT = Path(os.environ["GUI_OUT"])
_pictures = 0


def say(*words):
    """Write a line to driver.log."""
    with (OUT / "driver.log").open("a", encoding="utf-8") as log:
        print(*words, file=log)


def shot(name):
    """Take a picture of the whole screen, window frames and menus included."""
    global _pictures
    _pictures += 1
    QApplication.processEvents()
    picture = OUT / f"{_pictures:02d}_{name}.png"
    subprocess.run(["import", "-window", "root", str(picture)], timeout=20, check=True)
    say("shot", picture.name)


def wait(condition, ms=20000, why=""):
    """Wait until the condition holds and return its value."""
    end = time.time() + ms / 1000
    while True:
        result = condition()
        if result:
            return result
        if time.time() > end:
            raise TimeoutError(why or f"condition not met in {ms} ms")
        yield 100


def x(*arguments):
    """Send real X events with xdotool."""
    subprocess.run(["xdotool", *map(str, arguments)], check=True, timeout=20)


def xclick_at(gx, gy, button=1, settle=250, repeat=1):
    """Click at screen coordinates."""
    x("mousemove", gx, gy)
    yield 60
    x("click", "--repeat", repeat, "--delay", 80, button)
    yield settle


def xclick(widget, button=1, settle=250, repeat=1):
    """Click the middle of a widget."""
    point = widget.mapToGlobal(widget.rect().center())
    yield from xclick_at(point.x(), point.y(), button, settle, repeat)


def xtype(text, settle=150):
    """Type text into what has the focus."""
    x("type", "--delay", 15, text)
    yield settle


def xclick_map(px, py, **options):
    """Click the map canvas at map coordinates."""
    canvas = iface.mapCanvas()
    pixel = canvas.getCoordinateTransform().transform(px, py)
    point = canvas.viewport().mapToGlobal(QPoint(round(pixel.x()), round(pixel.y())))
    yield from xclick_at(point.x(), point.y(), **options)


def action(object_name):
    """Return a QAction of the main window by its object name."""
    for found in iface.mainWindow().findChildren(QAction):
        if found.objectName() == object_name:
            return found
    raise LookupError(object_name)


def action_button(object_name):
    """Return the visible toolbar button of a QAction, by the action's object name."""
    for button in iface.mainWindow().findChildren(QToolButton):
        if button.defaultAction() and button.defaultAction().objectName() == object_name and button.isVisible():
            return button
    raise LookupError(object_name)


def window(object_name):
    """Return a visible top-level window by its object name, or None."""
    return next((w for w in QApplication.topLevelWidgets() if w.objectName() == object_name and w.isVisible()), None)


def run(main, start_ms=500):
    """Run the scene; its end or its failure is written to driver.log, where gui_run.sh looks."""
    scene = main()

    def step():
        try:
            delay = next(scene)
        except StopIteration:
            say("DRIVER OK")
            return
        except BaseException:
            say("DRIVER FAIL\n" + traceback.format_exc())
            return
        QTimer.singleShot(int(delay or 0), step)

    QTimer.singleShot(start_ms, step)
