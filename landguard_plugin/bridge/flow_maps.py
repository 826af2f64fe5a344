"""The A3 map of land flows: what changed between two years, in a print layout that opens in QGIS and exports to PDF and PNG.

The layout is a template (resources/layouts/flow_map_a3.qpt) whose items are found by id; offices may replace it by one of their own
with the same ids. Texts are variables of the layout, so that nothing official is typed into a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from qgis.core import (
    Qgis,
    QgsExpressionContextUtils,
    QgsFillSymbol,
    QgsLayoutExporter,
    QgsLayoutItem,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsRuleBasedRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from ..core.problems import LandGuardError
from ..storage import packaged
from .flow_results import farmland_figures
from .i18n import tr
from .styles import style_by_class, style_by_role

TEMPLATE = "layouts/flow_map_a3.qpt"
_MARGIN = 1.05
_SMALLER, _SHRINKS = 0.93, 12  # steps in which a legend that overflows is written smaller

#: flow -> (test on a piece, colour, pattern); the first that fits draws it. Patterns differ, so that a black and white print tells them apart.
_FLOWS = (
    ("loss_construction", "\"cause\" IN ('nonagricultural', 'approved_construction')", "#C62828", "solid"),
    ("loss_other", "\"dlbm_before\" LIKE '01%' AND \"dlbm_after\" NOT LIKE '01%'", "#EF6C00", "f_diagonal"),
    ("gain", "\"dlbm_before\" NOT LIKE '01%' AND \"dlbm_after\" LIKE '01%'", "#2E7D32", "dense4"),
    ("inside", "\"dlbm_before\" LIKE '01%' AND \"dlbm_after\" LIKE '01%'", "#F9A825", "b_diagonal"),
    ("other", "TRUE", "#78909C", "dense6"),
)


_PIECE_FIELDS = ("line", "dlbm_before", "dlbm_after", "cause", "area_m2", "in_basic_m2")
_TITLES = {
    "UNITS": lambda: tr("Administrative units"),
    "BASIC_FARMLAND": lambda: tr("Permanent basic farmland"),
    "PIECES": lambda: tr("Land that changed class"),
    "SURVEY": lambda: tr("Land classes"),
}


@dataclass(frozen=True)
class FlowMapText:
    """What stands on the map."""

    title: str
    subtitle: str = ""
    figures: str = ""
    office: str = ""
    date: str = ""


def style_flows(layer: QgsVectorLayer) -> None:
    """Draw the pieces that changed class by what became of them; unchanged land is not drawn."""
    titles = {
        "loss_construction": tr("farmland to construction"),
        "loss_other": tr("farmland to other land"),
        "gain": tr("other land to farmland"),
        "inside": tr("between kinds of farmland"),
        "other": tr("between other classes"),
    }
    root = QgsRuleBasedRenderer.Rule(None)
    changed = QgsRuleBasedRenderer.Rule(None, 0, 0, '"line" = \'land\' AND "dlbm_before" <> "dlbm_after"')
    root.appendChild(changed)
    earlier: list[str] = []
    for name, test, colour, pattern in _FLOWS:
        properties = {"color": colour, "style": pattern, "outline_color": colour, "outline_width": "0.25"}
        condition = " AND ".join([f"({test})", *(f"NOT ({other})" for other in earlier)])
        symbol = QgsFillSymbol.createSimple(properties)
        changed.appendChild(QgsRuleBasedRenderer.Rule(symbol, 0, 0, condition, titles[name]))
        earlier.append(test)
    layer.setRenderer(QgsRuleBasedRenderer(root))
    layer.triggerRepaint()


def draw_flow_map(
    layers: Mapping[str, Optional[QgsVectorLayer]], text: FlowMapText, path: Path, template: str = ""
) -> None:
    """Draw PIECES with UNITS and BASIC_FARMLAND above and SURVEY below, and write the map as PDF or PNG.

    The layers themselves are left as they are. Raises LandGuardError LG-MAP-001..004.
    """
    pieces = layers["PIECES"]
    missing = [name for name in _PIECE_FIELDS if pieces.fields().lookupField(name) < 0]
    if missing:
        raise LandGuardError("LG-MAP-004", layer=pieces.name(), fields=", ".join(missing))
    project = QgsProject()
    project.setCrs(pieces.crs())
    drawn: list[QgsVectorLayer] = []
    for name in ("UNITS", "BASIC_FARMLAND", "PIECES", "SURVEY"):
        layer = layers.get(name)
        if layer is not None:
            drawn.append(_styled_copy(layer, name))
            project.addMapLayer(drawn[-1])
    text = replace(text, figures=text.figures or figures_text(farmland_figures(pieces)))
    export_layout(flow_map(project, drawn, pieces.extent(), text, template), path)


def _styled_copy(layer: QgsVectorLayer, name: str) -> QgsVectorLayer:
    copy = layer.clone()
    copy.setName(_TITLES[name]())
    if name == "PIECES":
        style_flows(copy)
    elif name == "SURVEY":
        style_by_class(copy, first_level=True)
        copy.setOpacity(0.35)
    else:
        style_by_role(copy, {"UNITS": "townships", "BASIC_FARMLAND": "basic_farmland"}[name])
    return copy


def figures_text(figures: Mapping[str, int]) -> str:
    """Return the farmland account as lines of text, in mu."""
    from ..core.quantities import in_unit

    lines = (
        (tr("Farmland, earlier year"), figures["before"]),
        (tr("Outflow"), -figures["out"]),
        (tr("    of it from basic farmland"), -figures["out_basic"]),
        (tr("Inflow"), figures["in"]),
        (tr("Farmland, later year"), figures["after"]),
        (tr("Net change"), figures["after"] - figures["before"]),
    )
    rows = [f"{title}: {in_unit(value, 'mu'):,}" for title, value in lines]
    return "\n".join([tr("Farmland account (mu)"), "", *rows])


def flow_map(
    project: QgsProject, layers: Sequence[QgsVectorLayer], extent: QgsRectangle, text: FlowMapText, template: str = ""
) -> QgsPrintLayout:
    """Return a layout of the project that shows `layers` (topmost first) at `extent` (project's system) with the texts.

    Raises LandGuardError LG-MAP-001 when the template cannot be read, LG-MAP-002 when it lacks the map.
    """
    layout = QgsPrintLayout(project)
    layout.initializeDefaults()
    path = Path(template) if template else packaged.path(TEMPLATE)
    document = QDomDocument()
    try:
        read = document.setContent(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise LandGuardError("LG-MAP-001", path=str(path), detail=str(error)) from error
    if not (read[0] if isinstance(read, tuple) else read):
        raise LandGuardError("LG-MAP-001", path=str(path), detail="XML")
    layout.loadFromTemplate(document, QgsReadWriteContext())
    layout.setName(text.title)
    for name, value in vars(text).items():
        QgsExpressionContextUtils.setLayoutVariable(layout, f"lg_{name}", value)
    shown = _item(layout, "map", path)
    shown.setLayers(list(layers))
    shown.setKeepLayerSet(True)
    shown.setCrs(project.crs())
    grown = QgsRectangle(extent)
    grown.scale(_MARGIN)
    shown.zoomToExtent(grown)
    shown.setScale(_round_scale(shown.scale()))
    _fill_legend(layout, layers)
    layout.refresh()
    return layout


def export_layout(layout: QgsPrintLayout, path: Path) -> None:
    """Write a layout as PDF (fonts embedded, text searchable) or PNG by the file's ending. Raises LandGuardError LG-MAP-003."""
    exporter = QgsLayoutExporter(layout)
    if path.suffix.lower() == ".pdf":
        settings = QgsLayoutExporter.PdfExportSettings()
        settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
        done = exporter.exportToPdf(str(path), settings)
    else:
        picture = QgsLayoutExporter.ImageExportSettings()
        picture.dpi = 150
        done = exporter.exportToImage(str(path), picture)
    if done != QgsLayoutExporter.ExportResult.Success:
        raise LandGuardError("LG-MAP-003", path=str(path), detail=exporter.errorFile() or str(int(done)))


def _item(layout: QgsPrintLayout, name: str, path: Path) -> QgsLayoutItemMap:
    item: Optional[QgsLayoutItem] = layout.itemById(name)
    if not isinstance(item, QgsLayoutItemMap):
        raise LandGuardError("LG-MAP-002", path=str(path), item=name)
    return item


def _fill_legend(layout: QgsPrintLayout, layers: Sequence[QgsVectorLayer]) -> None:
    legend = layout.itemById("legend")
    if not isinstance(legend, QgsLayoutItemLegend):
        return
    legend.setAutoUpdateModel(False)
    group = legend.model().rootGroup()
    group.clear()
    for layer in layers:
        group.addLayer(layer)
    legend.setTitle(tr("Legend"))
    legend.adjustBoxSize()
    _fit_legend(layout, legend)


def _fit_legend(layout: QgsPrintLayout, legend: QgsLayoutItemLegend) -> None:
    """Write the legend smaller until it fits its frame: the item "side" of the template, else the page."""
    frame = layout.itemById("side")
    room = frame.sceneBoundingRect() if frame is not None else layout.pageCollection().page(0).sceneBoundingRect()
    for _ in range(_SHRINKS):
        box = legend.sceneBoundingRect()
        if box.right() <= room.right() and box.bottom() <= room.bottom():
            return
        for style in (QgsLegendStyle.Style.Title, QgsLegendStyle.Style.Subgroup, QgsLegendStyle.Style.SymbolLabel):
            written = legend.rstyle(style).textFormat()
            written.setSize(written.size() * _SMALLER)
            legend.rstyle(style).setTextFormat(written)
        legend.setSymbolHeight(legend.symbolHeight() * _SMALLER)
        legend.adjustBoxSize()


def _round_scale(scale: float) -> float:
    """Return the next round scale that shows no less."""
    step = 10.0 ** (len(str(int(scale))) - 2) * 5
    return step * -(-scale // step)
