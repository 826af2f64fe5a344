"""The dock "Patch": what it is, what is suggested and why, the verdict, evidence, history; Submit and Certify."""

from __future__ import annotations

from html import escape
from typing import Optional

from qgis.gui import QgsDockWidget
from qgis.PyQt.QtCore import QEvent, QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ...app.patches.judging import BothVersions
from ...bridge import patch_words
from ...bridge.clock import beijing_text
from ...bridge.i18n import tr
from ...bridge.text import word
from ...core.patches.judging import ANSWER, JUDGEABLE, JUDGES, Given, unmet
from ...core.patches.records import Judgement, State
from ...core.problems import Message
from ..common.help import help_on_f1
from ..common.person_row import PersonRow, WhoButton
from .banner import Banner
from .documents_page import DocumentsPage
from .history_page import HistoryPage
from .keys import Keys
from .overlay_page import OverlayPage
from .overview import Overview
from .returned_box import ReturnedBox, difference_text
from .session import Session
from .verdict_form import VerdictForm


class PatchDock(QgsDockWidget):
    """Shows and judges the current patch, or the chosen ones together."""

    layer_wanted = pyqtSignal(str)
    screening_wanted = pyqtSignal()
    certify_wanted = pyqtSignal(list)
    case_wanted = pyqtSignal(list)
    edited = pyqtSignal(str, str, str)  # uid, part, text: what the journal keeps
    saved = pyqtSignal(str)  # uid whose unsaved work is done with
    work_done = pyqtSignal()  # the keyboard belongs to the list again

    def __init__(self, session: Session, keys: Keys, parent: Optional[QWidget] = None) -> None:
        """Lay out the dock."""
        super().__init__(tr("Patch"), parent)
        self._session, self._keys = session, keys
        self._unsaved: dict[str, dict[str, str]] = {}
        self._showing: tuple[str, ...] = ()
        self.overview, self.form, self.returned = Overview(), VerdictForm(keys), ReturnedBox()
        self.banner, self.conflict = Banner("landguard-workbench-banner"), Banner("landguard-workbench-conflict")
        self.person = PersonRow()
        self.who = WhoButton(self.person)
        self.evidence_slot = QVBoxLayout()
        self.tools_slot = QHBoxLayout()
        self.history, self.overlays, self.documents = HistoryPage(), OverlayPage(), DocumentsPage()
        self.tabs = QTabWidget()
        self._missing = QLabel()
        self._submit, self._certify = QPushButton(), QPushButton()
        self._pages = QStackedWidget()
        self._nothing = QLabel(tr("Choose a patch in the queue or on the map."))
        self._lay_out()
        help_on_f1(self, "workbench")
        self._connect()

    # -- layout

    def _lay_out(self) -> None:
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        for page, title in (
            (self.history, tr("History")),
            (self.overlays, tr("Overlays")),
            (self.documents, tr("Documents")),
        ):
            self.tabs.addTab(page, title)
        self.tabs.setObjectName("landguard-workbench-tabs")
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumHeight(self.fontMetrics().height() * 8)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(6, 4, 6, 2)
        column.setSpacing(5)
        for widget in (self.banner, self.conflict, self.overview, self.returned, self.form):
            column.addWidget(widget)
        for slot in (self.tools_slot, self.evidence_slot):
            column.addLayout(slot)
        column.addWidget(self.tabs, 100)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self._pages.addWidget(self._nothing)
        self._pages.addWidget(scroll)
        whole = QWidget()
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(0, 0, 0, 4)
        outer.setSpacing(3)
        outer.addWidget(self._pages, 1)
        outer.addWidget(self.person)
        outer.addLayout(self._last_row())
        self.setWidget(whole)

    def _last_row(self) -> QVBoxLayout:
        self._missing.setObjectName("landguard-workbench-missing")
        self._missing.setWordWrap(True)
        self._submit.setObjectName("landguard-workbench-submit")
        self._certify.setObjectName("landguard-workbench-certify")
        self._missing.hide()
        for button in (self._submit, self._certify):
            button.setEnabled(False)
        row, column = QHBoxLayout(), QVBoxLayout()
        row.addWidget(self.who)
        row.addStretch(1)
        row.addWidget(self._submit)
        row.addWidget(self._certify)
        column.setContentsMargins(6, 0, 6, 0)
        column.setSpacing(3)
        column.addWidget(self._missing)
        column.addLayout(row)
        return column

    def _connect(self) -> None:
        session, keys = self._session, self._keys
        keys.bind("submit", self.submit, self._submit, tr("Submit {key}"))
        keys.bind("certify", self._ask_certify, self._certify, tr("Certify… {key}"))
        keys.bind("form", self.enter_form)
        session.opened.connect(lambda: (self.form.use(session.tree), self.overview.use(session.tree)))
        session.closed.connect(self._show_nothing)
        session.chosen_changed.connect(lambda _: self.show_current())
        session.rows_changed.connect(self._on_rows_changed)
        session.conflicted.connect(self._on_conflict)
        self.form.edited.connect(self._on_edited)
        self.form.changed.connect(self._tell_missing)
        self.returned.edited.connect(lambda text: self._on_edited(ANSWER, text))
        self.overview.layer_wanted.connect(self.layer_wanted)
        self.overlays.layer_wanted.connect(self.layer_wanted)
        self.overview.screening_wanted.connect(self.screening_wanted)
        self.overview.unit_changed.connect(lambda _: self._show_overlays())
        self.person.changed.connect(self._on_person)
        self.who.other_wanted.connect(self.ask_person)
        self._on_person()
        for page in (self.form, self.returned):
            page.installEventFilter(self)
            for child in page.findChildren(QWidget):
                child.installEventFilter(self)

    # -- showing

    def show_current(self) -> None:
        """Show what is chosen; typed but unsaved work of a patch is there again when one comes back to it."""
        session = self._session
        chosen = tuple(session.chosen)
        if not chosen:
            self._show_nothing()
            return
        self._pages.setCurrentIndex(1)
        self._showing = chosen
        self.tabs.setVisible(len(chosen) == 1)
        self.conflict.fall_silent()
        if len(chosen) > 1:
            self.overview.show_many([session.row(uid) for uid in chosen])
            self.returned.show_since(None, State.UNJUDGED, session.tree, False, self.overview.unit)
            self.form.show_given(Given(()))
        else:
            self._show_one(chosen[0])
        self._tell_standing()
        self._tell_missing()

    def _show_nothing(self) -> None:
        self._showing = ()
        self._pages.setCurrentIndex(0)
        self._missing.hide()
        for button in (self._submit, self._certify):
            button.setEnabled(False)

    def _on_person(self) -> None:
        """Ask for a name while there is none; show what this person may do."""
        self.person.setVisible(not self._session.actor().person)
        self.show_current()

    def _show_one(self, uid: str) -> None:
        row, details = self._session.row(uid), self._session.details(uid)
        self.overview.show_row(row, details.outdated)
        stands = row.patch.judgement
        given = Given(()) if stands is None else Given(stands.path, stands.fields, stands.opinion, stands.answer)
        self.form.show_given(given)
        may = self._may_judge() and row.patch.state in JUDGEABLE
        self.returned.show_since(details.since, row.patch.state, self._session.tree, may, self.overview.unit)
        if row.patch.state is State.RETURNED:
            self.returned.fill("")
        kept = self._unsaved.get(uid)
        if kept:
            self.form.apply_steps(kept)
            self.returned.fill(kept.get(ANSWER, self.returned.text()))
        self.history.model.show(details.history, self._session.tree)
        self.documents.show_documents(details.evidence, stands)
        self._show_overlays()
        if may and row.patch.state is State.RETURNED and self._keys.mode.isChecked():
            self.returned.answer.setFocus()

    def _show_overlays(self) -> None:
        if len(self._showing) == 1:
            self.overlays.show_row(self._session.row(self._showing[0]), self.overview.unit)

    def _may_judge(self) -> bool:
        read_only = self._session.info.read_only
        return not read_only and self._session.actor().role in JUDGES

    def _tell_standing(self) -> None:
        """Say why the form may only be read, and by whom that is; else let it be edited."""
        session = self._session
        row, several = session.row(self._showing[0]), len(self._showing) > 1
        role, read_only = session.actor().role, session.info.read_only
        certified = not several and row.patch.state.is_certified
        if read_only:
            self.banner.say("warning", word(Message(read_only)))
        elif certified:
            review = (tr("Review or withdraw…"), self._ask_certify)
            package = (tr("Case package…"), lambda: self.case_wanted.emit(list(self._showing)))
            self.banner.say("certified", self._certified_text(), review, package)
        elif role not in JUDGES:
            self.banner.say(
                "note",
                tr("You work as {role}: you review; the county judges.").format(role=patch_words.role_word(role)),
            )
        elif not several and session.current in self._unsaved:
            self.banner.say("note", tr("What you typed here is not submitted yet."), (tr("Discard"), self.discard))
        else:
            self.banner.fall_silent()
        editable = self._may_judge() and not certified
        self.form.set_editable(editable)
        self._submit.setEnabled(editable)

    def _certified_text(self) -> str:
        details = self._session.details(self._showing[0])
        state = patch_words.state_word(self._session.row(self._showing[0]).patch.state)
        last = details.reviews[-1] if details.reviews else None
        number = details.certificate.number if details.certificate is not None else "—"
        if last is None:
            return tr("{state}: certificate {number}. It cannot be changed.").format(state=state, number=number)
        return tr("{state} by {who} on {when}, certificate {number}. It cannot be changed.").format(
            state=state, who=last.actor.person, when=beijing_text(last.at), number=number
        )

    def _tell_missing(self) -> None:
        """Say what a certificate would still need; it never keeps anyone from submitting."""
        if not self._showing or self._session.tree is None:
            return
        given = self.given()
        row = self._session.row(self._showing[0])
        must_answer = row.patch.state is State.RETURNED
        made = Judgement(given.path, given.fields, given.opinion, self._session.actor(), "", given.answer)
        names = unmet(self._session.tree, made if given.path else None, must_answer)
        if not given.path:
            self._missing.clear()
        elif names:
            self._missing.setText(tr("For the certificate: {names}").format(names=patch_words.field_titles(names)))
        else:
            self._missing.setText(tr("✔ complete"))
        self._missing.setVisible(bool(self._missing.text()))
        self._certify.setEnabled(bool(self._showing) and row.patch.judgement is not None)

    def _on_rows_changed(self, uids: list[str]) -> None:
        if set(uids) & set(self._showing):
            self.show_current()

    # -- deeds

    def given(self) -> Given:
        """Return what is entered, the answer included."""
        given = self.form.given()
        return Given(given.path, given.fields, given.opinion, self.returned.text())

    def submit(self) -> bool:
        """Save what is entered and go on; say what to do when no verdict is chosen or nothing changed."""
        given = self.given()
        if not self._showing or not self._submit.isEnabled():
            return False
        if not given.path:
            keys = " ".join(key for _, key in self._keys.list()[1:6])
            self._session.failed.emit(tr("Choose a verdict first ({keys}).").format(keys=keys))
            return False
        if len(self._showing) == 1 and self._is_unchanged(given):
            return self._session.go_to_next_open()
        uids = list(self._showing)
        if not self._session.submit(given):
            return False
        for uid in uids:
            if self._unsaved.pop(uid, None) is not None:
                self.saved.emit(uid)
        if self._session.current in uids:
            self.show_current()
        self.work_done.emit()
        return True

    def discard(self) -> None:
        """Forget what was typed for the current patch and show what is saved."""
        uid = self._session.current
        if self._unsaved.pop(uid, None) is not None:
            self.saved.emit(uid)
        self.show_current()
        self.work_done.emit()

    def take_unsaved(self, uid: str, parts: dict[str, str]) -> None:
        """Take what a journal kept of work that was interrupted."""
        self._unsaved[uid] = dict(parts)
        if self._showing == (uid,):
            self.show_current()

    def ask_person(self) -> None:
        """Ask for name and role, also when they are known: people take turns at a desk."""
        self.person.show_settings()
        self.person.show()
        self.person.setFocus()

    def enter_form(self) -> None:
        """Put the keyboard where the next thing is to be filled in."""
        if self.returned.answer.isVisible() and not self.returned.text().strip():
            self.returned.answer.setFocus()
            return
        gap = self.form.first_gap()
        if gap is not None:
            gap.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in the form gives the keyboard back to the list; Ctrl+Enter in the answer submits like Enter elsewhere."""
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
            self.work_done.emit()
            return True
        return super().eventFilter(watched, event)

    def _is_unchanged(self, given: Given) -> bool:
        stands = self._session.row(self._showing[0]).patch
        made = stands.judgement
        if made is None or stands.state is State.RETURNED:
            return False
        trimmed = {name: text.strip() for name, text in given.fields.items()}
        answer = given.answer.strip() or made.answer
        entered = (given.path, trimmed, given.opinion.strip(), answer)
        return (made.path, dict(made.fields), made.opinion, made.answer) == entered

    def _on_edited(self, part: str, text: str) -> None:
        if len(self._showing) != 1:
            return
        uid = self._showing[0]
        first = uid not in self._unsaved
        self._unsaved.setdefault(uid, {})[part] = text
        self.edited.emit(uid, part, text)
        if first and part != "path":
            self._tell_standing()

    def _ask_certify(self) -> None:
        if self._certify.isEnabled() or self.banner.isVisible():
            self.certify_wanted.emit(list(self._showing))

    def _on_conflict(self, both: BothVersions) -> None:
        """Show both versions; nothing was saved, and what was typed stays typed."""
        theirs, tree = both.theirs, self._session.tree
        who = theirs.judgement.actor.person if theirs.judgement is not None else theirs.drawn_by
        lines = [difference_text(difference, tree) for difference in both.against_mine]
        if both.reshaped:
            lines.append(tr("The outline was changed, too."))
        head = tr("{number} was changed by {who} meanwhile; nothing of yours was saved. Theirs → yours:")
        self.conflict.say(
            "warning",
            head.format(number=escape(theirs.number), who=escape(who or "?")) + "<br>" + "<br>".join(lines),
            (tr("Take theirs"), self.discard),
            (tr("Save mine over it"), self.submit),
        )
