"""The dock "Queue": campaign, progress, filters, the patches in the order they should be judged, the keys."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QItemSelectionModel, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QStyle,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ...bridge.i18n import tr
from ...bridge.patch_words import state_word, verdict_word
from ...core.patches.judging import OPEN
from ...core.patches.queue import counts, done_of
from ..common.help import help_on_f1
from ..common.states import StatePanel
from .first_page import FirstPage
from .keys import VERDICTS, Keys
from .queue_filters import QueueFilters
from .queue_model import AREA, BASIC, FARMLAND, NUMBER, STATE, SUGGESTION, suggestion_text
from .session import Session


class QueueDock(QgsDockWidget):
    """Lists the queue of the session and moves through it."""

    campaign_chosen = pyqtSignal(str)

    def __init__(self, session: Session, keys: Keys, first: FirstPage, parent: Optional[QWidget] = None) -> None:
        """Lay out the dock; `first` is shown until a store with patches is open."""
        super().__init__(tr("Verification queue"), parent)
        self._session, self._keys, self._first = session, keys, first
        self.states = StatePanel()
        self._campaigns, self._progress = QComboBox(), QProgressBar()
        self.menu_button, self._mode = QToolButton(), QToolButton()
        self.menu = QMenu(self.menu_button)
        self.filters, self.view = QueueFilters(), QTreeView()
        self._empty = QLabel(tr("No patch passes the filters."))
        self._clear = QPushButton(tr("Show all"))
        self._page = self._lay_out()
        for page in (first, self._page):
            self.states.addWidget(page)
        self.states.setCurrentWidget(first)
        self.setWidget(self.states)
        help_on_f1(self, "workbench")
        self._connect()

    def show_campaigns(self, titles: dict[str, str], current: str) -> None:
        """Offer the campaigns of the store."""
        self._campaigns.blockSignals(True)
        self._campaigns.clear()
        for campaign, title in titles.items():
            self._campaigns.addItem(title, campaign)
        self._campaigns.setCurrentIndex(self._campaigns.findData(current))
        self._campaigns.blockSignals(False)

    def _lay_out(self) -> QWidget:
        self._campaigns.setObjectName("landguard-workbench-campaign")
        self._campaigns.setToolTip(tr("Campaign"))
        self._progress.setObjectName("landguard-workbench-progress")
        self._progress.setTextVisible(True)
        self.menu_button.setObjectName("landguard-workbench-menu")
        self.menu_button.setText("⋯")
        self.menu_button.setToolTip(tr("Store, import, keys"))
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu_button.setMenu(self.menu)
        self._mode.setObjectName("landguard-workbench-mode")
        self._mode.setCheckable(True)
        self._mode.setStyleSheet(
            "QToolButton:checked { background: palette(highlight); color: palette(highlighted-text); font-weight: bold; }"
        )
        self._mode.setToolTip(
            tr("The single keys work only while this is on; QGIS's own keys are never taken otherwise")
        )
        self._lay_out_view()
        top, second, page = QHBoxLayout(), QHBoxLayout(), QWidget()
        top.addWidget(self._campaigns, 1)
        top.addWidget(self.menu_button)
        second.addWidget(self._progress, 1)
        second.addWidget(self._mode)
        none = QHBoxLayout()
        self._empty.setWordWrap(True)
        none.addWidget(self._empty, 1)
        none.addWidget(self._clear)
        layout = self.page_layout = QVBoxLayout(page)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.setSpacing(4)
        for row in (top, second):
            layout.addLayout(row)
        layout.addWidget(self.filters)
        layout.addLayout(none)
        layout.addWidget(self.view, 1)
        layout.addLayout(self._key_row())
        return page

    def _lay_out_view(self) -> None:
        view = self.view
        view.setObjectName("landguard-workbench-queue")
        view.setModel(self._session.model)
        view.setRootIsDecorated(False)
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setItemsExpandable(False)
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideLeft)
        view.setIndentation(0)
        header, letter = view.header(), view.fontMetrics()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(NUMBER, QHeaderView.ResizeMode.Stretch)
        words = [*map(verdict_word, VERDICTS), *map(state_word, OPEN)]
        widest = {STATE: max(words, key=letter.horizontalAdvance), AREA: "9999.99", FARMLAND: "999.99", BASIC: "999.99"}
        style = view.style()
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin) + 1
        mark = style.pixelMetric(QStyle.PixelMetric.PM_SmallIconSize) + 4 * margin + 2
        asked = [*map(suggestion_text, VERDICTS), tr("Sugg.")]
        widest[SUGGESTION] = max(asked, key=letter.horizontalAdvance)
        for column, text in widest.items():
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, letter.horizontalAdvance(text) + (mark if column == STATE else 8))

    def _key_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        texts = {
            "next-open": tr("{key} next to judge"),
            "down": tr("{key} down"),
            "up": tr("{key} up"),
            "zoom": tr("{key} zoom"),
            "undo": tr("{key} take back"),
            "keys": tr("{key} keys"),
        }
        self.buttons = {}
        for name, text in texts.items():
            button = QToolButton()
            button.setObjectName(f"landguard-workbench-{name}")
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._keys.print_on(name, button, text)
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _connect(self) -> None:
        session, keys = self._session, self._keys
        keys.print_on("mode", self._mode, tr("Verify {key}"))
        self._mode.toggled.connect(keys.mode.setChecked)
        keys.mode.toggled.connect(self._mode.setChecked)
        for name, deed in (
            ("next-open", session.go_to_next_open),
            ("down", lambda: session.step(1)),
            ("up", lambda: session.step(-1)),
            ("undo", session.take_back),
        ):
            keys.bind(name, deed)
            self.buttons[name].clicked.connect(lambda _=False, deed=deed: deed())
        keys.bind("filter", self.filters.text.setFocus)
        self._campaigns.currentIndexChanged.connect(lambda _: self.campaign_chosen.emit(self._campaigns.currentData()))
        self.filters.changed.connect(self._restrict)
        self._clear.clicked.connect(self.filters.clear)
        session.opened.connect(self._on_filled)
        session.refilled.connect(self._on_filled)
        session.closed.connect(lambda: self.states.setCurrentWidget(self._first))
        session.current_changed.connect(self._show_current)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)
        self._recount = QTimer(self)
        self._recount.setSingleShot(True)
        self._recount.setInterval(400)
        self._recount.timeout.connect(lambda: self.filters.offer(session.rows()))
        self._progressed = QTimer(self)  # the bar repaints at once and all with it: after the next patch is shown
        self._progressed.setSingleShot(True)
        self._progressed.setInterval(30)
        self._progressed.timeout.connect(self._tell_progress)
        session.rows_changed.connect(lambda _: self._progressed.start())
        session.rows_changed.connect(lambda _: self._recount.start())

    def _on_filled(self) -> None:
        rows = self._session.rows()
        self.states.setCurrentWidget(self._page if rows else self._first)
        self.filters.offer(rows)
        self._restrict(self.filters.wanted())
        self._tell_progress()

    def _restrict(self, wanted: object) -> None:
        self._session.model.restrict(wanted)
        none = self._session.model.rowCount() == 0
        for widget in (self._empty, self._clear):
            widget.setVisible(none)
        self._show_current(self._session.current)

    def _tell_progress(self) -> None:
        done, total = done_of(counts(self._session.rows()))
        self._progress.setRange(0, max(total, 1))
        self._progress.setValue(done)
        self._progress.setFormat(f"{done:,}/{total:,}")
        self._progress.setToolTip(tr("{done} of {total} judged").format(done=f"{done:,}", total=f"{total:,}"))

    def _show_current(self, uid: str) -> None:
        row = self._session.model.row_of(uid)
        selection = self.view.selectionModel()
        if row < 0 or (len(self._session.chosen) > 1 and uid in self._session.chosen):
            return
        index = self._session.model.index(row, 0)
        flags = QItemSelectionModel.SelectionFlag
        selection.setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def select(self, uids: list[str]) -> None:
        """Select patches in the list, as the map's selection does; those a filter hides are left out."""
        model, selection, flags = self._session.model, self.view.selectionModel(), QItemSelectionModel.SelectionFlag
        rows = [row for row in map(model.row_of, uids) if row >= 0]
        for k, row in enumerate(rows):
            flag = flags.ClearAndSelect if k == 0 else flags.Select
            selection.select(model.index(row, 0), flag | flags.Rows)
        if rows:
            self.view.scrollTo(model.index(rows[0], 0))

    def _on_selected(self) -> None:
        rows = sorted({index.row() for index in self.view.selectionModel().selectedRows()})
        uids = [self._session.model.row_at(row).patch.uid for row in rows]
        if uids:
            self._session.choose(uids)
