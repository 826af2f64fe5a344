"""What a layer is, as far as accounting needs it: said in a line under the layer's name before anything runs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qgis.core import QgsFeatureRequest, QgsVectorLayer

from ..core.problems import LandGuardError, Message
from .crs import name_of, tells_where, zone_of
from .i18n import tr
from .text import word, word_error

_YEAR = re.compile(r"(?<!\d)(19|20)\d{2}(?!\d)")


@dataclass(frozen=True)
class Detected:
    """What was found in a layer: facts to show, and problems that stop a run."""

    facts: tuple[str, ...]
    problems: tuple[str, ...]
    year: str

    @property
    def usable(self) -> bool:
        """Return whether a run can begin with this layer."""
        return not self.problems


def detect_survey(layer: QgsVectorLayer) -> Detected:
    """Return what a survey layer is: patches, zone, encoding, year, which of DLBM, TBMJ, ZLDWDM it carries."""
    from .library import field_table

    names = [field.name() for field in layer.fields()]
    found = {name: field_table().find(name, names) for name in ("DLBM", "TBMJ", "ZLDWDM", "SJNF")}
    place, problems = _place(layer)
    if found["DLBM"] is None:
        problems += (word_error(LandGuardError("LG-SUR-001", fields=", ".join(names))),)
    year = _year(layer, found["SJNF"])
    facts = [tr("{count} patches").format(count=f"{layer.featureCount():,}"), *place]
    if year:
        facts.append(tr("year {year}").format(year=year))
    if layer.storageType() == "ESRI Shapefile":
        facts.append(layer.dataProvider().encoding())
    facts.append(tr("stored areas") if found["TBMJ"] else tr("no stored areas: official areas will be computed"))
    if found["ZLDWDM"] is None:
        facts.append(tr("no unit codes"))
    return Detected(tuple(facts), problems, year)


def detect_polygons(layer: QgsVectorLayer) -> Detected:
    """Return what a unit, basic farmland or approval layer is: polygons and zone."""
    place, problems = _place(layer)
    return Detected((tr("{count} polygons").format(count=f"{layer.featureCount():,}"), *place), problems, "")


def _place(layer: QgsVectorLayer) -> tuple[tuple[str, ...], tuple[str, ...]]:
    from .crs import plane_of

    told: list[str] = []
    extent = layer.extent()
    try:
        eastings = (extent.xMinimum(), extent.xMaximum())
        plane_of(layer.crs(), layer.transformContext(), layer.name(), eastings, _Listener(told))
    except LandGuardError as error:
        return (), (word_error(error),)
    if not tells_where(layer.crs()):
        return tuple(told), ()
    zone = zone_of(layer.crs())
    if zone is None:
        return (name_of(layer.crs()),), ()
    text = tr("{width}-degree zone {zone}, {meridian}°E").format(
        width=zone.width, zone=zone.zone, meridian=zone.central_meridian
    )
    return (f"{name_of(layer.crs())} ({text})",), ()


def year_of(layer: QgsVectorLayer) -> str:
    """Return the year of a survey layer: from SJNF of its first patch, else from its name; "" when neither tells."""
    from .library import field_table

    return _year(layer, field_table().find("SJNF", [field.name() for field in layer.fields()]))


def _year(layer: QgsVectorLayer, field: str | None) -> str:
    if field is not None:
        request = QgsFeatureRequest().setSubsetOfAttributes([field], layer.fields()).setLimit(1)
        request.setFlags(QgsFeatureRequest.Flag.NoGeometry)
        for feature in layer.getFeatures(request):
            match = _YEAR.search(str(feature[field]))
            if match:
                return match.group()
    match = _YEAR.search(layer.name())
    return match.group() if match else ""


class _Listener:
    """A Progress that keeps the messages."""

    def __init__(self, told: list[str]) -> None:
        self._told = told

    def at(self, fraction: float) -> None:
        """Ignore the fraction."""

    def say(self, message: Message) -> None:
        """Keep the message."""
        self._told.append(word(message))

    warn = say

    def cancelled(self) -> bool:
        """Return False."""
        return False
