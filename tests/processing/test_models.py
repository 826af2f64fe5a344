"""The ready-made model: the whole chain in one call, with the digits of the single steps."""

from __future__ import annotations

import processing
import pytest
from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsVectorLayer

from tests.layers import rows_of

CHAIN = "landguard:surveychain"


@pytest.fixture(scope="module")
def county(provider, tmp_path_factory):
    folder = tmp_path_factory.mktemp("chain")
    return processing.run("landguard:samplecounty", {"OUTPUT": str(folder)})


def test_the_model_is_offered_and_uses_the_house_only(provider):
    model = QgsApplication.processingRegistry().createAlgorithmById(CHAIN)
    assert isinstance(model, QgsProcessingModelAlgorithm)
    used = [child.algorithmId() for child in model.childAlgorithms().values()]
    assert sorted(used) == [
        "landguard:checksurvey",
        "landguard:flowmap",
        "landguard:flowmatrix",
        "landguard:importsurvey",
        "landguard:importsurvey",
    ]
    assert model.canExecute()[0], model.canExecute()


def test_the_chain_gives_the_digits_of_its_steps(provider, county, tmp_path):
    before = f"{county['LAYERS']}|layername={county['BEFORE']}"
    basic = f"{county['LAYERS']}|layername=YJJBNTTB"
    sinks = ("rejected_before", "rejected_after", "findings", "pieces", "matrix", "reconciliation")
    files = {name: str(tmp_path / f"{name}.gpkg") for name in sinks}
    files |= {"report": str(tmp_path / "report.xlsx"), "map": str(tmp_path / "map.pdf")}
    chained = processing.run(
        CHAIN, {"BEFORE": before, "AFTER": county["DELIVERY"], "BASIC_FARMLAND": basic, "UNIT_LEVEL": 9, **files}
    )
    for name in files:
        assert chained[name]
    assert (tmp_path / "report.xlsx").stat().st_size > 4_000
    assert (tmp_path / "map.pdf").stat().st_size > 10_000
    assert QgsVectorLayer(files["rejected_after"], "r", "ogr").featureCount() == 0
    after = f"{county['LAYERS']}|layername={county['AFTER']}"
    single = processing.run(
        "landguard:flowmatrix",
        {
            "BEFORE": before,
            "AFTER": after,
            "BASIC_FARMLAND": basic,
            "UNIT_LEVEL": 9,
            "MATRIX": "memory:",
            "RECONCILIATION": "memory:",
        },
    )

    def cells(layer):
        return sorted(
            (r["unit"], r["from_class"], r["to_class"], r["area_m2"], r["in_basic_m2"]) for r in rows_of(layer)
        )

    assert cells(QgsVectorLayer(files["matrix"], "m", "ogr")) == cells(single["MATRIX"])


def test_the_chain_runs_from_the_command_line(qgis_process, county, tmp_path):
    results = qgis_process.run(
        CHAIN,
        BEFORE=f"{county['LAYERS']}|layername={county['BEFORE']}",
        AFTER=county["DELIVERY"],
        matrix=str(tmp_path / "matrix.csv"),
        reconciliation=str(tmp_path / "reconciliation.csv"),
        findings=str(tmp_path / "findings.gpkg"),
        pieces=str(tmp_path / "pieces.gpkg"),
        rejected_before=str(tmp_path / "a.gpkg"),
        rejected_after=str(tmp_path / "b.gpkg"),
        map=str(tmp_path / "map.pdf"),
        report=str(tmp_path / "r.xlsx"),
    )
    assert (tmp_path / "matrix.csv").is_file()
    assert results["matrix"] == str(tmp_path / "matrix.csv")
