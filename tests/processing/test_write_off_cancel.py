"""Cancel pressed while a write-off for hundreds of units is sought, from another thread as the window does it."""

from __future__ import annotations

import threading
import time

import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback

from landguard_plugin.core.ledger.text.writer import write_ledger
from tests.core.ledger.proposal.made import made_books

WASTE, LOCAL, OLDEST, DOCUMENTS = range(4)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    path = tmp_path_factory.mktemp("cancel") / "台账.txt"
    path.write_text(write_ledger(made_books(500, 2000, 3, counties=400, tightness=1.2)), encoding="utf-8")
    return path


class Presser(threading.Thread):
    """Presses Cancel once the bar has come so far, and remembers when and where."""

    def __init__(self, feedback: QgsProcessingFeedback, percent: float) -> None:
        super().__init__(daemon=True)
        self.feedback, self.percent, self.over = feedback, percent, threading.Event()
        self.seen, self.wall, self.cpu = -1.0, 0.0, 0.0

    def run(self) -> None:
        while not self.over.wait(0.005):
            if self.feedback.progress() >= self.percent:
                self.seen, self.wall, self.cpu = self.feedback.progress(), time.perf_counter(), time.process_time()
                self.feedback.cancel()
                return


@pytest.mark.parametrize(
    ("objective", "percent"), [(WASTE, 30), (LOCAL, 12), (OLDEST, 35), (OLDEST, 50), (DOCUMENTS, 40), (OLDEST, 81)]
)
def test_cancel_stops_within_a_second_and_leaves_nothing(provider, ledger, tmp_path, objective, percent):
    before = ledger.read_bytes()
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT", "REFUSALS", "SHORTS", "CURES")}
    book = tmp_path / "核销.xlsx"
    asked = {"LEDGER": str(ledger), "RULESET": "three-index-2017", "AS_OF": "2021-12-31", "OBJECTIVE": objective}
    feedback = QgsProcessingFeedback(False)
    presser = Presser(feedback, percent)
    presser.start()
    algorithm = provider.algorithm("proposewriteoff").create()
    results, done = algorithm.run({**asked, **outputs, "XLSX": str(book)}, QgsProcessingContext(), feedback)
    wall, cpu = time.perf_counter() - presser.wall, time.process_time() - presser.cpu
    presser.over.set()
    presser.join()
    assert presser.seen >= percent, "pressed while it ran"
    assert not done
    assert not results
    assert cpu < 1.0, f"the run went on for {cpu:.2f} s of work ({wall:.2f} s) after Cancel"
    assert ledger.read_bytes() == before
    assert not book.exists()
    assert [path.name for path in tmp_path.iterdir() if "核销" in path.name] == []
    if percent < 80:
        assert list(tmp_path.iterdir()) == [], "no table was begun"


def test_the_bar_moves_all_the_way(provider, ledger):
    feedback, seen = QgsProcessingFeedback(False), []
    feedback.progressChanged.connect(seen.append)
    algorithm = provider.algorithm("proposewriteoff").create()
    asked = {"LEDGER": str(ledger), "RULESET": "three-index-2017", "AS_OF": "2021-12-31", "OBJECTIVE": OLDEST}
    tables = dict.fromkeys(("OUTPUT", "REFUSALS"), "memory:")
    results, done = algorithm.run({**asked, **tables}, QgsProcessingContext(), feedback)
    assert done
    assert results["LINE_COUNT"] > 1000
    assert seen[-1] == 100
    assert len({int(percent) for percent in seen}) > 40, "one step after the other, not a jump"
