"""Screening through QGIS: golden figures, an independent computation, the known answers of the sample county, refusals."""

from __future__ import annotations

import processing
import pytest
import shapely
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransformContext,
    QgsDistanceArea,
    QgsGeometry,
    QgsProcessingException,
    QgsVectorLayer,
)

from landguard_plugin.app.patches.ports import PatchQuery
from landguard_plugin.app.sample_county import make_sample_county
from landguard_plugin.bridge.patch_words import reason_text
from landguard_plugin.bridge.stores import open_store
from landguard_plugin.core.progress import Unwatched
from landguard_plugin.core.sample.plan import CountyPlan
from landguard_plugin.storage.sample_book import sample_book
from landguard_plugin.storage.sample_files import SampleFolder
from tests.layers import memory_layer, rows_of, save


def box(x0, y0, x1, y1):
    """Return a rectangle on the central meridian of zone 38, where the plane area is the official one."""
    return shapely.box(500000 + x0, 3846000 + y0, 500000 + x1, 3846000 + y1)


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    folder = tmp_path_factory.mktemp("county")
    made = make_sample_county(CountyPlan(patches=1_200, seed=7), sample_book(), SampleFolder(folder), Unwatched())
    return made.layers


def layers_of(county: str, **more: str) -> dict:
    names = {
        "PATCHES": "WPTB",
        "SURVEY": "DLTB_2023",
        "BASIC_FARMLAND": "YJJBNTTB",
        "RED_LINE": "STBHHX",
        "APPROVED": "YDGLXX",
        "TEMPORARY": "LSYD",
        **more,
    }
    return {name: f"{county}|layername={layer}" for name, layer in names.items()}


@pytest.fixture(scope="module")
def screened(provider, county):
    return processing.run("landguard:screenpatches", {**layers_of(county), "OUTPUT": "memory:"})


def test_nothing_is_wrongly_legal_in_the_sample_county(screened, county, provider):
    """Doubtful is allowed; a wrong "legal" is not. The agreement per class is what the rules reach today; it must not fall."""
    truth = {row["jcbh"]: row["truth"] for row in rows_of(f"{county}|layername=patch_truth")}
    later = processing.run(
        "landguard:screenpatches", {**layers_of(county, SURVEY_LATER="DLTB_2024"), "OUTPUT": "memory:"}
    )
    right = {
        "legal": "legal",
        "illegal": "illegal",
        "non_grain": "illegal",
        "rural_road": "other",
        "facility": "other",
        "false_change": "false_change",
        "farmland": "false_change",
    }
    for run in (screened, later):
        rows = rows_of(run["OUTPUT"])
        assert len(rows) == len(truth) == run["COUNT"]
        assert [r["JCBH"] for r in rows if r["suggestion"] == "legal" and truth[r["JCBH"]] != "legal"] == []
        for row in rows:
            if truth[row["JCBH"]] == "illegal":
                assert row["suggestion"] in ("illegal", "doubtful")
    agree = {kind: [0, 0] for kind in right}
    for row in rows_of(later["OUTPUT"]):
        kind = truth[row["JCBH"]]
        if kind in right:
            agree[kind][0] += row["suggestion"] == right[kind]
            agree[kind][1] += 1
    for kind, least in {
        "illegal": 0.9,
        "non_grain": 0.9,
        "rural_road": 0.5,
        "false_change": 0.8,
        "farmland": 0.9,
    }.items():
        assert agree[kind][0] >= least * agree[kind][1] > 0, (kind, agree)


def test_figures_agree_with_qgis_and_plain_shapely(screened, county):
    """QGIS's own intersection and ellipsoidal area, feature by feature, against ours."""
    measure = QgsDistanceArea()
    measure.setSourceCrs(QgsCoordinateReferenceSystem("EPSG:4547"), QgsCoordinateTransformContext())
    measure.setEllipsoid("EPSG:1024")
    survey = list(QgsVectorLayer(f"{county}|layername=DLTB_2023", "s", "ogr").getFeatures())
    basic = [shapely.from_wkb(bytes(f.geometry().asWkb())) for f in
             QgsVectorLayer(f"{county}|layername=YJJBNTTB", "b", "ogr").getFeatures()]  # fmt: skip
    basic_union = shapely.union_all(basic)
    checked = 0
    for patch in list(screened["OUTPUT"].getFeatures())[::3]:
        geometry = patch.geometry()
        tolerance = max(0.05, 2.5e-5 * geometry.length() * 6)
        assert patch["patch_m2"] == pytest.approx(measure.measureArea(geometry), abs=tolerance)
        farmland = 0.0
        for row in survey:
            if row["DLBM"][:2] == "01" and row.geometry().intersects(geometry):
                farmland += measure.measureArea(row.geometry().intersection(geometry)) * (1 - (row["KCXS"] or 0))
        assert patch["farmland_m2"] == pytest.approx(farmland, abs=tolerance)
        common = basic_union.intersection(shapely.from_wkb(bytes(geometry.asWkb())))
        plane = QgsGeometry()
        plane.fromWkb(common.wkb)
        assert patch["basic_m2"] == pytest.approx(
            measure.measureArea(plane) if not common.is_empty else 0, abs=tolerance
        )
        parts = dict(part.split(":") for part in patch["classes"].split(";"))
        assert sum(round(100 * float(value)) for value in parts.values()) == round(100 * patch["patch_m2"])
        checked += 1
    assert checked > 10


SURVEY = [
    (box(0, 0, 100, 100), {"DLBM": "0103", "KCXS": 0.0}),
    (box(100, 0, 200, 100), {"DLBM": "0301", "KCXS": 0.0}),
]


def survey(crs="EPSG:4547"):
    return memory_layer([shape for shape, _ in SURVEY], [row for _, row in SURVEY], crs, "survey")


def patch_layer(shapes, crs="EPSG:4547", **fields):
    rows = [{"JCBH": f"P{k}", "TBLX": "20", "HSX": "20260301", **fields} for k in range(len(shapes))]
    return memory_layer(shapes, rows, crs, "patches")


def run(**inputs):
    return processing.run("landguard:screenpatches", {"SURVEY": survey(), "OUTPUT": "memory:", **inputs})


def test_by_hand(provider):
    done = run(
        PATCHES=patch_layer([box(50, 0, 150, 100)]),
        BASIC_FARMLAND=memory_layer([box(0, 0, 70, 100), box(60, 0, 75, 100)], [{"a": 1}, {"a": 2}]),
        APPROVED=memory_layer([box(0, 0, 60, 100)], [{"PZRQ": "2025-01-01"}]),
    )
    row = rows_of(done["OUTPUT"])[0]
    for name, value in {
        "patch": 10000,
        "farmland": 5000,
        "basic": 2500,
        "approved": 1000,
        "open_farmland": 4000,
    }.items():
        assert row[f"{name}_m2"] == pytest.approx(value, abs=0.02), name
    assert row["approved_share"] == pytest.approx(0.1, abs=1e-6)
    assert row["red_line_m2"] is None
    assert row["suggestion"] == "doubtful"
    assert row["rules"] == "screening-2026-13"
    assert row["classes"].startswith("0103:")
    assert row["reasons"].startswith("LG-SCR-201 ")


def test_an_approval_after_the_image_is_no_approval(provider):
    approved = memory_layer([box(-10, -10, 300, 300)], [{"PZRQ": "2026-04-01"}])
    row = rows_of(run(PATCHES=patch_layer([box(0, 0, 50, 50)]), APPROVED=approved)["OUTPUT"])[0]
    assert (row["approved_m2"], row["suggestion"]) == (0.0, "doubtful")
    assert "LG-SCR-203" in row["reasons"]


def test_without_approved_land_nothing_is_called_illegal_or_legal(provider):
    done = run(PATCHES=patch_layer([box(0, 0, 50, 50)]))
    row = rows_of(done["OUTPUT"])[0]
    assert (row["suggestion"], row["approved_m2"], done["DOUBTFUL"]) == ("doubtful", None, 1)
    assert "LG-SCR-210" in row["reasons"]


def test_broken_and_missing_shapes_are_kept_as_doubtful(provider):
    bow_tie = shapely.Polygon([(0, 0), (50, 50), (50, 0), (0, 50)])
    bow_tie = shapely.transform(bow_tie, lambda xy: xy + (500000, 3846000))
    done = run(PATCHES=patch_layer([box(0, 0, 50, 50), bow_tie, None]))
    rows = rows_of(done["OUTPUT"])
    assert done["COUNT"] == len(rows) == 3
    assert [row["suggestion"] for row in rows] == ["doubtful"] * 3
    assert [row["patch_m2"] is None for row in rows] == [False, True, True]
    assert rows[1]["reasons"].startswith("LG-IMP-111") and rows[2]["reasons"].startswith("LG-IMP-101")


def test_patches_in_degrees_and_a_prefixed_survey(provider):
    shape = box(0, 0, 50, 50)
    done = run(PATCHES=patch_layer([shape]))
    expected = rows_of(done["OUTPUT"])[0]
    geographic = processing.run(
        "native:reprojectlayer",
        {"INPUT": patch_layer([shape]), "TARGET_CRS": "EPSG:4490", "OUTPUT": "memory:"},
    )["OUTPUT"]
    shifted = memory_layer(
        [shapely.transform(s, lambda xy: xy + (38_000_000, 0)) for s, _ in SURVEY], [r for _, r in SURVEY], "EPSG:4526"
    )
    done = run(PATCHES=geographic, SURVEY=shifted)
    row = rows_of(done["OUTPUT"])[0]
    assert done["OUTPUT"].crs().authid() == "EPSG:4490"
    for name in ("patch_m2", "farmland_m2"):
        assert row[name] == pytest.approx(expected[name], abs=0.02)


def test_parcels_earlier_patches_and_units(provider):
    done = run(
        PATCHES=patch_layer([box(0, 0, 50, 50)], XZQDM="130101"),
        PARCELS=memory_layer([box(0, 0, 25, 50), box(50, 0, 90, 50)], [{"ZDDM": "A"}, {"ZDDM": "B"}]),
        EARLIER=memory_layer([box(0, 0, 50, 45)], [{"JCBH": "OLD-1", "verdict": "illegal"}]),
        UNITS=memory_layer([box(-100, -100, 300, 300)], [{"XZQDM": "130101002"}]),
    )
    row = rows_of(done["OUTPUT"])[0]
    assert (row["parcels"], row["earlier"], row["earlier_verdict"]) == ("A", "OLD-1", "illegal")
    assert row["unit"] == "130101002"
    assert "LG-SCR-150" in row["reasons"]


def test_screening_again_replaces_the_columns(provider):
    first = run(PATCHES=patch_layer([box(0, 0, 50, 50)]))["OUTPUT"]
    again = run(PATCHES=first)["OUTPUT"]
    assert [f.name() for f in again.fields()] == [f.name() for f in first.fields()]


@pytest.mark.parametrize(
    ("inputs", "code"),
    [({"RULESET": "nothing"}, "LG-SCR-003"), ({"AS_OF": "1999-01-01"}, "LG-SCR-002")],
)
def test_refusals(provider, inputs, code):
    with pytest.raises(QgsProcessingException, match=code):
        run(PATCHES=patch_layer([box(0, 0, 50, 50)]), **inputs)


def test_the_same_digits_from_the_command_line(qgis_process_zh, tmp_path, provider):
    patches = save(patch_layer([box(50, 0, 150, 100)]), tmp_path / "p.gpkg")
    base = save(survey(), tmp_path / "s.gpkg")
    output = tmp_path / "o.gpkg"
    results = qgis_process_zh.run("landguard:screenpatches", PATCHES=patches, SURVEY=base, OUTPUT=output)
    assert results["COUNT"] == 1
    row, here = rows_of(output)[0], rows_of(run(PATCHES=str(patches), SURVEY=str(base))["OUTPUT"])[0]
    for name in ("patch_m2", "farmland_m2", "suggestion", "classes", "priority"):
        assert row[name] == here[name]
    assert row["reasons"].startswith("LG-SCR-210 没有提供批准用地图层")


def test_the_patches_of_a_project_are_screened(provider, tmp_path):
    """The same figures as on the layer; kept beside the patches, with reasons that can be worded and ground issued before."""
    shapes = [box(0, 0, 50, 50), box(50, 0, 150, 100)]
    issued = patch_layer(shapes)
    store = tmp_path / "s.gpkg"
    for campaign in ("2026-Q1", "2026-Q2"):
        path = save(issued, tmp_path / f"{campaign}.gpkg")
        processing.run("landguard:importpatches", {"INPUT": str(path), "STORE": str(store), "CAMPAIGN": campaign})
    layers = {"SURVEY": survey(), "BASIC_FARMLAND": memory_layer([box(0, 0, 70, 100)], [{"a": 1}])}
    done = processing.run("landguard:screenstore", {"STORE": str(store), **layers})
    assert (done["COUNT"], done["DOUBTFUL"]) == (4, 4)
    on_layer = rows_of(run(PATCHES=issued, BASIC_FARMLAND=layers["BASIC_FARMLAND"])["OUTPUT"])
    opened = open_store(str(store))
    for campaign in ("2026-Q1", "2026-Q2"):
        patches = opened.patches(PatchQuery(campaign=campaign))
        found = opened.screenings([patch.uid for patch in patches])
        for patch, row in zip(patches, on_layer):
            screening = found[patch.uid]
            assert screening.patch_version == patch.version
            assert screening.figures_dm2["farmland"] == round(100 * row["farmland_m2"])
            assert screening.figures_dm2["basic"] == round(100 * row["basic_m2"])
            assert "approved" not in screening.figures_dm2  # not given is not 0
            assert screening.suggestion == row["suggestion"]
            assert row["reasons"].split("\n")[0].endswith(reason_text(screening.reasons[0]))
            assert bool(screening.earlier) == (campaign == "2026-Q2")
            assert patch.judgement is None
