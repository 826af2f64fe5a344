"""The sample county as an algorithm, and the flow map drawn from its two years."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from decimal import Decimal

import processing
import pytest
from qgis.core import QgsProcessingException, QgsProject, QgsVectorLayer

from landguard_plugin.bridge.flow_maps import figures_text
from landguard_plugin.bridge.flow_results import farmland_figures
from landguard_plugin.bridge.sample_project import load_sample


@pytest.fixture(scope="module")
def county(provider, tmp_path_factory):
    folder = tmp_path_factory.mktemp("样例 county")
    made = processing.run("landguard:samplecounty", {"OUTPUT": str(folder)})
    years = [f"{made['LAYERS']}|layername={made[name]}" for name in ("BEFORE", "AFTER")]
    pieces = str(folder / "pieces.gpkg")
    flows = processing.run(
        "landguard:flowmatrix",
        {
            "BEFORE": years[0],
            "AFTER": years[1],
            "BASIC_FARMLAND": f"{made['LAYERS']}|layername=YJJBNTTB",
            "APPROVED": f"{made['LAYERS']}|layername=YDGLXX",
            "PIECES": pieces,
            "MATRIX": "memory:",
            "RECONCILIATION": "memory:",
        },
    )
    return made, flows, pieces, folder


def test_the_sample_county_closes(county):
    made, flows, _, _ = county
    assert made["BEFORE_COUNT"] > 500
    assert flows["DIFFERENCE_M2"] == 0.0
    assert flows["BEFORE_M2"] == flows["AFTER_M2"] > 1e6
    assert flows["CHANGED_M2"] > 0


def test_the_farmland_figures_of_the_map_are_those_of_the_survey(county):
    """Independent: farmland stock is the sum of stored net areas of 01 patches, year by year."""
    made, _, pieces, _ = county
    figures = farmland_figures(QgsVectorLayer(pieces, "p", "ogr"))
    stocks = []
    for name in (made["BEFORE"], made["AFTER"]):
        layer = QgsVectorLayer(f"{made['LAYERS']}|layername={name}", "s", "ogr")
        stocks.append(sum(round(f["TBDLMJ"] * 100) for f in layer.getFeatures() if f["DLBM"].startswith("01")))
    assert figures["before"] == stocks[0]
    assert figures["before"] - figures["out"] + figures["in"] == figures["after"]
    assert abs(figures["after"] - stocks[1]) <= 1000  # pieces share the earlier year's stored areas
    assert 0 < figures["out_basic"] <= figures["out"]


def test_the_map_is_a_pdf_with_its_figures_as_text(county):
    made, _, pieces, folder = county
    target = folder / "流向图.pdf"
    done = processing.run(
        "landguard:flowmap",
        {
            "PIECES": pieces,
            "UNITS": f"{made['LAYERS']}|layername=XZQ",
            "SURVEY": f"{made['LAYERS']}|layername={made['AFTER']}",
            "TITLE": "样例县地类流向图",
            "OUTPUT": str(target),
        },
    )
    assert done["OUTPUT"] == str(target)
    printed = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    printed = unicodedata.normalize("NFKC", printed)
    assert "样例县地类流向图" in re.sub(r"\s", "", printed)
    assert "Farmland account (mu)" in printed
    assert "farmland to construction" in printed
    size = subprocess.run(["pdfinfo", target], capture_output=True, text=True, check=True).stdout
    width, height = map(float, re.search(r"Page size: +([\d.]+) x ([\d.]+)", size).groups())
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (420, 297)


def words_on(pdf):
    """Return (text, left, top, right, bottom) in mm of every word of a PDF of one page."""
    page = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found = re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page)
    return [(unicodedata.normalize("NFKC", text), *(float(n) / 72 * 25.4 for n in box)) for *box, text in found]


def test_every_word_at_the_side_stays_in_its_frame(county, tmp_path, monkeypatch):
    """With every layer there is and the longest names: nothing runs over the frame, nothing below it."""
    made, _, pieces, _ = county
    for tongue in ("en", "zh"):
        monkeypatch.setattr("landguard_plugin.bridge.styles.language", lambda tongue=tongue: tongue)
        target = str(tmp_path / f"{tongue}.pdf")
        layers = {"UNITS": "XZQ", "BASIC_FARMLAND": "YJJBNTTB", "SURVEY": made["AFTER"]}
        given = {name: f"{made['LAYERS']}|layername={layer}" for name, layer in layers.items()}
        processing.run("landguard:flowmap", {"PIECES": pieces, "OUTPUT": target, "TITLE": "图", **given})
        side = [word for word in words_on(target) if word[1] > 420 - 12 - 92]
        assert len(side) > 30
        assert [word for word in side if word[3] > 420 - 12 or not 33 < word[2] < word[4] < 297 - 22] == []
        assert any(word[0].startswith(("Other", "其他土地")) for word in side), "the last class is in the legend"


def test_the_figures_on_the_map_add_up(county):
    _, _, pieces, _ = county
    lines = figures_text(farmland_figures(QgsVectorLayer(pieces, "p", "ogr"))).splitlines()[2:]
    before, out, basic, into, after, net = (Decimal(line.rsplit(" ", 1)[1].replace(",", "")) for line in lines)
    assert basic < 0
    assert abs(before + out + into - after) <= Decimal("0.02")  # each figure is rounded from its own 0.01 m2 sum
    assert abs(after - before - net) <= Decimal("0.02")


def test_other_layers_are_refused_by_code(county, tmp_path):
    made, _, _, _ = county
    units = f"{made['LAYERS']}|layername=XZQ"
    with pytest.raises(QgsProcessingException, match="LG-MAP-004"):
        processing.run("landguard:flowmap", {"PIECES": units, "OUTPUT": str(tmp_path / "m.pdf")})


def test_a_template_that_is_none_is_refused_by_code(county, tmp_path):
    _, _, pieces, _ = county
    broken = tmp_path / "broken.qpt"
    broken.write_text("<Layout", encoding="utf-8")
    wanted = {"PIECES": pieces, "OUTPUT": str(tmp_path / "m.pdf"), "TEMPLATE": str(broken)}
    with pytest.raises(QgsProcessingException, match="LG-MAP-001"):
        processing.run("landguard:flowmap", wanted)
    broken.write_text("<Layout/>", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="LG-MAP-002"):
        processing.run("landguard:flowmap", wanted)


def test_a_map_that_cannot_be_written_is_refused_by_code(county, tmp_path):
    _, _, pieces, _ = county
    taken = tmp_path / "m.pdf"
    taken.mkdir()
    with pytest.raises(QgsProcessingException, match="LG-MAP-003"):
        processing.run("landguard:flowmap", {"PIECES": pieces, "OUTPUT": str(taken)})


def test_the_sample_loads_by_role_with_styles(county):
    made, _, _, _ = county
    project = QgsProject()
    layers = load_sample(made["LAYERS"], made["BEFORE"], made["AFTER"], project)
    assert {"survey_before", "survey_after", "basic_farmland", "approved", "issued", "parcels"} <= set(layers)
    assert layers["survey_after"].renderer().type() == "categorizedSymbol"
    codes = {category.value() for category in layers["survey_after"].renderer().categories()}
    assert codes == layers["survey_after"].uniqueValues(layers["survey_after"].fields().lookupField("DLBM"))
    assert layers["red_line"].renderer().type() == "singleSymbol"
