"""The demo's balance: flow pieces -> year balance; ledger -> statement -> best write-off -> posted -> statement again; a line that moves."""

from __future__ import annotations

from pathlib import Path

import processing

from tools.demo_running import Runner
from tools.sample_ledger import sample_ledger

_IN_OUT = 1
_CITY = 2


def run(runner: Runner, layer, survey: str) -> None:
    """Run the worked example of a county year; every statement must balance to zero."""
    year = runner.run(
        "yearbalance",
        PIECES=runner.path("pieces.gpkg"),
        YEAR=2024,
        BALANCE=_IN_OUT,
        UNIT_LEVEL=6,
        UNITS=layer("units"),
        OUTPUT=runner.path("year_balance.csv"),
        DETAIL=runner.path("year_balance_patches.csv"),
        FINDINGS=runner.path("year_balance_findings.csv"),
        XLSX=runner.path("year_balance.xlsx"),
    )
    net = f"in-out balance 2024: net {year['NET_M2']:,.2f} m2 by rules {year['RULES']}"
    runner.check(year["DIFFERENCE_M2"] == 0, net)
    text = Path(runner.path("ledger.txt"))
    text.write_text(sample_ledger(), encoding="utf-8", newline="\n")
    store = runner.path("ledger.gpkg")
    runner.run("exportledger", LEDGER=str(text), OUTPUT=store)
    balanced(runner, store, "before")
    proposal = runner.run(
        "proposewriteoff",
        LEDGER=store,
        OBJECTIVE=0,
        OUTPUT=runner.path("write_off.csv"),
        REFUSALS=runner.path("write_off_refusals.csv"),
        SHORTS=runner.path("write_off_shorts.csv"),
        CURES=runner.path("write_off_cures.csv"),
        XLSX=runner.path("write_off_proposal.xlsx"),
    )
    runner.log.say(
        f"best write-off: {proposal['LINE_COUNT']} lines, {proposal['METHOD']}, short {proposal['SHORT']:,.2f}"
    )
    runner.run(
        "postwriteoff",
        LEDGER=store,
        PROPOSAL=runner.path("write_off.csv"),
        BATCH="B2021-90",
        DATE="2021-12-20",
        DOCUMENT="核〔2021〕90号",
        VERSION=proposal["VERSION"],
    )
    balanced(runner, store, "after")
    move_line(runner, store, layer, survey)


def move_line(runner: Runner, store: str, layer, survey: str, metres: float = 100.0) -> None:
    """Ask what the books and the targets would look like if the urban development boundary moved out by some metres."""
    proposed = runner.path("boundary_proposed.gpkg")
    line = {"INPUT": layer("CZKFBJ"), "DISTANCE": metres, "SEGMENTS": 12, "OUTPUT": proposed}
    processing.run("native:buffer", line)
    moved = runner.run(
        "linebalance",
        LEDGER=store,
        CURRENT=layer("CZKFBJ"),
        PROPOSED=proposed,
        SURVEY=survey,
        LINE_KIND=_CITY,
        BASIC_FARMLAND=layer("YJJBNTTB"),
        TARGETS=layer("targets"),
        UNIT_LEVEL=9,
        GRADE_FIELD="GDDB",
        OUTPUT=runner.path("line_balance.csv"),
        STOCK=runner.path("line_stock.csv"),
        PIECES=runner.path("line_pieces.gpkg"),
        RECONCILIATION=runner.path("line_reconciliation.csv"),
        WRITE_OFF=runner.path("line_write_off.csv"),
    )
    told = (
        f"development boundary moved out by {metres:.0f} m: {moved['TAKEN_IN_M2']:,.2f} m2 of farmland taken in, "
        f"{moved['REQUIRED_QUANTITY_M2']:,.2f} m2 and {moved['REQUIRED_CAPACITY_KG']:,} kg to supplement, "
        f"{moved['LACKING_QUANTITY_M2']:,.2f} m2 lacking, unexplained difference {moved['DIFFERENCE_M2']:,.2f} m2"
    )
    runner.check(moved["DIFFERENCE_M2"] == 0, told)


def balanced(runner: Runner, store: str, when: str) -> None:
    """Write the statement; it must close."""
    done = runner.run(
        "ledgerbalance",
        LEDGER=store,
        OUTPUT=runner.path(f"ledger_statement_{when}.csv"),
        PROJECTS=runner.path(f"ledger_coverage_{when}.csv"),
        XLSX=runner.path(f"ledger_statement_{when}.xlsx"),
        DOCX=runner.path(f"ledger_brief_{when}.docx"),
    )
    runner.check(done["DIFFERENCE"] == 0, f"ledger {when} the write-off: difference {done['DIFFERENCE']:.2f}")
