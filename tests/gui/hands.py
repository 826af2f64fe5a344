"""The hands of a user: every key and every click is a real X event and is counted; texts go in by the clipboard, as from an input method."""

from lgdrive import QApplication, QPoint, action_button, iface, wait, window, x, xclick, xclick_at, xclick_map, xtype
from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QLineEdit, QMenu


def file_dialog():
    """Return the open file dialog, None when there is none."""
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible()), None)


class Hands:
    """Counts what it does: keys, clicks, pasted texts."""

    def __init__(self):
        self.keys = self.clicks = self.pasted = 0

    def tally(self):
        """Return (keys, clicks, pasted texts) so far."""
        return self.keys, self.clicks, self.pasted

    def key(self, *names, settle=150):
        """Press keys one after the other."""
        for name in names:
            self.keys += 1
            x("key", name)
            yield settle

    def click(self, widget, **options):
        """Click the middle of a widget once it can be clicked."""
        yield from wait(lambda: widget.isVisible() and widget.isEnabled(), why=f"{widget.objectName()} not clickable")
        self.clicks += 1
        yield from xclick(widget, **options)

    def click_map(self, px, py, **options):
        """Click the map."""
        self.clicks += 1
        yield from xclick_map(px, py, **options)

    def click_tool(self, name):
        """Click a toolbar button."""
        yield from self.click(action_button(name))

    def paste(self, text, settle=200):
        """Paste a text into what has the focus."""
        self.pasted += 1
        QApplication.clipboard().setText(text)
        x("key", "ctrl+v")
        yield settle

    def fill(self, widget, text):
        """Replace the text of a line or a box."""
        yield from self.click(widget, settle=100)
        yield from self.key("ctrl+a", settle=60)
        yield from self.paste(text)

    def type_secret(self, text):
        """Type what is never pasted."""
        self.keys += len(text)
        yield from xtype(text)

    def pick(self, box: QComboBox, row):
        """Choose an entry of a closed choice with the mouse."""
        yield from self.click(box)
        view = box.view()
        yield from wait(view.isVisible, why="the choice did not open")
        index = box.model().index(row, 0)
        view.scrollTo(index)
        yield (
            QApplication.doubleClickInterval() + 150
        )  # until then a choice takes a release for the end of the first click
        yield from self.click_at(view.viewport(), QPoint(20, view.visualRect(index).center().y()))
        yield from wait(lambda: not view.isVisible() and box.currentIndex() == row, why="not chosen")

    def click_at(self, widget, point, **options):
        """Click a point of a widget."""
        place = widget.mapToGlobal(point)
        self.clicks += 1
        yield from xclick_at(place.x(), place.y(), **options)

    def click_row(self, view, row, modifier=""):
        """Click a row of a list or table, with a modifier key held down when one is named."""
        index = view.model().index(row, 0)
        view.scrollTo(index)
        yield 150
        if modifier:
            x("keydown", modifier)
        yield from self.click_at(view.viewport(), view.visualRect(index).center())
        if modifier:
            x("keyup", modifier)

    def menu(self, button, name):
        """Open the menu of a button and click the action of this name or title."""
        yield from self.click(button)
        yield from self.entry(button.menu(), name)

    def entry(self, menu: QMenu, name):
        """Click an entry of an open menu."""
        yield from wait(menu.isVisible, why="the menu did not open")
        found = next(a for a in menu.actions() if name in (a.objectName(), a.text()) or (a.text().startswith(name)))
        yield from self.click_at(menu, menu.actionGeometry(found).center())

    def main_menu(self, *names):
        """Walk through QGIS's menu bar to an action, by object names or titles."""
        bar = iface.mainWindow().menuBar()
        first = next(a for a in bar.actions() if names[0] in (a.menu().objectName() if a.menu() else "", a.text()))
        yield from self.click_at(bar, bar.actionGeometry(first).center())
        menu = first.menu()
        for name in names[1:]:
            yield from wait(menu.isVisible, why=f"no menu before {name}")
            action = next(
                a for a in menu.actions() if name in ((a.menu() or a).objectName(), a.text()) and a.isVisible()
            )
            yield from self.click_at(menu, menu.actionGeometry(action).center())
            menu = action.menu() or menu

    def choose_files(self, *paths):
        """Name files in the open file dialog and accept."""
        chooser = yield from wait(file_dialog, why="no file dialog")
        line = chooser.findChild(QLineEdit, "fileNameEdit")
        yield from wait(lambda: line.isVisible() and line.hasFocus(), why="the file dialog has no focus")
        yield 300
        yield from self.key("ctrl+a", settle=60)
        yield from self.paste(" ".join(f'"{path}"' for path in paths) if len(paths) > 1 else str(paths[0]))
        yield from self.key("Return")
        yield from wait(lambda: file_dialog() is None, why="the file dialog stays")


def opened(name):
    """Wait for a window of this object name, drawn and in front, and return it."""
    found = yield from wait(lambda: window(name), why=f"{name} did not open")
    yield from wait(found.isActiveWindow, why=f"{name} is not in front")
    yield 250
    return found


def is_focused(widget):
    """Return whether the keyboard goes to a widget or something inside it."""
    now = QApplication.focusWidget()
    return now is not None and (now is widget or widget.isAncestorOf(now))


def screen_point(px, py):
    """Return where a place of the map is on the screen."""
    canvas = iface.mapCanvas()
    pixel = canvas.getCoordinateTransform().transform(px, py)
    return canvas.viewport().mapToGlobal(QPoint(round(pixel.x()), round(pixel.y())))
