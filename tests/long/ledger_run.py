"""The long run of the ledger: a million generated postings against a second ledger, the stores, the text form, the proposal.

python -m tests.long.ledger_run [POSTINGS] [SEED]   (make evidence-ledger) writes docs/evidence/ledger.md and stops at the first difference.
"""

from __future__ import annotations

import platform
import random
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from benchmarks import writeoff
from landguard_plugin.core.basicfarmland.selection import choose, field_of
from landguard_plugin.core.ledger.amounts import ACCOUNTS, Amounts
from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.periods import Period
from landguard_plugin.core.ledger.postings import frame_of, imbalances, postings_of
from landguard_plugin.core.ledger.proposal import highs
from landguard_plugin.core.ledger.proposal.propose import OBJECTIVES, propose
from landguard_plugin.core.ledger.records import DEEDS, Batch, Line, Lot, Occupation, Supplement, Unit
from landguard_plugin.core.ledger.standing import Standing
from landguard_plugin.core.ledger.statement import COLUMNS, statement
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.ledger.text.writer import write_ledger
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.storage.ledger.database import DatabaseLedger, unbalanced
from landguard_plugin.storage.ledger.tables import packaged_rulesets
from tests.core.ledger.proposal.made import DAY, made_books
from tests.core.ledger.reference import ReferenceLedger

ROOT = Path(__file__).resolve().parents[2]
EVIDENCE = ROOT / "docs" / "evidence" / "ledger.md"
TOWNS = [f"9901{county:02}{town:03}" for county in (1, 2, 3) for town in range(1, 11)]
LOTS, PROJECTS = 2000, 500


class Report:
    """Lines of the evidence, printed as they come."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, text: str = "") -> None:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
        self.lines.append(text)


class Clock:
    """Seconds since the last look."""

    def __init__(self) -> None:
        self.since = time.perf_counter()

    def __call__(self) -> float:
        now = time.perf_counter()
        passed, self.since = now - self.since, now
        return passed


def demand(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"FAILED: {what}")


def generated(postings: int, dice: random.Random):
    """Return (declarations, batches, lots, projects): every kind of deed, reversals among them, in random order of entry."""
    lots = {f"L{k:04}": dice.choice(TOWNS) for k in range(LOTS)}
    projects = {f"P{k:03}": dice.choice(TOWNS) for k in range(PROJECTS)}
    head = [Unit(code) for code in TOWNS]
    head += [Supplement(f"S{lot}", unit) for lot, unit in lots.items()]
    head += [Lot(lot, f"S{lot}", unit) for lot, unit in lots.items()]
    head += [Occupation(project, unit) for project, unit in projects.items()]
    lot_names, project_names, kinds = list(lots), list(projects), list(DEEDS)
    batches, made, open_ones = [], 0, []
    while made < postings:
        day, name = date(2019, 1, 1) + timedelta(dice.randrange(1826)), f"B{len(batches):06}"
        if open_ones and dice.random() < 0.05:
            original = open_ones.pop(dice.randrange(len(open_ones)))
            batches.append(Batch(name, max(day, original.date), "reverse", (), "更正", original.id))
            made += 6 * len(original.lines)
            continue
        kind = dice.choice(kinds)
        lines = tuple(line(kind, dice, lots, lot_names, project_names) for _ in range(dice.randint(1, 4)))
        batches.append(Batch(name, day, kind, lines, f"文{len(batches)}"))
        open_ones.append(batches[-1])
        made += 6 * len(lines)
    dice.shuffle(batches)
    return head, batches, lots, projects


def line(kind: str, dice: random.Random, lots: dict, lot_names: list, project_names: list) -> Line:
    amounts = Amounts(*(dice.randrange(1, 10**9) for _ in ACCOUNTS))
    if kind in ("require", "waive"):
        return Line(amounts, project=dice.choice(project_names))
    lot = dice.choice(lot_names)
    holder = dice.choice(("", dice.choice(TOWNS)))
    if kind == "transfer":
        return Line(amounts, lot, "", holder, dice.choice([t for t in TOWNS if t != (holder or lots[lot])]))
    return Line(amounts, lot, "" if kind in ("accept", "carry", "deduct") else dice.choice(project_names), holder)


def compare(frame, batches, lots, projects, period: Period) -> int:
    """Hold a statement against the second ledger; return the number of cells compared."""
    other = ReferenceLedger(lots, projects, period.first, period.last)
    for batch in sorted(batches, key=lambda b: b.kind == "reverse"):
        other.enter(batch)
    table = statement(frame, TOWNS, period)
    demand(bool((table["difference"] == 0).all()), f"identity in {period.name}")
    for row in table.to_dict("records"):
        mine = {name: row[name] for name in COLUMNS[2:]}
        demand(mine == other.cells[row["unit"], row["account"]], f"{period.name} {row['unit']} {row['account']}")
    county = statement(frame, TOWNS, period, 6)
    for account in ACCOUNTS:
        for name in COLUMNS[2:]:
            towns, counties = (t.loc[t["account"] == account, name].sum() for t in (table, county))
            demand(int(towns) == int(counties), "county = sum of townships")
    return 6 * len(table)


def books_part(report: Report, postings: int, seed: int):
    dice, clock = random.Random(seed), Clock()
    head, batches, lots, projects = generated(postings, dice)
    books = books_of([*head, *batches])
    report.say(f"| generated | {len(batches):,} batches, seed {seed} | {clock():.1f} s |")
    made = postings_of(books)
    report.say(f"| postings | {len(made):,} | {clock():.1f} s |")
    demand(len(made) >= postings, "enough postings")
    demand(imbalances(made) == {}, "every batch sums to zero")
    report.say(f"| batches that do not sum to zero | 0 | {clock():.1f} s |")
    frame = frame_of(made)
    clock()
    statement(frame, TOWNS, Period(date(2021, 1, 1), date(2021, 12, 31)))
    report.say(f"| one statement, {len(TOWNS)} units | | {clock():.2f} s |")
    cells = 0
    for first, last in ((2019, 2019), (2020, 2021), (2021, 2021), (2022, 2022), (2019, 2023)):
        cells += compare(frame, batches, lots, projects, Period(date(first, 1, 1), date(last, 12, 31)))
    report.say(f"| figures compared with the second ledger, differences | {cells:,}, 0 | {clock():.1f} s |")
    straight = statement(frame, TOWNS, Period(date(2021, 1, 1), date(2021, 12, 31)))
    for turn in range(3):
        mixed = frame.sample(frac=1.0, random_state=seed + turn)
        demand(statement(mixed, TOWNS, Period(date(2021, 1, 1), date(2021, 12, 31))).equals(straight), "order")
    report.say(f"| orders of entry tried, differences | 3, 0 | {clock():.1f} s |")
    return books


def stores_part(report: Report, books, folder: Path) -> None:
    clock = Clock()
    path = folder / "long.gpkg"
    ledger = DatabaseLedger.create(path, books)
    size = path.stat().st_size / 2**20
    report.say(f"| into a store, one transaction | {size:.0f} MB | {clock():.1f} s |")
    demand(ledger.read().books == books, "store = books")
    report.say(f"| read back, postings verified against batches | equal | {clock():.1f} s |")
    demand(unbalanced(path) == {}, "stored postings sum to zero")
    with closing(sqlite3.connect(path)) as connection:
        demand(connection.execute("PRAGMA integrity_check").fetchone() == ("ok",), "integrity")
    clock()
    times = []
    for number in range(20):
        lot = next(iter(books.lots))
        batch = Batch(f"X{number}", date(2023, 12, 31), "accept", (Line(Amounts(1, 1, 1), lot),), "验")
        ledger.add([batch], 1 + number)
        times.append(clock())
    report.say(f"| one more batch into it, median and worst of 20 | | {np.median(times):.3f} s, {max(times):.3f} s |")
    text = write_ledger(books)
    report.say(
        f"| as plain text | {len(text.encode()) / 2**20:.0f} MB, {text.count(chr(10)):,} lines | {clock():.1f} s |"
    )
    reading = read_ledger(text)
    demand(not reading.flaws and reading.books == books, "text = books")
    report.say(f"| text read back | equal | {clock():.1f} s |")


def proposal_part(report: Report) -> None:
    ruleset = packaged_rulesets()["three-index-2017"]
    honest = highs.available
    for tightness, capacity in ((0.6, 1.0), (0.6, 0.3), (1.2, 1.0)):
        standing = Standing(made_books(500, 2000, 3, tightness=tightness, capacity_share=capacity), DAY)
        for objective in OBJECTIVES:
            found = {}
            for kind in ("HiGHS", "pure"):
                if kind == "HiGHS" and not honest():
                    continue
                highs.available = honest if kind == "HiGHS" else (lambda: False)
                clock = Clock()
                found[kind] = (propose(standing, ruleset, objective, DAY, Unwatched()), clock())
            highs.available = honest
            for kind, (proposal, seconds) in found.items():
                short = sum(v for (_, account), v in proposal.short.items() if account == "quantity") / 100
                report.say(
                    f"| {tightness} | {capacity} | {objective} | {kind} | {proposal.method} | {len(proposal.lines):,} | {short:,.2f} |"
                    f" {float(proposal.value):.6g} | {float(proposal.bound):.6g} | {seconds:.2f} s |"
                )
            values = {proposal.value for proposal, _ in found.values()}
            demand(objective == "waste" or len(values) == 1, "the fallback reaches the same value")


def candidates_part(report: Report) -> None:
    for side in (20, 40, 70):
        dice, clock = np.random.default_rng(7), Clock()
        pairs = [(r * side + c, r * side + c + 1) for r in range(side) for c in range(side - 1)]
        pairs += [(r * side + c, (r + 1) * side + c) for r in range(side - 1) for c in range(side)]
        area = dice.integers(4_000, 400_000, side * side) * 100
        scores = dice.integers(2_000, 9_900, side * side)
        field = field_of(area, scores, np.array(sorted(pairs)), np.zeros(side * side, dtype=bool), 20)
        for with_highs in (False, True):
            choice = choose(field, int(area.sum() * 0.2), with_highs)
            gap = 100 * (choice.cost - choice.bound) / choice.cost
            report.say(
                f"| {side * side:,} | {'yes' if with_highs else 'no'} | {choice.method} | {gap:.5f} % | {clock():.2f} s |"
            )


def main(postings: int, seed: int) -> None:
    report = Report()
    report.say("# Evidence: the farmland balance ledger")
    report.say()
    report.say("Written by `make evidence-ledger` (`tests/long/ledger_run.py`); the run stops at the first difference.")
    report.say(
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, NumPy {np.__version__}, 2 cores shared."
    )
    report.say("Times were taken while other work used the same two cores.")
    report.say()
    report.say("## Books\n\n| what | figure | time |\n|---|---|---|")
    books = books_part(report, postings, seed)
    with tempfile.TemporaryDirectory() as folder:
        stores_part(report, books, Path(folder))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    report.say(f"| peak memory of all of the above | {peak:.1f} GB | |")
    report.say("\n## Best write-off, 500 projects by 2,000 lots in 10 counties\n")
    report.say(
        "Tightness is what share of the supply is needed, capacity how much of that the projects need in capacity. Value and"
    )
    report.say(
        "bound are equal where the optimum is proven; the unit is the objective's (kg, 0.01 m2 x distance or days, lines).\n"
    )
    report.say("| tightness | capacity | objective | solvers | method | lines | short m2 | value | bound | time |")
    report.say("|---|---|---|---|---|---|---|---|---|---|")
    proposal_part(report)
    report.say(
        "\n## Best write-off for many units (`make bench-writeoff`), the quantity account alone and whole proposals\n"
    )
    report.say(
        "Oldest first, 500 projects by 2,000 lots; ours is exact and proven in integers, HiGHS one linear program over lots and pairs of"
    )
    report.say(
        "units in doubles, successive paths the method before. Longest deaf: the longest time in which Cancel is not heard.\n"
    )
    writeoff.tables(report.say, True)
    report.say("\n## Choice of basic farmland candidates on a square grid of patches, a fifth of the area wanted\n")
    report.say("| candidates | HiGHS tried | method | gap at most | time |\n|---|---|---|---|---|")
    candidates_part(report)
    EVIDENCE.parent.mkdir(parents=True, exist_ok=True)
    EVIDENCE.write_text("\n".join(report.lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, int(sys.argv[2]) if len(sys.argv) > 2 else 20260101)
