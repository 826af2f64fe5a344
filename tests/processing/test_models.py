"""The ready-made model: the whole chain in one call, with the digits of the single steps."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import processing
import pytest
from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsVectorLayer

from tests.chains import file_content, saved_and_read
from tests.layers import rows_of
from tools.chain_model import CHAINS, build

CHAIN = "landguard:surveychain"
YEAR_CHAIN = "landguard:yearchain"
LEDGER = Path(__file__).resolve().parents[1] / "ledgers" / "sample_county.txt"


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


def cells(source):
    return [{name: value for name, value in row.items() if name != "fid"} for row in rows_of(source)]


def year_inputs(county, folder):
    """Return inputs and outputs of the year model; a folder is where its files go."""
    tables = (
        *("pieces", "matrix", "reconciliation", "year", "year_patches", "year_findings"),
        *("proposal", "refusals", "shorts", "cures", "statement", "projects", "ledger_findings"),
    )
    reports = ("flow_report", "year_report", "proposal_report", "statement_report")
    files = {name: str(folder / f"{name}.gpkg") for name in tables}
    files |= {name: str(folder / f"{name}.xlsx") for name in reports} | {"brief": str(folder / "brief.docx")}
    given = {
        "BEFORE": f"{county['LAYERS']}|layername={county['BEFORE']}",
        "AFTER": f"{county['LAYERS']}|layername={county['AFTER']}",
        "BASIC_FARMLAND": f"{county['LAYERS']}|layername=YJJBNTTB",
        "UNITS": f"{county['LAYERS']}|layername=XZQ",
        "UNIT_LEVEL": 9,
        "YEAR": 2024,
        "BALANCE": 1,
        "LEDGER": str(LEDGER),
        "OBJECTIVE": 1,
    }
    return given, files


def year_steps(given, folder):
    """Return what the four steps give when each is run on its own, output of the model -> table or file."""
    run = {
        "flow": (
            "flowmatrix",
            {name: given[name] for name in ("BEFORE", "AFTER", "BASIC_FARMLAND", "UNIT_LEVEL")},
            {"PIECES": "pieces", "MATRIX": "matrix", "RECONCILIATION": "reconciliation", "XLSX": "flow_report"},
        ),
        "year": (
            "yearbalance",
            {name: given[name] for name in ("YEAR", "BALANCE", "UNITS", "UNIT_LEVEL")},
            {"OUTPUT": "year", "DETAIL": "year_patches", "FINDINGS": "year_findings", "XLSX": "year_report"},
        ),
        "proposal": (
            "proposewriteoff",
            {name: given[name] for name in ("LEDGER", "OBJECTIVE")},
            {
                "OUTPUT": "proposal",
                "REFUSALS": "refusals",
                "SHORTS": "shorts",
                "CURES": "cures",
                "XLSX": "proposal_report",
            },
        ),
        "statement": (
            "ledgerbalance",
            {"LEDGER": given["LEDGER"]},
            {
                "OUTPUT": "statement",
                "PROJECTS": "projects",
                "FINDINGS": "ledger_findings",
                "XLSX": "statement_report",
                "DOCX": "brief",
            },
        ),
    }
    found = {}
    for algorithm, inputs, outputs in run.values():
        kinds = {"XLSX": ".xlsx", "DOCX": ".docx"}
        places = {
            name: str(folder / (title + kinds[name])) if name in kinds else "memory:" for name, title in outputs.items()
        }
        more = {"PIECES": found["pieces"]} if algorithm == "yearbalance" else {}
        done = processing.run(f"landguard:{algorithm}", {**inputs, **more, **places})
        found |= {title: done[name] for name, title in outputs.items()}
    return found


def same(ours, theirs):
    suffix = Path(theirs).suffix
    return file_content(Path(ours)) == file_content(Path(theirs)) if suffix != ".gpkg" else cells(ours) == cells(theirs)


def test_the_county_year_gives_the_digits_of_its_steps(provider, county, tmp_path):
    (tmp_path / "steps").mkdir()
    given, files = year_inputs(county, tmp_path)
    before = LEDGER.read_bytes()
    processing.run(YEAR_CHAIN, {**given, **files})
    steps = year_steps(given, tmp_path / "steps")
    assert sorted(steps) == sorted(files)
    assert [name for name in files if not same(steps[name], files[name])] == []
    assert LEDGER.read_bytes() == before, "the model only reads the ledger"
    assert len(rows_of(files["proposal"])) > 0
    assert {row["unit"][:6] for row in rows_of(files["year"])} == {"990101"}
    assert openpyxl.load_workbook(files["year_report"]).worksheets


def test_the_county_year_from_the_command_line_and_from_the_file(qgis_process, county, tmp_path):
    """The model's file itself is run, as an office runs one it was sent; every table and report is held against single runs."""
    (tmp_path / "steps").mkdir()
    path = Path(__file__).resolve().parents[2] / "landguard_plugin" / "resources" / "models" / "yearchain.model3"
    given, files = year_inputs(county, tmp_path)
    there = qgis_process.run(str(path), **given, **files)
    assert {name: there[name] for name in files} == files
    steps = year_steps(given, tmp_path / "steps")
    assert [name for name in files if not same(steps[name], files[name])] == []


@pytest.mark.parametrize("name", ["surveychain", "yearchain"])
def test_models_have_help_and_titles(provider, name):
    model = QgsApplication.processingRegistry().createAlgorithmById(f"landguard:{name}")
    assert model.canExecute()[0], model.canExecute()
    assert model.displayName().endswith("(model)")
    assert "ready-made model" in model.shortDescription()
    assert model.shortDescription() in model.shortHelpString().replace("\n", " ")
    assert model.helpUrl().endswith(f"/{name}.md")


@pytest.mark.parametrize("name", ["surveychain", "yearchain"])
def test_the_shipped_files_are_what_the_tool_builds(provider, tmp_path, name):
    shipped = Path(__file__).resolve().parents[2] / "landguard_plugin" / "resources" / "models" / f"{name}.model3"
    rebuilt = saved_and_read(build(name, CHAINS[name]), tmp_path / "again.model3")
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(shipped))
    assert again.toVariant() == rebuilt.toVariant(), "run `python -m tools.chain_model`"
