"""The attribute rules of the standard, written once more and plainly, as an independent judge of the sample county."""

from __future__ import annotations

import math
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal

FARM = {"0101", "0102", "0103"}
LINEAR = {"1001", "1003", "1006", "1009", "1107", "1107A"}
GARDENS = "0201 0201K 0202 0202K 0203 0203K 0204 0204K 0301 0301K 0302 0302K 0305 0307 0307K 0403K 1104 1104A 1104K"
REFINEMENTS = {
    **{code: {"HDGD", "HQGD", "LQGD", "MQGD", "SHGD", "SMGD"} for code in FARM},
    **{code: {"LQYD"} for code in ("0201", "0201K", "0202", "0202K", "0204", "0204K")},
    "0404": {"GCCD"},
    "0601": {"HDGY", "GTGY", "MTGY", "SNGY", "BLGY", "DLGY"},
}
COEFFICIENTS = {
    ("2", "TT"): "0.0680", ("3", "TT"): "0.1195", ("4", "TT"): "0.1886", ("5", "TT"): "0.2557",
    ("2", "PD"): "0.0340", ("3", "PD"): "0.0600", ("4", "PD"): "0.0940", ("5", "PD"): "0.1280",
}  # fmt: skip


def findings(rows, names, county):
    """Return {(rule, bsm)} for rows given as dictionaries with areas as integers of 0.01 m2; `names` are leaf classes."""
    found = set()
    ids = Counter(row["BSM"] for row in rows)
    numbers = Counter((row["ZLDWDM"], str(row["TBBH"])) for row in rows)
    for row in rows:
        for rule, wrong in judge(row, names, county):
            if wrong:
                found.add((rule, row["BSM"]))
        if ids[row["BSM"]] > 1 or numbers[row["ZLDWDM"], str(row["TBBH"])] > 1:
            found.add(("A19", row["BSM"]))
    return found


def judge(row, names, county):
    code, farm = row["DLBM"], row["DLBM"] in FARM
    kcxs, slope, kind, planting = Decimal(str(row["KCXS"])), row["GDPDJB"], row["GDLX"], row["ZZSXDM"]
    refinement, outline, width = row["TBXHDM"], row["CZCSXM"], row["XZDWKD"]
    has_width = width is not None and not math.isnan(width)
    ridge = int((Decimal(row["TBMJ"]) * kcxs).quantize(Decimal(1), ROUND_HALF_UP)) if farm and 0 < kcxs < 1 else 0
    yield "A1", names.get(code) != row["DLMC"]
    yield "A2", row["KCDLBM"] not in ("", "1203") or (row["KCDLBM"] != "") != (farm and kcxs > 0)
    yield "A3", not 0 <= kcxs < 1 or (kcxs != 0 and not farm)
    yield "A4", (slope in ("1", "2", "3", "4", "5")) != farm or (slope != "" and not farm)
    yield "A5", farm and slope == "1" and (kind != "" or kcxs != 0)
    yield "A6", farm and slope in ("2", "3", "4", "5") and (kind not in ("TT", "PD") or (kind == "TT" and kcxs == 0))
    yield "A7", farm and (slope, kind) in COEFFICIENTS and kcxs != Decimal(COEFFICIENTS[slope, kind])
    yield "A8", row["KCMJ"] != ridge or row["TBDLMJ"] != row["TBMJ"] - row["KCMJ"]
    yield (
        "A9",
        (code in LINEAR and not (has_width and width > 0))
        or (has_width and code not in LINEAR | {"1002", "1004", "1101"}),
    )
    yield "A10", code == "1006" and has_width and width > 8
    yield "A11", farm and planting not in ("LS", "FLS", "LYFL", "XG", "LLJZ", "WG")
    yield "A12", code in GARDENS.split() and planting not in ("JKHF", "GCHF", "")
    yield "A12", code == "0404" and planting not in ("GCHF", "")
    yield "A13", not farm and code not in GARDENS.split() and code != "0404" and planting != ""
    yield "A14", farm and refinement in REFINEMENTS["0101"] and planting not in ("LS", "FLS", "LYFL")
    yield "A15", refinement == "LQYD" and planting != ""
    yield "A16", refinement != "" and refinement not in REFINEMENTS.get(code, ())
    yield "A17", (code[:2] in ("05", "06", "07", "08", "09") or code in ("1004", "1005", "1201")) and outline == ""
    yield "A17", (outline in ("201A", "202A", "203A")) != (code == "0601" and outline != "") and outline[-1:] == "A"
    yield "A17", outline == "204" and code not in ("0602", "0603", "1201")
    yield "A17", (outline == "205") != (code == "09")
    yield "A17", outline[:3] in ("201", "202", "203") and code in ("1001", "1002", "1006", "1101")
    yield "A19", any(len(row[f]) != 19 or not row[f].isdigit() or row[f][:6] != county for f in ("ZLDWDM", "QSDWDM"))
    yield "A20", row["MSSM"] not in ("00", "01") or (row["HDMC"] != "") != (row["MSSM"] == "01")
    yield "mandatory", row["QSXZ"] == ""
    yield "domain", row["QSXZ"] not in ("", "10", "20", "30", "31", "32", "33", "34", "40")
