"""Administrative unit codes and their hierarchy: province 2, city 4, county 6, township 9, village 12 digits.

Six-digit codes of provinces and cities are written with trailing zeros in practice (990000, 990100); their stem is the part that
counts. Codes are text. Source: docs/domain-notes.md 0.5.
"""

from __future__ import annotations

LEVELS = (2, 4, 6, 9, 12)
SAME, COUNTY, CITY, PROVINCE, NATION = "same", "county", "city", "province", "nation"
DISTANCES = (SAME, COUNTY, CITY, PROVINCE, NATION)  # from near to far


def stem(code: str) -> str:
    """Return the significant digits of a unit code: 990000 -> 99, 990100 -> 9901, 990101 -> 990101."""
    if len(code) == 6:
        if code.endswith("0000"):
            return code[:2]
        if code.endswith("00"):
            return code[:4]
    return code


def is_code(code: str) -> bool:
    """Return whether a text can be a unit code: digits only, one of the levels' lengths."""
    return code.isascii() and code.isdigit() and len(code) in LEVELS


def within(code: str, outer: str) -> bool:
    """Return whether a unit is the outer unit or lies in it."""
    return stem(code).startswith(stem(outer))


def roll_up(code: str, digits: int) -> str:
    """Return the unit that contains this one at a level of so many digits; coarser units stay as they are."""
    significant = stem(code)
    return significant[:digits] if len(significant) > digits else code


def distance(one: str, other: str) -> str:
    """Return how near two units are: same, county (same county), city, province, nation (different provinces)."""
    a, b = stem(one), stem(other)
    if a == b:
        return SAME
    for digits, name in ((6, COUNTY), (4, CITY), (2, PROVINCE)):
        if len(a) >= digits and len(b) >= digits and a[:digits] == b[:digits]:
            return name
    if a.startswith(b) or b.startswith(a):  # a city's own library serves its counties, a province's its cities
        return {2: PROVINCE, 4: CITY}.get(min(len(a), len(b)), COUNTY)
    return NATION
