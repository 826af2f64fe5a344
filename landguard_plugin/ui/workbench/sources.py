"""What a linked view or the swipe shows: a map theme, one layer, or what the main map shows; with the date to print on it."""

from __future__ import annotations

import re
from typing import Optional

from qgis.core import QgsMapLayer, QgsProject

from ...bridge.i18n import tr
from ...core.patches.records import Patch

MAIN = ""  # the main map's own layers
_DATE = re.compile(r"(?<!\d)(20\d\d)[-./年]?(0[1-9]|1[0-2])?[-./月]?(0[1-9]|[12]\d|3[01])?(?!\d)")
_SCENES = ("QSX", "HSX")  # issued attributes: the earlier and the later scene


def choices(project: QgsProject) -> list[tuple[str, str]]:
    """Return (title, source) pairs: the main map, themes, then raster layers, then others."""
    found = [(tr("As on the main map"), MAIN)]
    found += [(name, f"theme:{name}") for name in sorted(project.mapThemeCollection().mapThemes())]
    layers = sorted(
        (layer for layer in project.mapLayers().values() if layer.isSpatial()),
        key=lambda layer: (layer.type() != QgsMapLayer.LayerType.RasterLayer, layer.name()),
    )
    found += [(layer.name(), f"layer:{layer.id()}") for layer in layers]
    return found


def layers_of(
    source: str, project: QgsProject, main: list[QgsMapLayer], top: Optional[QgsMapLayer]
) -> list[QgsMapLayer]:
    """Return the layers of a source, the patches on top; those of the main map when the source is gone."""
    kind, _, name = source.partition(":")
    shown: list[QgsMapLayer] = []
    if kind == "theme":
        shown = project.mapThemeCollection().mapThemeVisibleLayers(name)
    elif kind == "layer":
        layer = project.mapLayer(name)
        shown = [layer] if layer is not None else []
    shown = shown or list(main)
    return [top, *(layer for layer in shown if layer != top)] if top is not None else shown


def overrides_of(source: str, project: QgsProject) -> dict[str, str]:
    """Return the styles by layer id that a theme asks for."""
    kind, _, name = source.partition(":")
    return project.mapThemeCollection().mapThemeStyleOverrides(name) if kind == "theme" else {}


def date_of(source: str, title: str, patch: Optional[Patch], place: int) -> str:
    """Return the date to print on a view: that in its title, else the patch's earlier (first view) or later scene."""
    found = _DATE.search(title) if source else None
    if found is not None:
        return "-".join(part for part in found.groups() if part)
    if patch is None or place >= len(_SCENES):
        return ""
    return scene_date(str(patch.issued.get(_SCENES[place]) or ""))


def scene_date(text: str) -> str:
    """Return a scene's date in the usual form, the text itself when it is none."""
    found = _DATE.fullmatch(text.strip())
    return "-".join(part for part in found.groups() if part) if found is not None else text.strip()
