"""Tables that an algorithm left in memory, as rows of texts."""

from __future__ import annotations

from qgis.core import NULL, QgsVectorLayer


def rows_of(layer: QgsVectorLayer) -> list[dict[str, str]]:
    """Return the rows of a table; what is empty is ""."""
    names = [field.name() for field in layer.fields()]
    return [
        {name: "" if value is None or value == NULL else str(value) for name, value in zip(names, feature.attributes())}
        for feature in layer.getFeatures()
    ]
