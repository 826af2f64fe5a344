"""A swap of basic farmland through QGIS."""

from __future__ import annotations

import processing
import pytest
from qgis.core import QgsProcessingException

from tests.layers import memory_layer, rows_of


def table(*rows):
    return memory_layer([None] * len(rows), list(rows), "", kind="NoGeometry")


def patch(number, area=1000.0, **more):
    return {
        "BSM": f"T{number}",
        "ZLDWDM": "990101001",
        "TBDLMJ": area,
        "DLBM": "0103",
        "GDDJ": "8",
        "GDPDJB": "2",
        **more,
    }


def run(out, come, **more):
    parameters = {"OUT": out, "IN": come, "DATE": "2021-06-01", "FINDINGS": "memory:", **more}
    return processing.run("landguard:checkswap", parameters)


def test_a_fair_swap_has_no_finding(provider):
    result = run(table(patch(1)), table(patch(2, 600.0), patch(3, 400.0)))
    assert (result["OUT_M2"], result["IN_M2"], result["FINDING_COUNT"]) == (1000.0, 1000.0, 0)


def test_each_fault_is_named_and_refused_patches_do_not_count(provider):
    come = table(
        patch(2, 999.99, GDDJ="8.5"), patch(3, DLBM="0301"), patch(4, GDPDJB="5"), patch(5, ZLDWDM="110101001")
    )
    result = run(table(patch(1)), come)
    found = {row["rule"]: row["message"] for row in rows_of(result["FINDINGS"])}
    assert set(found) == {"LG-SWP-001", "LG-SWP-002", "LG-SWP-003", "LG-SWP-004", "LG-SWP-008"}
    assert "0.01 m2 short" in found["LG-SWP-001"]
    assert result["ERROR_COUNT"] == 5


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"OUT": table({"BSM": "1"})}, "LG-SWP-010"),
        ({"IN": table(patch(1, GDDJ="好"))}, "LG-SWP-011"),
        ({"DATE": "2010-01-01"}, "LG-RUL-005"),
        ({"DATE": "someday"}, "LG-LED-072"),
    ],
)
def test_refusals_by_code(provider, change, code):
    with pytest.raises(QgsProcessingException, match=code):
        run(out=table(patch(1)), come=table(patch(2)), **change)
