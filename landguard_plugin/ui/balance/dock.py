"""The dock "Farmland balance": what `ledgerbalance`, `proposewriteoff`, `postwriteoff` and `reversebatch` do, to look at and decide."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Callable, Optional

from qgis.gui import QgisInterface, QgsDockWidget
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtWidgets import QFileDialog, QLabel, QTabWidget, QVBoxLayout, QWidget

from ...bridge import ledger_desk
from ...bridge.flow_results import frame_of
from ...bridge.i18n import tr
from ...bridge.ledger_desk import Opened, View
from ...bridge.settings import LAST_LEDGER
from ...core.problems import LandGuardError
from ..common.background import Call
from ..common.help import help_on_f1
from ..common.running import AlgorithmRun
from ..common.states import StatePanel
from .candidates_page import CandidatesPage
from .first_page import FirstPage
from .handing_in import handing_in
from .header import Header
from .line_page import LinePage
from .map_patches import show_patches
from .move_page import OUTPUTS, MovePage
from .projects_page import ProjectsPage
from .proposal_page import OBJECTIVES, ProposalPage
from .statement_page import StatementPage
from .whatif_page import WhatIfPage

_FILES = "LandGuard (*.gpkg *.txt);;* (*)"
_PROPOSAL = ("OUTPUT", "REFUSALS", "SHORTS", "CURES")


class BalanceDock(QgsDockWidget):
    """Opens a ledger, shows its statement and projects, proposes, posts and takes back, tries ideas on a copy."""

    def __init__(self, iface: QgisInterface, parent: Optional[QWidget] = None) -> None:
        """Lay out the pages; nothing is read yet."""
        super().__init__(tr("Farmland balance"), parent)
        self._iface = iface
        self._opened: Optional[Opened] = None
        self._view: Optional[View] = None
        self._call: Optional[Call] = None
        self._run: Optional[AlgorithmRun] = None
        self._posted: tuple[str, ...] = ()
        self._posted_on = ""
        self._states, self._first, self._content = StatePanel(), FirstPage(), QWidget()
        self._header, self._tabs, self._banner = Header(), QTabWidget(), QLabel()
        self._statement, self._projects = StatementPage(), ProjectsPage()
        self._proposal, self._whatif, self._move = ProposalPage(), WhatIfPage(), MovePage(iface)
        self._ideas = QTabWidget()
        self._line, self._candidates = LinePage(iface), CandidatesPage(iface)
        self._lay_out()
        self._connect()
        help_on_f1(self, "balance")
        last = LAST_LEDGER.get()
        self._first.show_none(last if last and Path(last).is_file() else "")

    @property
    def statement_page(self) -> StatementPage:
        """Return the statement."""
        return self._statement

    @property
    def projects_page(self) -> ProjectsPage:
        """Return the projects."""
        return self._projects

    @property
    def proposal_page(self) -> ProposalPage:
        """Return the proposal."""
        return self._proposal

    @property
    def whatif_page(self) -> WhatIfPage:
        """Return the what-if."""
        return self._whatif

    def open_ledger(self, path: str) -> None:
        """Read a ledger in the background and show it."""
        self._ask(tr("Reading the ledger"), lambda: ledger_desk.open_books(path), self._on_opened, self._page())

    def refresh(self) -> None:
        """Balance again with what the header says."""
        opened = self._opened
        if opened is None:
            return
        if not opened.books.batches:
            self._first.show_empty(opened.path.name)
            self._states.setCurrentWidget(self._first)
            return
        rules, period, unit = self._header.choice()
        self._ask(
            tr("Balancing"), lambda: ledger_desk.view_of(opened, rules, period, unit), self._on_balanced, self._content
        )

    def propose(self, objective: int, day: str) -> None:
        """Run `landguard:proposewriteoff` in the background."""
        if self._opened is None:
            return
        self._proposal.show_posted("")
        parameters = {
            "LEDGER": str(self._opened.path),
            "RULESET": self._header.choice()[0],
            "OBJECTIVE": objective,
            "AS_OF": day,
            **dict.fromkeys(_PROPOSAL, "TEMPORARY_OUTPUT"),
        }
        self._start("landguard:proposewriteoff", parameters, tr("Looking for the best write-off"), self._on_proposed)

    def post(self, batch: str, day: str, document: str) -> None:
        """Post the ticked lines as one batch; a refusal is told and nothing is entered."""
        opened, rows, rules = self._opened, self._proposal.accepted(), self._header.choice()[0]
        if opened is None or rows.empty:
            return
        version = self._proposal.version
        seen = int(version) if version.isdigit() else opened.snapshot.version

        def deed() -> object:
            return ledger_desk.post_lines(opened, rows, batch, day, document, rules, seen)

        self._posted_on = day
        self._ask(tr("Posting"), deed, self._on_posted, self._content)

    def undo(self) -> None:
        """Take back what was just posted, by reversing batches on the same day."""
        opened, names, day = self._opened, self._posted, self._posted_on
        if opened is None or not names:
            return
        document = tr("taken back")
        self._ask(
            tr("Taking back"),
            lambda: ledger_desk.reverse_batches(opened, names, day, document),
            self._on_undone,
            self._content,
        )

    def try_idea(self) -> None:
        """Try a project on a copy of the books in memory."""
        opened, idea = self._opened, self._whatif.idea()
        if opened is None or self._view is None:
            return
        rules, day = self._header.choice()[0], self._opened.last_day
        objective = OBJECTIVES[self._proposal.asked()[0]]
        self._ask(
            tr("Trying it on a copy"),
            lambda: ledger_desk.try_idea(opened, idea, rules, objective, day),
            lambda answer: self._whatif.show_answer(answer, self._header.area_unit()),
            self._content,
        )

    def try_line(self, parameters: dict) -> None:
        """Run `landguard:linebalance` on the open ledger, in the background, with the rules of the header."""
        if self._opened is None:
            return
        books = {"LEDGER": str(self._opened.path), "RULESET": self._header.choice()[0]}
        title = tr("Moving the line on a copy")
        self._start("landguard:linebalance", {**parameters, **books}, title, self._on_moved)

    def hand_in(self, path: str, name: str) -> None:
        """Write the workbook (XLSX) or the brief (DOCX) by the algorithm itself, with what the header says.

        On the page of the proposal the workbook is that of the proposal.
        """
        if self._opened is None:
            return
        proposal = self._proposal.asked() if self._tabs.currentWidget() is self._proposal else None
        target = path if path.lower().endswith(f".{name.lower()}") else f"{path}.{name.lower()}"
        algorithm, parameters = handing_in(
            str(self._opened.path), self._header.choice(), self._header.area_unit(), {name: target}, proposal
        )
        self._start(algorithm, parameters, tr("Writing the table"), self._on_written(name))

    def show_on_map(self, patches: list[str]) -> None:
        """Select patches in the project's layers and zoom there; say so when no layer has them."""
        if not show_patches(patches, self._iface.mapCanvas()):
            listed = ", ".join(patches[:5])
            text = tr("No polygon layer of the project has patch {patches} (field BSM).").format(patches=listed)
            self._iface.messageBar().pushInfo(tr("LandGuard"), text)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (self._header, self._banner, self._tabs):
            column.addWidget(widget, int(widget is self._tabs))
        self._banner.setObjectName("landguard-balance-banner")
        self._banner.setWordWrap(True)
        self._banner.setStyleSheet("background: #FFF3CD; color: #4E3B00; padding: 3px 8px;")
        self._tabs.setObjectName("landguard-balance-tabs")
        self._tabs.setDocumentMode(True)
        for page, title in (
            (self._statement, tr("Account statement")),
            (self._projects, tr("Projects")),
            (self._proposal, tr("Write-off")),
            (self._ideas, tr("What if")),
            (self._line, tr("Line")),
            (self._candidates, tr("Basic farmland")),
        ):
            self._tabs.addTab(page, title)
        self._ideas.setObjectName("landguard-balance-ideas")
        self._ideas.addTab(self._whatif, tr("Add a &project"))
        self._ideas.addTab(self._move, tr("Move a &red line"))
        self._states.addWidget(self._first)
        self._states.addWidget(self._content)
        self._states.setCurrentWidget(self._first)
        self.setWidget(self._states)

    def _connect(self) -> None:
        for page in (self._first, self._header):
            page.open_wanted.connect(self._ask_open)
            page.create_wanted.connect(self._ask_create)
        self._first.last_wanted.connect(lambda: self.open_ledger(LAST_LEDGER.get()))
        self._header.refresh_wanted.connect(lambda: self.open_ledger(str(self._opened.path)))
        self._header.changed.connect(self.refresh)
        self._header.unit_changed.connect(self._show_view)
        self._header.workbook_wanted.connect(lambda: self._ask_target("XLSX", "Excel (*.xlsx)"))
        self._header.document_wanted.connect(lambda: self._ask_target("DOCX", "Word (*.docx)"))
        self._proposal.propose_wanted.connect(self.propose)
        self._proposal.post_wanted.connect(self.post)
        self._proposal.undo_wanted.connect(self.undo)
        self._whatif.try_wanted.connect(self.try_idea)
        self._whatif.capacity_wanted.connect(self._suggest_capacity)
        self._first.line_wanted.connect(lambda: self._show_map_page(self._line))
        self._first.candidates_wanted.connect(lambda: self._show_map_page(self._candidates))
        self._tabs.currentChanged.connect(lambda _: self._look())
        self._line.run_wanted.connect(
            lambda p: self._start("landguard:linescenario", p, tr("Laying the line over the survey"), self._on_line)
        )
        self._move.run_wanted.connect(self.try_line)
        self._ideas.currentChanged.connect(lambda _: self._move.guess())
        self._candidates.run_wanted.connect(
            lambda p: self._start("landguard:basicfarmlandcandidates", p, tr("Ranking candidates"), self._on_candidates)
        )
        for page in (self._statement, self._projects, self._proposal):
            page.patches_chosen.connect(self.show_on_map)

    def _show_map_page(self, page: QWidget) -> None:
        """Show a page that needs no ledger."""
        self._tabs.setCurrentWidget(page)
        self._states.setCurrentWidget(self._content)

    def _look(self) -> None:
        """Without a ledger its pages have nothing to show: the first page says what to do."""
        if self._opened is None and self._tabs.currentWidget() not in (self._line, self._candidates):
            self._states.setCurrentWidget(self._first)

    def _on_line(self, results: dict) -> None:
        table, pieces = (self._run.take_layer(results[name]) for name in ("OUTPUT", "PIECES"))
        self._line.show_result(table, pieces, self._header.area_unit())
        self._states.setCurrentWidget(self._content)

    def _on_candidates(self, results: dict) -> None:
        self._candidates.show_result(self._run.take_layer(results["OUTPUT"]), self._header.area_unit())
        self._states.setCurrentWidget(self._content)

    def _on_moved(self, results: dict) -> None:
        layers = {name: self._run.take_layer(results[name]) for name in OUTPUTS}
        self._move.show_result(layers, results, self._header.area_unit())
        self._states.setCurrentWidget(self._content)

    def _page(self) -> QWidget:
        return self._content if self._opened is not None else self._first

    def _ask(self, what: str, deed: Callable[[], object], done: Callable[[object], None], back: QWidget) -> None:
        """Do something with the books in the background; trouble leads back to `back`."""
        if self._call is not None:
            self._call.abandon()
        call = self._call = Call(deed, self)

        def finish(answer: object) -> None:
            self._states.setCurrentWidget(back)
            done(answer)

        def stop() -> None:
            call.abandon()
            self._states.setCurrentWidget(back)

        call.succeeded.connect(finish)
        call.failed.connect(lambda message: self._states.show_trouble(message, back))
        self._states.show_busy(what, stop)
        call.start()

    def _start(self, algorithm: str, parameters: dict, title: str, done: Callable[[dict], None]) -> None:
        self._run = AlgorithmRun(algorithm, parameters, self)
        self._run.progressed.connect(self._states.tell_progress)
        self._run.told.connect(lambda text, _: self._states.tell_detail(text))
        self._run.failed.connect(lambda message: self._states.show_trouble(message, self._content))
        self._run.cancelled.connect(lambda: self._states.setCurrentWidget(self._content))
        self._run.succeeded.connect(done)
        self._states.show_busy(title, self._run.cancel)
        self._run.start()

    def _on_opened(self, opened: Opened) -> None:
        self._opened, self._posted = opened, ()
        LAST_LEDGER.put(str(opened.path))
        self._header.show_ledger(opened)
        self._banner.setText(ledger_desk.warning_of(opened))
        self._banner.setVisible(bool(opened.snapshot.flaws))
        names = {code: unit.name for code, unit in sorted(opened.books.units.items())}
        self._whatif.show_units(names)
        self._whatif.show_nothing()
        self._proposal.clear()
        self._proposal.show_posted("")
        self._suggest_batch()
        self.refresh()

    def _suggest_batch(self) -> None:
        if self._opened is not None and self._opened.books.batches:
            day = self._opened.last_day
            self._move.suggest_day(day.isoformat())
            self._proposal.suggest(ledger_desk.next_batch(self._opened.books, day.year), day.isoformat())

    def _on_balanced(self, view: View) -> None:
        self._view = view
        self._header.show_closed(view.result.difference, len(view.result.flaws))
        self._show_view()

    def _show_view(self) -> None:
        if self._view is None or self._opened is None:
            return
        unit, books = self._header.area_unit(), self._opened.books
        names = self._names()
        self._statement.show_view(self._view, names, unit)
        self._projects.show_view(self._view, books, names, unit)
        self._proposal.set_unit(unit)
        self._move.set_unit(unit)

    def _names(self) -> dict[str, str]:
        return {code: unit.name for code, unit in self._opened.books.units.items()} if self._opened else {}

    def _suggest_capacity(self) -> None:
        grade = self._whatif.grade()
        if self._opened is None or grade is None or not self._opened.books.batches:
            return
        try:
            kg = ledger_desk.capacity_of(self._whatif.area_dm2(), grade, self._opened.last_day)
        except LandGuardError:
            return  # no yield for this grade: the capacity is typed by hand
        if kg is not None:
            self._whatif.suggest_capacity(kg)

    def _on_proposed(self, results: dict) -> None:
        frames = [frame_of(self._run.take_layer(results[name])) for name in _PROPOSAL]
        self._proposal.show_proposal(*frames, self._opened.books, self._names(), results["VERSION"])
        proven = tr("proven optimal") if results["VALUE"] == results["BOUND"] else tr("not proven optimal")
        text = tr("{count} lines, {proven}; rules {rules}")
        self._proposal.say(text.format(count=results["LINE_COUNT"], proven=proven, rules=results["RULES"]))
        self._states.setCurrentWidget(self._content)

    def _on_posted(self, answer: tuple[Opened, tuple[str, ...]]) -> None:
        opened, names = answer
        self._on_opened(opened)
        self._posted = names
        text = tr("✔ Batch {batch} is entered and read back.").format(batch=", ".join(names))
        self._proposal.show_posted(text)
        self._iface.messageBar().pushSuccess(tr("LandGuard"), text)

    def _on_undone(self, answer: tuple[Opened, tuple[str, ...]]) -> None:
        opened, names = answer
        self._on_opened(opened)
        self._proposal.show_undone(
            tr("Taken back by batch {batch}; the original stays in the books.").format(batch=", ".join(names))
        )

    def _on_written(self, name: str) -> Callable[[dict], None]:
        def done(results: dict) -> None:
            self._states.setCurrentWidget(self._content)
            path = results[name]
            link = f'<a href="{QUrl.fromLocalFile(path).toString()}">{escape(Path(path).name)}</a>'
            self._iface.messageBar().pushSuccess(tr("LandGuard"), tr("Table saved: {link}").format(link=link))

        return done

    def _ask_open(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Open a ledger"), LAST_LEDGER.get(), _FILES)
        if path:
            self.open_ledger(path)

    def _ask_create(self) -> None:
        path, _ = QFileDialog.getSaveFileName(self, tr("New ledger"), "", "GeoPackage (*.gpkg);;Text (*.txt)")
        if path:
            title = Path(path).stem
            self._ask(
                tr("Making the ledger"), lambda: ledger_desk.create_books(path, title), self._on_opened, self._page()
            )

    def _ask_target(self, name: str, kinds: str) -> None:
        _, period, _ = self._header.choice()
        stem = tr("farmland balance {period}").format(period=period.replace("/", "_")).strip()
        path, _ = QFileDialog.getSaveFileName(self, tr("Save"), f"{stem}.{name.lower()}", kinds)
        if path:
            self.hand_in(path, name)
