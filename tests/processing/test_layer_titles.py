"""What reports call a survey: its name in QGIS, or file and layer of a container; the year where the name does not say it."""

from __future__ import annotations

import openpyxl
import processing
import pytest
from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsVectorLayer

from tests.chains import From, Step, build, model_inputs
from tests.core.flows.county import box
from tests.layers import memory_layer, save


def survey(year=None, name="调查"):
    rows = [{"BSM": "1", "DLBM": "0103", "ZLDWDM": "9901011002010000000", "TBMJ": 10000.0, "SJNF": year}]
    return memory_layer([box(0, 0, 100, 100)], rows, name=name)


def titles(before, after, **more):
    given = {"BEFORE": before, "AFTER": after, "MATRIX": "memory:", "RECONCILIATION": "memory:", **more}
    result = processing.run("landguard:flowmatrix", given)
    return result["BEFORE_NAME"], result["AFTER_NAME"]


@pytest.fixture
def container(provider, tmp_path):
    """A GeoPackage with two years, as a county's database is."""
    path = tmp_path / "望禾县.gpkg"
    save(survey(2023, "DLTB_a"), path, layer_name="DLTB_a")
    from qgis.core import QgsVectorFileWriter

    options = QgsVectorFileWriter.SaveVectorOptions()
    options.layerName = "DLTB_2024"
    options.actionOnExistingFile = QgsVectorFileWriter.ActionOnExistingFile.CreateOrOverwriteLayer
    QgsVectorFileWriter.writeAsVectorFormatV3(
        survey(2024), str(path), QgsProject.instance().transformContext(), options
    )
    return path


def test_a_path_into_a_container_names_file_and_layer_and_the_year(container):
    found = titles(f"{container}|layername=DLTB_a", f"{container}|layername=DLTB_2024")
    assert found == ("望禾县 DLTB_a 2023", "望禾县 DLTB_2024")


def test_a_file_of_one_layer_is_named_once(provider, tmp_path):
    path = save(survey(2023), tmp_path / "地类图斑.shp", "ESRI Shapefile", "UTF-8")
    assert titles(str(path), survey(None, "没有年份"))[0] == "地类图斑 2023"


def test_a_layer_of_the_project_has_the_name_given_there(container, tmp_path):
    layer = QgsVectorLayer(f"{container}|layername=DLTB_a", "三调（乡里核过）", "ogr")
    QgsProject.instance().addMapLayer(layer)
    try:
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        given = {"BEFORE": layer.id(), "AFTER": survey(None, "无年份"), "XLSX": str(tmp_path / "f.xlsx")}
        given |= {"MATRIX": "memory:", "RECONCILIATION": "memory:"}
        result = processing.run("landguard:flowmatrix", given, context=context, feedback=QgsProcessingFeedback())
        assert (result["BEFORE_NAME"], result["AFTER_NAME"]) == ("三调（乡里核过） 2023", "无年份")
        sheet = openpyxl.load_workbook(tmp_path / "f.xlsx").worksheets[0]
        printed = [str(cell.value) for row in sheet.iter_rows(max_row=4) for cell in row if cell.value]
        assert any("三调（乡里核过） 2023 → 无年份" in text for text in printed)
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


def test_inside_a_model_a_year_goes_by_its_number(container, tmp_path):
    """What comes out of an import inside a model is called "output" by QGIS: that says nothing, the year does."""
    chain = {
        "early": Step("importsurvey", {"INPUT": f"{container}|layername=DLTB_a"}),
        "late": Step("importsurvey", {"INPUT": f"{container}|layername=DLTB_2024"}),
        "flow": Step("flowmatrix", {"BEFORE": From("early", "OUTPUT"), "AFTER": From("late", "OUTPUT")}),
    }
    context = QgsProcessingContext()
    processing.run(build("m", chain), model_inputs(chain, tmp_path), context=context, feedback=QgsProcessingFeedback())
    outputs = context.modelResult().childResults()["flow"].outputs()
    assert (outputs["BEFORE_NAME"], outputs["AFTER_NAME"]) == ("2023", "2024")
