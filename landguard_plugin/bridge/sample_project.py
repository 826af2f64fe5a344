"""The sample county in a QGIS project: its layers, titled and styled by role, in one group."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QStandardPaths

from ..core.problems import LandGuardError
from ..storage import packaged
from .i18n import tr
from .styles import style_by_role

#: roles shown at first; the others are there, switched off
_SHOWN = {"survey_after", "townships", "basic_farmland"}


def sample_folder() -> Path:
    """Return where the sample county is put when nobody says: the user's documents."""
    location = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    return Path(location) / "LandGuard" / "sample"


def load_sample(path: str, before: str, after: str, project: QgsProject) -> dict[str, QgsVectorLayer]:
    """Load the polygon layers of a sample GeoPackage into a group of the project; return them by role.

    The survey years have the roles survey_before and survey_after. Raises LandGuardError LG-LAY-001 for a missing layer.
    """
    zones = [row for row in packaged.read_csv("sample/layers.csv") if row["epsg"]]
    listed = [(row["layer"], row["title_zh"], row["role"]) for row in reversed(zones)]
    listed += [(after, _year_title(after), "survey_after"), (before, _year_title(before), "survey_before")]
    group = project.layerTreeRoot().insertGroup(0, tr("Sample county"))
    layers = {}
    for name, title, role in listed:
        layer = _load(path, name, title)
        style_by_role(layer, "survey" if role.startswith("survey") else role)
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setItemVisibilityChecked(role in _SHOWN)
        node.setExpanded(False)
        layers[role] = layer
    return layers


def load_checks(path: str, before: str, after: str, project: QgsProject) -> dict[str, QgsVectorLayer]:
    """Load the sample county with its delivery and the table of coefficients; return the layers by parameter of the check.

    Raises LandGuardError LG-LAY-001 for a missing layer.
    """
    layers = load_sample(path, before, after, project)
    group = project.layerTreeRoot().findLayer(layers["survey_after"].id()).parent()
    delivery = _load(path, f"{after}_delivery", tr("Delivery {year} with planted defects").format(year=after[-4:]))
    coefficients = _load(path, "coefficients", tr("Ridge coefficients (example)"))
    style_by_role(delivery, "survey")
    for place, layer in ((0, delivery), (-1, coefficients)):
        project.addMapLayer(layer, False)
        group.insertLayer(place, layer).setExpanded(False)
    for role in ("survey_after", "basic_farmland"):
        group.findLayer(layers[role].id()).setItemVisibilityChecked(False)
    return {
        "INPUT": delivery,
        "COEFFICIENTS": coefficients,
        "UNITS": layers["villages"],
        "BOUNDARY": layers["townships"],
        "SLOPE": layers["slope"],
    }


def _load(path: str, name: str, title: str) -> QgsVectorLayer:
    options = QgsVectorLayer.LayerOptions()
    options.loadDefaultStyle = False
    layer = QgsVectorLayer(f"{path}|layername={name}", title, "ogr", options)
    if not layer.isValid():
        raise LandGuardError("LG-LAY-001", name=name, value=path)
    return layer


def _year_title(name: str) -> str:
    return f"地类图斑{name.rsplit('_', 1)[-1]}"
