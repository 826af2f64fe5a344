"""Class codes and ridges: A1 to A8.

Sources: TD/T 1057-2020 field definitions as survey software checks them; docs/domain-notes.md 1.3.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...area.deduction import deduct_array
from ...problems import Message
from ...quantities import to_m2_array
from .model import ERROR, WARNING, Found, Rule, Scope
from .subject import Subject, among, distinct, flags

_LISTED = 8
_MILLION = 1e6


def _known(subject: Subject) -> np.ndarray:
    return flags(subject.code, lambda code: subject.classes.get(code) is not None)


def class_code(subject: Subject) -> Iterator[Found]:
    """A1: DLBM is a leaf of the class table, written as the table writes it."""
    code, raw = subject.code, subject.raw("DLBM")
    leaf = flags(code, subject.classes.is_leaf)
    form = ~flags(code, subject.classes.__contains__) & _known(subject)
    wrong = np.nonzero(~leaf & ~form)[0]
    yield Found("LG-CHK-101", {"value": _shown(raw[wrong])}, wrong, raw[wrong])
    if not subject.stored_as_numbers("DLBM"):
        written = np.nonzero(leaf & (code != raw))[0]
        yield Found("LG-CHK-102", {"value": raw[written], "code": code[written]}, written, raw[written])


def class_form(subject: Subject) -> Iterator[Found]:
    """A1: a form of a class that the table lacks (0602C) is judged as its class, and told."""
    form = np.nonzero(~flags(subject.code, subject.classes.__contains__) & _known(subject))[0]
    stems = np.array([code[:4] for code in subject.code[form]], dtype=object)
    yield Found("LG-CHK-103", {"value": subject.code[form], "stem": stems}, form, subject.raw("DLBM")[form])


def class_name(subject: Subject) -> Iterator[Found]:
    """A1: DLMC is the name of DLBM."""
    names = subject.text("DLMC")
    titles = pd.Series(subject.code, dtype=object).map(lambda code: subject.classes.name(code)).to_numpy(dtype=object)
    wrong = np.nonzero((titles != "") & (names != titles))[0]
    yield Found(
        "LG-CHK-104",
        {"value": _shown(names[wrong]), "code": subject.code[wrong], "name": titles[wrong]},
        wrong,
        names[wrong],
    )


def ridge_class(subject: Subject) -> Iterator[Found]:
    """A2: KCDLBM is empty or 1203; it is there exactly where a coefficient deducts a ridge."""
    value = subject.text("KCDLBM")
    known = among(value, subject.values.codes("ridge_classes"))
    deducts = subject.farmland & (subject.number("KCXS") > 0)
    other = np.nonzero((value != "") & ~known)[0]
    yield Found("LG-CHK-105", {"value": value[other]}, other, value[other])
    idle = np.nonzero(known & ~deducts)[0]
    yield Found("LG-CHK-106", {"value": value[idle], "code": subject.code[idle]}, idle, value[idle])
    absent = np.nonzero((value == "") & deducts)[0]
    yield Found("LG-CHK-107", {"coefficient": _coefficients(subject, absent)}, absent, value[absent])


def coefficient_range(subject: Subject) -> Iterator[Found]:
    """A3: 0 <= KCXS < 1, and not 0 on farmland only."""
    value = subject.number("KCXS")
    outside = np.nonzero((value < 0) | (value >= 1))[0]
    yield Found("LG-CHK-108", {"value": _coefficients(subject, outside)}, outside, _coefficients(subject, outside))
    elsewhere = np.nonzero((value > 0) & (value < 1) & ~subject.farmland & _known(subject))[0]
    shown = _coefficients(subject, elsewhere)
    yield Found("LG-CHK-109", {"value": shown, "code": subject.code[elsewhere]}, elsewhere, shown)


def slope_grade(subject: Subject) -> Iterator[Found]:
    """A4: farmland has a slope grade 1 to 5, other land has none."""
    value = subject.text("GDPDJB")
    valid = among(value, subject.values.codes("slope_grades"))
    wrong = np.nonzero(subject.farmland & ~valid)[0]
    yield Found("LG-CHK-110", {"value": _shown(value[wrong])}, wrong, value[wrong])
    extra = np.nonzero(~subject.farmland & _known(subject) & ~_blank_mark(value))[0]
    yield Found("LG-CHK-111", {"value": value[extra], "code": subject.code[extra]}, extra, value[extra])


def flat_field(subject: Subject) -> Iterator[Found]:
    """A5: on flat land there is neither a kind of field nor a coefficient."""
    flat = subject.farmland & among(subject.text("GDPDJB"), subject.values.codes("flat_grades"))
    kind = subject.text("GDLX")
    typed = np.nonzero(flat & (kind != ""))[0]
    yield Found("LG-CHK-112", {"value": kind[typed]}, typed, kind[typed])
    deducted = np.nonzero(flat & (subject.number("KCXS") > 0))[0]
    shown = _coefficients(subject, deducted)
    yield Found("LG-CHK-113", {"value": shown}, deducted, shown)


def sloping_field(subject: Subject) -> Iterator[Found]:
    """A6: sloping farmland is terraced or not, and a terrace has a coefficient."""
    values = subject.values
    grades = values.codes("slope_grades") - values.codes("flat_grades")
    sloping = subject.farmland & among(subject.text("GDPDJB"), grades)
    kind = subject.text("GDLX")
    wrong = np.nonzero(sloping & ~among(kind, values.codes("field_kinds")))[0]
    yield Found("LG-CHK-114", {"value": _shown(kind[wrong])}, wrong, kind[wrong])
    terraced = sloping & among(kind, values.codes("terraced_kinds"))
    bare = np.nonzero(terraced & ~(subject.number("KCXS") > 0))[0]
    yield Found("LG-CHK-115", {"kind": kind[bare]}, bare, _coefficients(subject, bare))


def kind_elsewhere(subject: Subject) -> Iterator[Found]:
    """A6: what is no farmland has no kind of field."""
    kind = subject.text("GDLX")
    extra = np.nonzero((kind != "") & ~subject.farmland & _known(subject))[0]
    yield Found("LG-CHK-116", {"value": kind[extra], "code": subject.code[extra]}, extra, kind[extra])


def county_coefficient(subject: Subject) -> Iterator[Found]:
    """A7: KCXS is the coefficient of the county's table for the slope grade and the kind of field."""
    table, values = subject.beside.coefficients, subject.values
    if table is None:
        return
    grade, kind, unit = subject.text("GDPDJB"), subject.text("GDLX"), subject.text("ZLDWDM")
    sloping = values.codes("slope_grades") - values.codes("flat_grades")
    asked = subject.farmland & among(grade, sloping) & among(kind, values.codes("field_kinds"))
    rows = np.nonzero(asked)[0]
    which, keys = distinct(unit[rows], grade[rows], kind[rows])
    found = [table.find(*key) for key in keys]
    expected = np.array([-1 if one is None else one for one in found], dtype=np.int64)[which]
    missing = {(key[1], key[2]) for key, one in zip(keys, found) if one is None}
    _tell_unlisted(subject, missing, int((expected < 0).sum()))
    stored = np.rint(np.nan_to_num(subject.number("KCXS")[rows]) * _MILLION)
    off = (expected >= 0) & (stored != expected)
    wrong = rows[off]
    shown = _coefficients(subject, wrong)
    right = np.array([f"{value / _MILLION:.4f}" for value in expected[off]], dtype=object)
    yield Found(
        "LG-CHK-117", {"value": shown, "right": right, "grade": grade[wrong], "kind": kind[wrong]}, wrong, shown
    )


def _tell_unlisted(subject: Subject, missing: set[tuple[str, str]], count: int) -> None:
    if missing and subject.beside.coefficients is not None:
        listed = ", ".join(f"{grade} {kind}" for grade, kind in sorted(missing)[:_LISTED])
        told = {"table": subject.beside.coefficients.name, "list": listed, "count": count}
        subject.progress.warn(Message("LG-CHK-006", told))


def ridge_area(subject: Subject) -> Iterator[Found]:
    """A8: KCMJ = round(TBMJ x KCXS) on farmland, else 0.00, exact to 0.01 m2."""
    area, there = subject.area("TBMJ")
    stored, written = subject.area("KCMJ")
    share = subject.number("KCXS")
    usable = there & ~((share < 0) | (share >= 1))  # A3 speaks about coefficients out of range
    right, _ = deduct_array(area, share, subject.farmland)
    wrong = np.nonzero(usable & (stored != right))[0]
    yield Found(
        "LG-CHK-118",
        {"value": to_m2_array(stored[wrong]), "right": to_m2_array(right[wrong])},
        wrong,
        [_m2(stored[k]) if written[k] else "—" for k in wrong],
    )


def net_area(subject: Subject) -> Iterator[Found]:
    """A8: TBDLMJ = TBMJ - KCMJ, exact to 0.01 m2."""
    area, there = subject.area("TBMJ")
    ridge, _ = subject.area("KCMJ")
    net, written = subject.area("TBDLMJ")
    right = area - ridge
    wrong = np.nonzero(there & (~written | (net != right)))[0]
    yield Found(
        "LG-CHK-119",
        {"value": to_m2_array(net[wrong]), "right": to_m2_array(right[wrong])},
        wrong,
        [_m2(net[k]) if written[k] else "—" for k in wrong],
    )


def positive_area(subject: Subject) -> Iterator[Found]:
    """A8: TBMJ is more than 0."""
    area, there = subject.area("TBMJ")
    wrong = np.nonzero(there & (area <= 0))[0]
    yield Found("LG-CHK-120", {"value": to_m2_array(area[wrong])}, wrong, [_m2(area[k]) for k in wrong])


def _m2(dm2: np.int64) -> str:
    return f"{int(dm2) / 100:.2f}"


def _coefficients(subject: Subject, rows: np.ndarray) -> np.ndarray:
    """Return coefficients as they are written, at least four decimals; "—" for none."""
    numbers = subject.number("KCXS")[rows]
    shown = [
        "—" if value != value else f"{value:.4f}" if round(value, 4) == value else f"{value:g}" for value in numbers
    ]
    return np.array(shown, dtype=object)


def _shown(values: np.ndarray) -> np.ndarray:
    return np.array([value or "—" for value in values], dtype=object)


def _blank_mark(values: np.ndarray) -> np.ndarray:
    """Return bool (n,): no mark; a number column writes 0 for it."""
    return (values == "") | (values == "0")


_PATCH = Scope.PATCH
RULES = (
    Rule("3201", "A1", ERROR, _PATCH, class_code, ("LG-CHK-101", "LG-CHK-102"), ("DLBM",)),
    Rule("3202", "A1", WARNING, _PATCH, class_form, ("LG-CHK-103",), ("DLBM",)),
    Rule("3203", "A1", ERROR, _PATCH, class_name, ("LG-CHK-104",), ("DLBM", "DLMC")),
    Rule(
        "3204", "A2", ERROR, _PATCH, ridge_class, ("LG-CHK-105", "LG-CHK-106", "LG-CHK-107"),
        ("DLBM", "KCDLBM", "KCXS"), values=("ridge_classes",),
    ),
    Rule("3205", "A3", ERROR, _PATCH, coefficient_range, ("LG-CHK-108", "LG-CHK-109"), ("DLBM", "KCXS")),
    Rule(
        "3206", "A4", ERROR, _PATCH, slope_grade, ("LG-CHK-110", "LG-CHK-111"), ("DLBM", "GDPDJB"),
        values=("slope_grades",),
    ),
    Rule(
        "3207", "A5", ERROR, _PATCH, flat_field, ("LG-CHK-112", "LG-CHK-113"), ("DLBM", "GDPDJB", "GDLX", "KCXS"),
        values=("flat_grades",),
    ),
    Rule(
        "3208", "A6", ERROR, _PATCH, sloping_field, ("LG-CHK-114", "LG-CHK-115"), ("DLBM", "GDPDJB", "GDLX", "KCXS"),
        values=("slope_grades", "flat_grades", "field_kinds", "terraced_kinds"),
    ),
    Rule("3209", "A6", WARNING, _PATCH, kind_elsewhere, ("LG-CHK-116",), ("DLBM", "GDLX")),
    Rule(
        "6102", "A7", ERROR, Scope.OTHER_LAYER, county_coefficient, ("LG-CHK-117",),
        ("DLBM", "GDPDJB", "GDLX", "KCXS"), ("coefficients",), ("slope_grades", "flat_grades", "field_kinds"),
    ),
    Rule("5101", "A8", ERROR, _PATCH, ridge_area, ("LG-CHK-118",), ("DLBM", "TBMJ", "KCXS", "KCMJ")),
    Rule("5102", "A8", ERROR, _PATCH, net_area, ("LG-CHK-119",), ("TBMJ", "KCMJ", "TBDLMJ")),
    Rule("5103", "A8", ERROR, _PATCH, positive_area, ("LG-CHK-120",), ("TBMJ",)),
)  # fmt: skip
