"""The demo's balance: flow pieces -> year balance; ledger -> statement -> best write-off -> posted -> statement again."""

from __future__ import annotations

from pathlib import Path

from tools.demo_running import Runner
from tools.sample_ledger import sample_ledger

_IN_OUT = 1


def run(runner: Runner, units: str) -> None:
    """Run the worked example of a county year; every statement must balance to zero."""
    year = runner.run(
        "yearbalance",
        PIECES=runner.path("pieces.gpkg"),
        YEAR=2024,
        BALANCE=_IN_OUT,
        UNIT_LEVEL=6,
        UNITS=units,
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
