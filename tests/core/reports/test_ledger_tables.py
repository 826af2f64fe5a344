"""Tables of the ledger: every line and every column adds up as it is shown, in every unit; nothing is made up where nothing moved."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.ledger.amounts import ACCOUNTS
from landguard_plugin.core.ledger.postings import frame_of, postings_of
from landguard_plugin.core.ledger.standing import Standing, coverage
from landguard_plugin.core.reports.balance import (
    MOVES,
    STATEMENT,
    Frame,
    projects_report,
    statement_cells,
    statement_report,
    write_off_report,
)
from landguard_plugin.core.reports.closing import hundredths_of, settled
from landguard_plugin.core.reports.records import NUMBER
from landguard_plugin.storage.ledger.plaintext import TextLedger
from tests.processing.test_ledger import LEDGERS

AREA = st.integers(-(10**10), 10**10)


def sums(report):
    """Return (total line, sums of the other lines) of the figures of a report."""
    places = [n for n, column in enumerate(report.columns) if column.kind == NUMBER]
    total = next(row for row in report.rows if row.total)
    others = [row for row in report.rows if not row.total]
    return [total.cells[n] for n in places], [sum(row.cells[n] for row in others) for n in places]


@given(AREA, st.tuples(*[AREA] * 4), st.sampled_from(("m2", "ha", "mu")))
def test_a_line_of_the_statement_adds_up_and_its_stocks_are_their_own_rounding(opening, moves, unit):
    exact = dict(zip(MOVES, moves))
    closing = opening + moves[0] - moves[1] - moves[2] - moves[3]
    cells = statement_cells({"opening": opening, **exact, "closing": closing}, "quantity", unit)
    shown = cells["opening"] + cells["added"] - cells["deducted"] - cells["written_off"] - cells["reserved"]
    assert shown == cells["closing"]
    assert (cells["opening"], cells["closing"]) == (hundredths_of(opening, unit), hundredths_of(closing, unit))
    largest = max(MOVES, key=lambda name: abs(exact[name]))
    for name in MOVES:
        assert abs(cells[name] - hundredths_of(exact[name], unit)) <= (3 if name == largest else 0)
        assert exact[name] or not cells[name]


def test_nothing_is_given_to_parts_that_are_zero():
    with pytest.raises(ValueError, match="zero"):
        settled([0, 0], [0, 0], 1)


AMOUNT = st.integers(0, 10**9)


@given(st.lists(st.tuples(*[AMOUNT] * 5), min_size=1, max_size=6), st.sampled_from(("m2", "ha", "mu")))
def test_totals_of_the_statement_are_sums_of_what_is_shown(units, unit):
    rows = []
    for number, amounts in enumerate(units):
        for account in ACCOUNTS:
            line = dict(zip(("opening", *MOVES), amounts))
            line["closing"] = amounts[0] + amounts[1] - sum(amounts[2:])
            rows.append({"unit": f"99010100{number}", "account": account, **line})
    report = statement_report(pd.DataFrame(rows), Frame(unit))
    total, added = sums(report)
    assert total == added
    for row in report.rows:
        figures = [cell for cell, column in zip(row.cells, report.columns) if column.kind == NUMBER]
        for first in range(0, len(figures), len(STATEMENT)):
            opening, gained, lost, used, held, closing = figures[first : first + len(STATEMENT)]
            assert opening + gained - lost - used - held == closing


@pytest.mark.parametrize("unit", ["m2", "ha", "mu"])
@pytest.mark.parametrize("name", ["sample_county", "three_index", "combined", "purchase"])
def test_lots_written_off_add_up_to_what_the_projects_show(name, unit):
    books = TextLedger(LEDGERS / f"{name}.txt").read().books
    day = date(2100, 1, 1)
    standing = Standing(books, day)
    table = coverage(standing)
    states = {project.id: standing.project_state(project) for project in books.occupations.values()}
    projects = projects_report(table, states, books, Frame(unit))
    names = list(books.occupations)
    lines = write_off_report(frame_of(postings_of(books)), day, names, books, Frame(unit))
    assert sums(projects)[0] == sums(projects)[1]
    assert sums(lines)[0] == sums(lines)[1]
    lead = projects.leading
    for row in projects.rows[1:]:
        for k in range(len(ACCOUNTS)):
            required, used, _, short = row.cells[lead + 4 * k : lead + 4 * k + 4]
            assert short == max(0, required - used)
            mine = [line.cells[lines.leading + k] for line in lines.rows[1:] if line.cells[0] == row.cells[0]]
            assert sum(mine, Decimal(0)) == used
