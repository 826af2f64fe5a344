"""Structure, identifiers and unit codes: reference system, fields, mandatory values, A18 to A20."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from .model import ERROR, NO_ROW, WARNING, Found, Rule, Scope
from .subject import Subject, among, by_value, flags

_UNIT_FIELDS = ("ZLDWDM", "QSDWDM")
_UNIT_DIGITS = 19
_ZONE_FLAWS = ("LG-CRS-002", "LG-CRS-003", "LG-CRS-004", "LG-CRS-005", "LG-CRS-006")
_NO_ROWS = np.empty(0, dtype=np.int64)


def reference_system(subject: Subject) -> Iterator[Found]:
    """The layer says where it is, in CGCS2000."""
    flaws = [flaw for flaw in subject.crs_flaws if flaw.code not in _ZONE_FLAWS]
    yield _about_layer("LG-CHK-140", {"what": flaws}, [""] * len(flaws))


def zone_prefix(subject: Subject) -> Iterator[Found]:
    """The zone prefix of the coordinates is that of the reference system."""
    flaws = [flaw for flaw in subject.crs_flaws if flaw.code in _ZONE_FLAWS]
    yield _about_layer("LG-CHK-141", {"what": flaws}, [""] * len(flaws))


def missing_fields(subject: Subject) -> Iterator[Found]:
    """The layer has the mandatory fields."""
    missing = [
        d for d in subject.fields if d.name in subject.values.codes("mandatory_fields") and not subject.has(d.name)
    ]
    names = [definition.name for definition in missing]
    yield _about_layer("LG-CHK-142", {"field": names, "title": [d.title_zh for d in missing]}, names)


def codes_as_numbers(subject: Subject) -> Iterator[Found]:
    """Codes are stored as text."""
    wrong = [d.name for d in subject.fields if d.kind == "Char" and subject.stored_as_numbers(d.name)]
    yield _about_layer("LG-CHK-143", {"field": wrong}, wrong)


def no_numbers(subject: Subject) -> Iterator[Found]:
    """Number fields hold numbers."""
    for definition in subject.fields:
        if definition.kind == "Char" or not subject.has(definition.name):
            continue
        raw = subject.raw(definition.name)
        rows = np.nonzero((raw != "") & np.isnan(subject.number(definition.name)))[0]
        yield Found("LG-CHK-144", {"field": definition.name, "value": raw[rows]}, rows, raw[rows])


def domains(subject: Subject) -> Iterator[Found]:
    """Codes with a short list of values hold one of them."""
    for name, allowed in subject.values.table("domains").items():
        if subject.has(name):
            value = subject.text(name)
            rows = np.nonzero((value != "") & ~among(value, allowed))[0]
            yield Found("LG-CHK-145", {"field": name, "value": value[rows]}, rows, value[rows])


def mandatory_values(subject: Subject) -> Iterator[Found]:
    """Mandatory fields are not empty."""
    for definition in subject.fields:
        if definition.name in subject.values.codes("mandatory_values") and subject.has(definition.name):
            rows = np.nonzero(subject.raw(definition.name) == "")[0]
            words = {"field": definition.name, "title": definition.title_zh}
            yield Found("LG-CHK-146", words, rows, [definition.name] * len(rows))


def spelling(subject: Subject) -> Iterator[Found]:
    """Codes are written in half-width signs and capital letters. DLBM has its own sentence (rule 3201)."""
    for definition in subject.fields:
        name = definition.name
        if definition.is_code and name != "DLBM" and subject.has(name) and not subject.stored_as_numbers(name):
            raw, plain = subject.raw(name), subject.text(name)
            rows = np.nonzero(raw != plain)[0]
            yield Found("LG-CHK-147", {"field": name, "value": raw[rows], "plain": plain[rows]}, rows, raw[rows])


def outline_unit(subject: Subject) -> Iterator[Found]:
    """A18: CZCDM has 19 digits."""
    value = subject.text("CZCDM")
    rows = np.nonzero((value != "") & ~flags(value, _is_unit_code))[0]
    yield Found("LG-CHK-148", {"value": value[rows]}, rows, value[rows])


def unique_identifier(subject: Subject) -> Iterator[Found]:
    """A19: an identifier stands once in the layer."""
    value = subject.text("BSM")
    rows, firsts = _repeated(by_value(value, lambda code: code or None))
    yield Found("LG-CHK-149", {"value": value[rows]}, rows, value[rows], others=firsts)


def unique_number(subject: Subject) -> Iterator[Found]:
    """A19: a patch number stands once in its village."""
    number, unit = subject.text("TBBH"), subject.text("ZLDWDM")
    plain = np.array([value.lstrip("0") or value for value in number], dtype=object)
    keys = np.array([f"{u}/{n}" if n else None for u, n in zip(unit, plain)], dtype=object)
    rows, firsts = _repeated(keys)
    yield Found("LG-CHK-150", {"value": number[rows], "unit": unit[rows]}, rows, number[rows], others=firsts)


def unit_codes(subject: Subject) -> Iterator[Found]:
    """A19: unit codes have 19 digits and begin with the county's code, unless the patch is an exclave."""
    exclave = among(subject.text("FRDBS"), subject.values.codes("exclave_marks"))
    for name in _UNIT_FIELDS:
        if not subject.has(name):
            continue
        value = subject.text(name)
        formed = flags(value, _is_unit_code)
        rows = np.nonzero(~formed)[0]
        shown = np.array([v or "—" for v in value[rows]], dtype=object)
        yield Found("LG-CHK-151", {"field": name, "value": shown}, rows, value[rows])
        if subject.county:
            foreign = formed & ~exclave & ~flags(value, lambda code: code.startswith(subject.county))
            rows = np.nonzero(foreign)[0]
            yield Found(
                "LG-CHK-152", {"field": name, "value": value[rows], "county": subject.county}, rows, value[rows]
            )


def island(subject: Subject) -> Iterator[Found]:
    """A20: MSSM is 00 or 01, and an island has a name, the mainland none."""
    mark, name = subject.text("MSSM"), subject.text("HDMC")
    known = among(mark, subject.values.codes("island_marks"))
    rows = np.nonzero(~known)[0]
    yield Found("LG-CHK-153", {"value": np.array([m or "—" for m in mark[rows]], dtype=object)}, rows, mark[rows])
    if not subject.has("HDMC"):
        return
    islands = among(mark, subject.values.codes("named_island_marks"))
    rows = np.nonzero(known & islands & (name == ""))[0]
    yield Found("LG-CHK-154", {"value": mark[rows]}, rows, mark[rows])
    rows = np.nonzero(known & ~islands & (name != ""))[0]
    yield Found("LG-CHK-155", {"value": name[rows], "mark": mark[rows]}, rows, name[rows])


def _about_layer(code: str, arguments: dict[str, list], values: list[str]) -> Found:
    count = len(values)
    return Found(code, arguments, np.full(count, NO_ROW), values, shapes=[b""] * count, units=[""] * count)


def _repeated(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (rows, first rows): every row whose key stood before, and where it stood first; None is no key."""
    codes, _ = pd.factorize(pd.Series(keys, dtype=object))
    present = np.nonzero(codes >= 0)[0]
    if not len(present):
        return _NO_ROWS, _NO_ROWS
    first = np.full(int(codes.max()) + 1, len(keys), dtype=np.int64)
    np.minimum.at(first, codes[present], present)
    again = present[first[codes[present]] != present]
    return again.astype(np.int64), first[codes[again]]


def _is_unit_code(code: str) -> bool:
    return len(code) == _UNIT_DIGITS and code.isdigit()


_PATCH, _LAYER = Scope.PATCH, Scope.LAYER
RULES = (
    Rule("2201", "Z1", WARNING, _LAYER, reference_system, ("LG-CHK-140",)),
    Rule("2203", "Z2", ERROR, _LAYER, zone_prefix, ("LG-CHK-141",)),
    Rule("3101", "S1", WARNING, _LAYER, missing_fields, ("LG-CHK-142",), values=("mandatory_fields",)),
    Rule("3102", "S2", ERROR, _LAYER, codes_as_numbers, ("LG-CHK-143",)),
    Rule("3103", "S3", ERROR, _PATCH, no_numbers, ("LG-CHK-144",)),
    Rule("3104", "S4", WARNING, _PATCH, domains, ("LG-CHK-145",), values=("domains",)),
    Rule("3105", "S5", ERROR, _PATCH, mandatory_values, ("LG-CHK-146",), values=("mandatory_values",)),
    Rule("3106", "S6", WARNING, _PATCH, spelling, ("LG-CHK-147",)),
    Rule("3222", "A18", ERROR, _PATCH, outline_unit, ("LG-CHK-148",), ("CZCDM",)),
    Rule("3223", "A19", ERROR, _LAYER, unique_identifier, ("LG-CHK-149",), ("BSM",)),
    Rule("3224", "A19", ERROR, _LAYER, unique_number, ("LG-CHK-150",), ("TBBH", "ZLDWDM")),
    Rule("3225", "A19", ERROR, _PATCH, unit_codes, ("LG-CHK-151", "LG-CHK-152"), ("ZLDWDM",), values=("exclave_marks",)),
    Rule(
        "3226", "A20", ERROR, _PATCH, island, ("LG-CHK-153", "LG-CHK-154", "LG-CHK-155"), ("MSSM",),
        values=("island_marks", "named_island_marks"),
    ),
)  # fmt: skip
