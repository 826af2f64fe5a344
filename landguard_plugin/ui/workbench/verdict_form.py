"""The verdict form: five verdicts with their digits, the deeper levels, the fields the choice asks for, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Optional

from qgis.PyQt.QtCore import QSignalBlocker, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from ...bridge import patch_words
from ...bridge.i18n import tr
from ...core.campaigns.verdicts import VerdictTree
from ...core.patches.judging import OPINION, Given, required_fields
from .code_picker import CodePicker
from .field_rows import FieldRows
from .keys import VERDICTS, Keys

_DEPTH = 3  # levels below the verdict that can be picked


class VerdictForm(QWidget):
    """Edits a judgement. It fills nothing in by itself; only what was judged before or typed here is shown."""

    edited = pyqtSignal(str, str)  # name of the part, its text: for the journal
    changed = pyqtSignal()

    def __init__(self, keys: Keys, parent: Optional[QWidget] = None) -> None:
        """Lay out the verdicts, the levels and the fields."""
        super().__init__(parent)
        self._tree: Optional[VerdictTree] = None
        self._path: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)  # exclusive by hand: a second click must be able to clear
        self.verdict_buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setSpacing(3)
        for name in VERDICTS:
            row.addWidget(self._verdict_button(name, keys), 1)
        hints = (
            tr("second level: type to filter"),
            tr("third level: type to filter"),
            tr("fourth level: type to filter"),
        )
        self.pickers = [CodePicker(hint) for hint in hints[:_DEPTH]]
        levels = QHBoxLayout()
        levels.setSpacing(3)
        for depth, picker in enumerate(self.pickers):
            picker.setObjectName(f"landguard-workbench-level-{depth + 2}")
            picker.chosen.connect(lambda code, depth=depth: self._on_level(depth, code))
            levels.addWidget(picker, 1)
        self.fields = FieldRows()
        self.fields.edited.connect(self._on_field)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for line in (row, levels):
            layout.addLayout(line)
        layout.addWidget(self.fields)

    def use(self, tree: VerdictTree) -> None:
        """Take the verdicts of a campaign."""
        self._tree = tree
        names: dict[str, None] = {}
        for path in tree.paths():
            names.update(dict.fromkeys(tree.node(path).requires))
        self.fields.use([name for name in names if name != OPINION])
        known = {node.code: node for node in tree.nodes}
        for name, button in self.verdict_buttons.items():
            button.setEnabled(name in known)
        self.show_given(Given(()))

    def show_given(self, given: Given) -> None:
        """Show a judgement; the answer to a return is edited elsewhere."""
        self.fields.fill({**given.fields, OPINION: given.opinion})
        self._take_path(given.path)

    def given(self) -> Given:
        """Return what is entered."""
        texts = self.fields.texts()
        opinion = texts.pop(OPINION, "")
        return Given(self._path, texts, opinion)

    def choose_verdict(self, verdict: str) -> None:
        """Choose a verdict of the first level, as its digit does; what was picked below another one is dropped."""
        if self._tree is None or not self.verdict_buttons[verdict].isEnabled():
            return
        if self._path[:1] != (verdict,):
            self._set_path((verdict,))

    def apply_steps(self, steps: Mapping[str, str]) -> None:
        """Fill in what a journal kept of unsaved work: parts by name."""
        if "path" in steps:
            self._take_path(tuple(filter(None, steps["path"].split("/"))))
        self.fields.fill({**self.fields.texts(), **{k: v for k, v in steps.items() if k not in ("path", "answer")}})
        self.changed.emit()

    def first_gap(self) -> Optional[QWidget]:
        """Return the widget to fill in next: an open level, an empty required field, else the opinion."""
        for picker in self.pickers:
            if picker.isVisible() and not picker.code():
                return picker
        return self.fields.first_empty(required_fields(self._tree, self._path)) if self._tree is not None else None

    def set_editable(self, on: bool) -> None:
        """Let the form be edited or only be read."""
        for widget in (*self.verdict_buttons.values(), *self.pickers, self.fields):
            widget.setEnabled(on)

    def _verdict_button(self, name: str, keys: Keys) -> QPushButton:
        button = QPushButton()
        button.setObjectName(f"landguard-workbench-verdict-{name}")
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        colour = patch_words.VERDICT_COLOURS[name]
        ink = "black" if name == "doubtful" else "white"
        button.setStyleSheet(
            f"QPushButton {{ padding: 3px 1px; border: 1px solid {colour}; border-bottom: 3px solid {colour}; border-radius: 3px; }}"
            f"QPushButton:checked {{ background: {colour}; color: {ink}; font-weight: bold; }}"
            "QPushButton:focus { border-width: 2px; border-bottom-width: 3px; }"
        )
        keys.bind(f"verdict-{name}", lambda: self.choose_verdict(name))
        keys.print_on(f"verdict-{name}", button, "{key} " + patch_words.verdict_word(name))
        button.clicked.connect(lambda on: self.choose_verdict(name) if on else self._set_path(()))
        self._group.addButton(button)
        self.verdict_buttons[name] = button
        return button

    def _on_level(self, depth: int, code: str) -> None:
        self._set_path((*self._path[: depth + 1], *([code] if code else [])))

    def _set_path(self, path: tuple[str, ...]) -> None:
        self._take_path(path)
        self.edited.emit("path", "/".join(path))
        self.changed.emit()

    def _take_path(self, path: tuple[str, ...]) -> None:
        self._path = self._known(path)
        for name, button in self.verdict_buttons.items():
            blocker = QSignalBlocker(button)
            button.setChecked(self._path[:1] == (name,))
            blocker.unblock()
        for depth, picker in enumerate(self.pickers, 1):
            above = self._path[:depth]
            children = self._tree.node(above).children if self._tree is not None and len(above) == depth else ()
            chosen = self._path[depth] if len(self._path) > depth else ""
            picker.offer([(node.code, patch_words.node_title(node)) for node in children], chosen)
            picker.setVisible(bool(children))
        required = required_fields(self._tree, self._path) if self._tree is not None else ()
        self.fields.put_first(required)

    def _known(self, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return as much of a path as the tree knows: another year's codes must not be shown as this year's."""
        while path and self._tree is not None:
            try:
                self._tree.node(path)
            except KeyError:
                path = path[:-1]
            else:
                break
        return path

    def _on_field(self, name: str, text: str) -> None:
        self.edited.emit(name, text)
        self.changed.emit()
