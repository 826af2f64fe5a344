"""Widths, planting marks, refinements and outlines: A9 to A17. Sources: as survey software checks them; docs/domain-notes.md 1.3, 1.6."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Callable

import numpy as np

from .model import ERROR, WARNING, Found, Rule, Scope
from .subject import Subject, among, distinct, flags

_SEPARATORS = re.compile(r"[,;、/|\s]+")


def linear_width(subject: Subject) -> Iterator[Found]:
    """A9: linear land has its width, other land has none. A width of 0 on other land is a number column's empty cell."""
    width, values = subject.number("XZDWKD"), subject.values
    required, allowed = values.codes("width_required"), values.codes("width_allowed")
    linear, may = among(subject.code, required), among(subject.code, allowed)
    absent = np.nonzero(linear & ~(width > 0))[0]
    yield Found("LG-CHK-121", {"code": subject.code[absent]}, absent, _metres(width[absent]))
    known = flags(subject.code, lambda code: subject.classes.get(code) is not None)
    extra = np.nonzero(known & ~linear & ((~may & (np.nan_to_num(width) != 0)) | (width < 0)))[0]
    yield Found(
        "LG-CHK-122", {"value": _metres(width[extra]), "code": subject.code[extra]}, extra, _metres(width[extra])
    )


def rural_road_width(subject: Subject) -> Iterator[Found]:
    """A10: a rural road is no wider than the limit."""
    width, limit = subject.number("XZDWKD"), subject.values.number("widest_rural_road_m")
    wide = np.nonzero(among(subject.code, subject.values.codes("rural_roads")) & (width > limit + 1e-9))[0]
    yield Found("LG-CHK-123", {"value": _metres(width[wide]), "limit": f"{limit:g}"}, wide, _metres(width[wide]))


def farmland_planting(subject: Subject) -> Iterator[Found]:
    """A11: farmland has a planting mark."""
    table = subject.values.table("plantings")
    listed = subject.farmland & flags(subject.code, lambda code: bool(table.get(code) or table.get(code[:4])))
    yield from _wrong_planting(subject, "LG-CHK-124", listed, _plantings(subject), may_be_empty=False)


def restorable_planting(subject: Subject) -> Iterator[Found]:
    """A12: garden, forest, grass and ponds may be marked as restorable, and nothing else."""
    table = subject.values.table("plantings")
    listed = flags(subject.code, lambda code: bool(table.get(code)) and not subject.classes.is_cultivated(code))
    yield from _wrong_planting(subject, "LG-CHK-125", listed, _plantings(subject), may_be_empty=True)


def no_planting(subject: Subject) -> Iterator[Found]:
    """A13: construction land, water and the rest have no planting mark."""
    table, classes = subject.values.table("plantings"), subject.classes
    bare = flags(
        subject.code,
        lambda code: classes.get(code) is not None and not classes.is_cultivated(code) and not table.get(code),
    )
    yield from _wrong_planting(subject, "LG-CHK-126", bare, lambda _: frozenset(), may_be_empty=True)


def special_farmland_planting(subject: Subject) -> Iterator[Found]:
    """A14: farmland in river beds, lakes, forests, pastures, on sand and karst is planted, or it is no farmland."""
    values = subject.values
    special = subject.farmland & among(subject.text("TBXHDM"), values.codes("special_farmland"))
    planted = values.codes("special_farmland_plantings")
    yield from _wrong_planting(subject, "LG-CHK-127", special, lambda _: planted, may_be_empty=True)


def forest_garden_planting(subject: Subject) -> Iterator[Found]:
    """A15: gardens in forest areas have no planting mark."""
    marked = among(subject.text("TBXHDM"), subject.values.codes("unplanted_refinements"))
    yield from _wrong_planting(subject, "LG-CHK-128", marked, lambda _: frozenset(), may_be_empty=True)


def draft_planting(subject: Subject) -> Iterator[Found]:
    """A11: codes of the 2018 draft are accepted, and told."""
    draft = subject.values.codes("draft_plantings")
    marks = subject.text("ZZSXDM")
    old = np.nonzero(flags(marks, lambda cell: any(mark in draft for mark in _split(cell))))[0]
    yield Found("LG-CHK-129", {"value": marks[old]}, old, marks[old])


def refinement(subject: Subject) -> Iterator[Found]:
    """A16: TBXHDM is one of the marks of the class."""
    table, marks = subject.values.table("refinements"), subject.text("TBXHDM")
    wrong = _of_class(subject, marks, lambda code, cell: all(m in table.get(code, frozenset()) for m in _split(cell)))
    rows = np.nonzero(~wrong & (marks != ""))[0]
    yield Found("LG-CHK-130", {"value": marks[rows], "code": subject.code[rows]}, rows, marks[rows])


def outline_missing(subject: Subject) -> Iterator[Found]:
    """A17: built-up classes lie in an outline of town, village, mine or special land."""
    heads = tuple(subject.values.codes("outline_required"))
    needed = flags(subject.code, lambda code: code.startswith(heads) and subject.classes.get(code) is not None)
    rows = np.nonzero(needed & _no_outline(subject))[0]
    yield Found("LG-CHK-131", {"code": subject.code[rows]}, rows, [""] * len(rows))


def outline_of_class(subject: Subject) -> Iterator[Found]:
    """A17: CZCSXM is a known code and fits the class."""
    values, outline = subject.values, subject.text("CZCSXM")
    here, known = ~_no_outline(subject), among(outline, values.codes("outlines"))
    unknown = np.nonzero(here & ~known)[0]
    yield Found("LG-CHK-132", {"value": outline[unknown]}, unknown, outline[unknown])
    fits = values.table("outline_classes")
    suits = _of_class(
        subject, outline, lambda code, cell: cell not in fits or code in fits[cell] or code[:4] in fits[cell]
    )
    wrong = np.nonzero(here & known & ~suits)[0]
    yield Found("LG-CHK-133", {"value": outline[wrong], "code": subject.code[wrong]}, wrong, outline[wrong])


def outline_excludes(subject: Subject) -> Iterator[Found]:
    """A17: some classes do not lie inside the outlines of towns and villages."""
    outside, outline = subject.values.table("outline_excludes"), subject.text("CZCSXM")
    inside = _of_class(subject, outline, lambda code, cell: code in outside.get(cell, frozenset()))
    wrong = np.nonzero(inside)[0]
    yield Found("LG-CHK-134", {"value": outline[wrong], "code": subject.code[wrong]}, wrong, outline[wrong])


def _plantings(subject: Subject) -> Callable[[str], frozenset[str]]:
    """Return class -> marks it may have; draft codes count as allowed, rule 3212 tells them."""
    table, draft = subject.values.table("plantings"), subject.values.codes("draft_plantings")

    def allowed(code: str) -> frozenset[str]:
        return table.get(code, table.get(code[:4], frozenset())) | draft

    return allowed


def _wrong_planting(
    subject: Subject, code: str, judged: np.ndarray, allowed: Callable[[str], frozenset[str]], may_be_empty: bool
) -> Iterator[Found]:
    """Yield patches whose planting marks are not all allowed for their class; a cell may hold several."""
    marks = subject.text("ZZSXDM")

    def fits(land: str, cell: str) -> bool:
        return all(mark in allowed(land) for mark in _split(cell)) if cell else may_be_empty

    rows = np.nonzero(judged & ~_of_class(subject, marks, fits))[0]
    shown = np.array([mark or "—" for mark in marks[rows]], dtype=object)
    yield Found(code, {"value": shown, "code": subject.code[rows]}, rows, marks[rows])


def _of_class(subject: Subject, marks: np.ndarray, fits: Callable[[str, str], bool]) -> np.ndarray:
    """Return bool (n,): fits(class, mark), called once for each distinct pair."""
    which, pairs = distinct(subject.code, marks)
    answers = np.array([fits(land, mark) for land, mark in pairs], dtype=bool)
    return answers[which]


def _split(cell: str) -> list[str]:
    return [mark for mark in _SEPARATORS.split(cell) if mark]


def _no_outline(subject: Subject) -> np.ndarray:
    outline = subject.text("CZCSXM")
    return (outline == "") | (outline == "0")


def _metres(values: np.ndarray) -> np.ndarray:
    return np.array(["—" if value != value else f"{value:g}" for value in values], dtype=object)


_PATCH = Scope.PATCH
RULES = (
    Rule(
        "3210", "A9", ERROR, _PATCH, linear_width, ("LG-CHK-121", "LG-CHK-122"), ("DLBM", "XZDWKD"),
        values=("width_required", "width_allowed"),
    ),
    Rule(
        "3211", "A10", WARNING, _PATCH, rural_road_width, ("LG-CHK-123",), ("DLBM", "XZDWKD"),
        values=("rural_roads", "widest_rural_road_m"),
    ),
    Rule("3212", "A11", WARNING, _PATCH, draft_planting, ("LG-CHK-129",), ("ZZSXDM",), values=("draft_plantings",)),
    Rule("3213", "A11", ERROR, _PATCH, farmland_planting, ("LG-CHK-124",), ("DLBM", "ZZSXDM"), values=("plantings",)),
    Rule("3214", "A12", ERROR, _PATCH, restorable_planting, ("LG-CHK-125",), ("DLBM", "ZZSXDM"), values=("plantings",)),
    Rule("3215", "A13", ERROR, _PATCH, no_planting, ("LG-CHK-126",), ("DLBM", "ZZSXDM"), values=("plantings",)),
    Rule(
        "3216", "A14", ERROR, _PATCH, special_farmland_planting, ("LG-CHK-127",), ("DLBM", "ZZSXDM", "TBXHDM"),
        values=("special_farmland", "special_farmland_plantings"),
    ),
    Rule(
        "3217", "A15", ERROR, _PATCH, forest_garden_planting, ("LG-CHK-128",), ("ZZSXDM", "TBXHDM"),
        values=("unplanted_refinements",),
    ),
    Rule("3218", "A16", ERROR, _PATCH, refinement, ("LG-CHK-130",), ("DLBM", "TBXHDM"), values=("refinements",)),
    Rule("3219", "A17", ERROR, _PATCH, outline_missing, ("LG-CHK-131",), ("DLBM", "CZCSXM"), values=("outline_required",)),
    Rule(
        "3220", "A17", ERROR, _PATCH, outline_of_class, ("LG-CHK-132", "LG-CHK-133"), ("DLBM", "CZCSXM"),
        values=("outlines", "outline_classes"),
    ),
    Rule(
        "3221", "A17", WARNING, _PATCH, outline_excludes, ("LG-CHK-134",), ("DLBM", "CZCSXM"), values=("outline_excludes",)
    ),
)  # fmt: skip
