"""What the use cases refuse, and what-if in memory: a project is added, the balance shows it, the books stay as they were."""

from __future__ import annotations

from datetime import date

import pytest

from landguard_plugin.app.ledger.balance import BalanceRequest, balance
from landguard_plugin.app.ledger.posting import Refused, post, reverse, seal, seal_of
from landguard_plugin.core.ledger.amounts import Amounts
from landguard_plugin.core.ledger.checks import check_books
from landguard_plugin.core.ledger.records import Batch, Line, Occupation
from landguard_plugin.core.ledger.text.reader import read_ledger
from landguard_plugin.core.problems import LandGuardError
from landguard_plugin.storage.ledger.memory import MemoryLedger
from landguard_plugin.storage.ledger.tables import ruleset_for
from tools.sample_ledger import sample_ledger

BOOKS = read_ledger(sample_ledger()).books


def short(ledger):
    request = BalanceRequest(ledger.read(), lambda day: ruleset_for("", "occupation", day), "2021")
    result = balance(request)
    assert result.difference == 0
    return int(result.coverage.loc[result.coverage["account"] == "quantity", "short"].sum())


def test_what_if_a_project_were_added():
    books, scratch = MemoryLedger(BOOKS), MemoryLedger(BOOKS)
    project = Occupation("X1", "990101006", "设想的项目", approved=date(2021, 10, 1))
    need = Batch("X2", date(2021, 10, 1), "require", (Line(Amounts(1_000_000), project="X1"),))
    post(scratch, [project, need], 0)
    assert short(scratch) - short(books) == 1_000_000
    assert books.read().books == BOOKS


def test_what_would_break_the_books_is_refused_with_its_flaws():
    ledger = MemoryLedger(BOOKS)
    bad = Batch(
        "X1", date(2021, 12, 1), "deduct", (Line(Amounts(10**12), "S2019-01/1"), Line(Amounts(5), "no such lot"))
    )
    with pytest.raises(Refused, match="LG-LED-063") as caught:
        post(ledger, [bad], 0)
    assert {flaw.code for flaw in caught.value.flaws} == {"LG-LED-014", "LG-LED-030"}
    assert ledger.read().books == BOOKS
    with pytest.raises(LandGuardError, match="LG-LED-064"):
        post(ledger, [], 0)


def test_old_flaws_do_not_stop_new_entries():
    flawed = read_ledger(sample_ledger() + "2021-12-30 核对 990101001 数量:1.00\n").books
    assert check_books(flawed)
    ledger = MemoryLedger(flawed)
    post(ledger, [Batch("X1", date(2021, 12, 31), "accept", (Line(Amounts(100), "S2019-01/1"),))], 0)
    assert "X1" in ledger.read().books.batch_by_id


def test_a_reversal_that_would_overdraw_is_refused():
    with pytest.raises(Refused) as caught:
        reverse(MemoryLedger(BOOKS), "B2019-01", "X1", date(2021, 12, 1), "更正", 0)
    assert {flaw.code for flaw in caught.value.flaws} == {"LG-LED-030"}


def test_a_seal_bears_its_own_closings_out():
    ledger = MemoryLedger(BOOKS)
    entry = seal_of(ledger.read(), date(2021, 12, 31), "封〔2021〕1号")
    held = {closing.unit: closing for closing in entry.closings}
    assert held["990101005"].reserved == Amounts(333_333, 0, 2_500)
    seal(ledger, date(2021, 12, 31), "封〔2021〕1号", 0)
    assert check_books(ledger.read().books) == []
    with pytest.raises(LandGuardError, match="LG-LST-008"):
        seal(ledger, date(2021, 6, 30), "", 1)
