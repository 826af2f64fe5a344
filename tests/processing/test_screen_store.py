"""Screening with a store: the result is kept there, patch by patch; a layer without uids is refused."""

from __future__ import annotations

import processing
import pytest
import shapely
from qgis.core import QgsProcessingException

from landguard_plugin.app.patches.ports import Changes
from landguard_plugin.bridge.patch_layers import issued_layer
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
    done = processing.run(
        "landguard:screenpatches",
        {
            "PATCHES": issued_layer(patches, CRS),
            "SURVEY": survey(),
            "STORE": str(made.path),
            "OUTPUT": "memory:",
            "AS_OF": "2026-03-01",
        },
    )
    assert (done["COUNT"], done["KEPT"]) == (2, 2)
    kept = made.screenings([p.uid for p in patches])
    for row, p in zip(done["OUTPUT"].getFeatures(), patches):
        one = kept[p.uid]
        assert one.figures_dm2["farmland"] == round(row["farmland_m2"] * 100)
        assert one.figures_dm2["farmland"] > 0
        assert "basic" not in one.figures_dm2, "no layer of basic farmland was given"
        assert one.suggestion.split("/")[0] == row["suggestion"]
        assert one.reasons


def test_a_layer_without_uids_is_refused_and_nothing_is_kept(provider, store):
    made, patches = store
    plain = memory_layer([p.shape for p in patches], [{"JCBH": "1"}, {"JCBH": "2"}], CRS)
    with pytest.raises(QgsProcessingException, match="LG-WRK-001"):
        processing.run(
            "landguard:screenpatches",
            {"PATCHES": plain, "SURVEY": survey(), "STORE": str(made.path), "OUTPUT": "memory:", "AS_OF": "2026-03-01"},
        )
    assert made.screenings([p.uid for p in patches]) == {}
