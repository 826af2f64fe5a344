"""Hypothesis strategies for whole sets of books: any text, any amounts, every kind of entry."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

from landguard_plugin.core.ledger.amounts import Amounts
from landguard_plugin.core.ledger.books import books_of
from landguard_plugin.core.ledger.records import (
    DEEDS,
    SUPPLEMENT_KINDS,
    Batch,
    Check,
    Closing,
    Line,
    Lot,
    Mark,
    Occupation,
    Seal,
    Supplement,
    Unit,
)

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=12)
NAME = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=8)
REMARK = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), max_size=12).map(str.strip)
REMARKS = st.lists(REMARK, max_size=2).map(tuple)
DAY = st.dates(date(1999, 1, 1), date(2035, 12, 31))
AMOUNT = st.integers(0, 10**13)
AMOUNTS = st.builds(Amounts, AMOUNT, AMOUNT, AMOUNT)
SOME_AMOUNTS = AMOUNTS.filter(bool)
GRADE = st.none() | st.decimals(1, 15, places=2).map(lambda d: d.normalize()).map(lambda d: Decimal(format(d, "f")))
PATCHES = st.lists(NAME, max_size=3).map(tuple)
UNITS = ("990101", "990102", "990103", "990201", "980101")


@st.composite
def free_books(draw):
    """Return books with any text anywhere: the loss-free conversion must carry all of it."""
    entries = [Unit(code, draw(TEXT), draw(st.booleans()), draw(REMARKS)) for code in draw(_names())]
    for name in draw(_names()):
        kind = draw(st.sampled_from(SUPPLEMENT_KINDS))
        day = draw(st.none() | DAY)
        entries.append(
            Supplement("s" + name, draw(NAME), draw(TEXT), kind, day, draw(TEXT), draw(TEXT), draw(TEXT), draw(REMARKS))
        )
    for name in draw(_names()):
        system = draw(st.sampled_from(("", "15", "10")))
        slope = draw(st.none() | st.integers(1, 5))
        kind = draw(st.sampled_from(("", *SUPPLEMENT_KINDS)))
        head = ("l" + name, draw(NAME), draw(NAME), kind, system, draw(GRADE), draw(GRADE), slope)
        entries.append(Lot(*head, draw(PATCHES), draw(TEXT), draw(TEXT), draw(REMARKS)))
    for name in draw(_names()):
        head = ("p" + name, draw(NAME), draw(TEXT), draw(TEXT), draw(st.none() | DAY), draw(TEXT))
        entries.append(Occupation(*head, "15", draw(GRADE), draw(PATCHES), draw(TEXT), draw(REMARKS)))
    for name in draw(_names()):
        entries.append(Mark(draw(DAY), name, draw(NAME), draw(NAME), draw(TEXT), draw(TEXT), draw(REMARKS)))
    for name in draw(_names()):
        entries.append(draw(_batch("b" + name)))
    for name in draw(_names()):
        entries.append(Check(draw(DAY), name, draw(AMOUNTS), draw(TEXT), draw(REMARKS)))
    closings = st.lists(st.builds(Closing, NAME, AMOUNTS, AMOUNTS), max_size=3).map(tuple)
    for day in draw(st.sets(DAY, max_size=2)):
        entries.append(Seal(day, draw(closings), draw(TEXT), draw(TEXT), draw(REMARKS)))
    return books_of(entries, draw(TEXT), draw(REMARKS))


def _names():
    return st.sets(NAME, max_size=3)


@st.composite
def _batch(draw, name):
    kind = draw(st.sampled_from((*DEEDS, "reverse")))
    if kind == "reverse":
        return Batch(name, draw(DAY), kind, (), draw(TEXT), draw(NAME), draw(TEXT), draw(REMARKS))
    line = st.builds(Line, SOME_AMOUNTS, TEXT, TEXT, TEXT, TEXT, PATCHES)
    lines = tuple(draw(st.lists(line, max_size=3)))
    return Batch(name, draw(DAY), kind, lines, draw(TEXT), "", draw(TEXT), draw(REMARKS))


@st.composite
def sound_books(draw, most=30):
    """Return books whose references hold (overdrafts may happen), and the period of a statement."""
    lots = {f"L{k}": draw(st.sampled_from(UNITS)) for k in range(draw(st.integers(1, 4)))}
    projects = {f"P{k}": draw(st.sampled_from(UNITS)) for k in range(draw(st.integers(1, 3)))}
    entries = [Unit(code) for code in UNITS]
    entries += [Supplement(f"S{lot}", unit) for lot, unit in lots.items()]
    entries += [Lot(lot, f"S{lot}", unit) for lot, unit in lots.items()]
    entries += [Occupation(project, unit) for project, unit in projects.items()]
    days = st.dates(date(2020, 6, 1), date(2022, 6, 30))
    made = []
    for number in range(draw(st.integers(0, most))):
        can_reverse = [b for b in made if b.kind != "reverse" and b.id not in {m.reverses for m in made}]
        kind = draw(st.sampled_from((*DEEDS, "reverse") if can_reverse else tuple(DEEDS)))
        if kind == "reverse":
            original = draw(st.sampled_from(can_reverse))
            made.append(Batch(f"B{number:04}", max(original.date, draw(days)), kind, (), "doc", original.id))
            continue
        lines = tuple(draw(_sound_line(kind, lots, projects)) for _ in range(draw(st.integers(1, 3))))
        made.append(Batch(f"B{number:04}", draw(days), kind, lines, "doc"))
    first = draw(days)
    return books_of([*entries, *made]), (first, max(first, draw(days))), lots, projects, made


@st.composite
def _sound_line(draw, kind, lots, projects):
    amounts = draw(st.builds(Amounts, *(st.integers(0, 10**9),) * 3).filter(bool))
    if kind in ("require", "waive"):
        return Line(amounts, project=draw(st.sampled_from(sorted(projects))))
    lot = draw(st.sampled_from(sorted(lots)))
    holder = draw(st.sampled_from(("", *UNITS)))
    if kind == "transfer":
        others = [unit for unit in UNITS if unit != (holder or lots[lot])]
        return Line(amounts, lot, "", holder, draw(st.sampled_from(others)))
    if kind in ("accept", "carry", "deduct"):
        return Line(amounts, lot, "", holder)
    return Line(amounts, lot, draw(st.sampled_from(sorted(projects))), holder)
