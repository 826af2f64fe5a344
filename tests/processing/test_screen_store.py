"""Screening of a project: the result is kept there, patch by patch, and its reasons can be worded."""

from __future__ import annotations

import processing
import pytest
import shapely

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.bridge.patch_words import reason_text
from landguard_plugin.storage.patches.database import DatabasePatchStore
from tests.app.patches.patches import CAMPAIGN, CRS, patch
from tests.layers import memory_layer


@pytest.fixture
def store(tmp_path):
    made = DatabasePatchStore.create(tmp_path / "s.gpkg")
    issued = {"JCBH": "JC1", "TBLX": "20", "HSX": "20260105", "MJ": 10000.0, "BZ": None}
    patches = tuple(patch(k, issued=issued) for k in (1, 2))
    made.commit(Changes(campaigns=(CAMPAIGN,), added=patches, crs=CRS))
    return made, patches


def survey():
    whole = shapely.box(499_000, 2_999_000, 502_000, 3_001_000)
    rows = [{"BSM": "1", "DLBM": "0103", "TBMJ": 1.0, "ZLDWDM": "990101001001", "KCXS": 0.0}]
    return memory_layer([whole], rows, CRS, "DLTB2024")


def test_the_store_keeps_figures_suggestion_and_reasons(provider, store):
    made, patches = store
    given = {"STORE": str(made.path), "SURVEY": survey(), "AS_OF": "2026-03-01"}
    done = processing.run("landguard:screenstore", given)
    assert done["COUNT"] == 2
    kept = made.screenings([p.uid for p in patches])
    for p in patches:
        one = kept[p.uid]
        assert one.figures_dm2["farmland"] == p.area_dm2 > 0
        assert "basic" not in one.figures_dm2, "no layer of basic farmland was given"
        assert one.suggestion
        assert one.reasons
        assert all(reason_text(reason) for reason in one.reasons)
