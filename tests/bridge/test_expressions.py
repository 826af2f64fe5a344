import pytest
import shapely
from qgis.core import QgsExpression, QgsExpressionContext, QgsExpressionContextUtils, QgsFeature

from landguard_plugin.bridge import expressions
from tests.core.area.vectors import VECTORS
from tests.layers import memory_layer


@pytest.fixture
def registered(qgis_app):
    function = expressions.register()
    assert function is not None
    yield
    expressions.unregister(function)
    assert not QgsExpression.isFunctionName("lg_area")


def evaluate(text, feature=None, layer=None):
    expression = QgsExpression(text)
    assert not expression.hasParserError(), expression.parserErrorString()
    context = QgsExpressionContext()
    if layer is not None:
        context.appendScope(QgsExpressionContextUtils.layerScope(layer))
    context.setFeature(feature or QgsFeature())
    return expression.evaluate(context), expression.evalErrorString()


def test_vectors_through_an_expression(registered):
    layer = memory_layer([v[1] for v in VECTORS], [{"id": k} for k in range(len(VECTORS))])
    values = [evaluate("lg_area($geometry, @layer_crs)", feature, layer)[0] for feature in layer.getFeatures()]
    assert values == [round(v[2], 2) for v in VECTORS]


def test_null_and_problems_in_words(registered):
    assert evaluate("lg_area(NULL, 'EPSG:4547')") == (None, "")
    polygon = shapely.box(38_500_000, 4e6, 38_500_100, 4_000_100).wkt
    value, error = evaluate(f"lg_area(geom_from_wkt('{polygon}'), 'EPSG:4547')")
    assert value is None
    assert error.startswith("LG-CRS-003")
    assert evaluate(f"lg_area(geom_from_wkt('{polygon}'), 'EPSG:4526')")[0] == 10000.0


def test_a_geometry_of_another_zone_is_refused_even_after_a_right_one(registered):
    right = shapely.box(500_000, 4e6, 500_100, 4_000_100).wkt
    wrong = shapely.box(38_500_000, 4e6, 38_500_100, 4_000_100).wkt
    text = "array(lg_area(geom_from_wkt('{}'), 'EPSG:4547'), lg_area(geom_from_wkt('{}'), 'EPSG:4547'))"
    _, error = evaluate(text.format(right, wrong))
    assert "LG-CRS-003" in error
