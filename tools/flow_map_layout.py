"""Draws the template of the A3 flow map once and saves it: resources/layouts/flow_map_a3.qpt.

    python -m tools.flow_map_layout

The template is edited here, or by hand in QGIS's layout designer; items are found by their ids: map, legend, scalebar, north.
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsLayoutItem,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsTextFormat,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

TARGET = Path(__file__).resolve().parent.parent / "landguard_plugin" / "resources" / "layouts" / "flow_map_a3.qpt"
WIDTH, HEIGHT, EDGE = 420.0, 297.0, 12.0
SIDE = 92.0


def text_format(size: float, families: list[str], bold: bool = False) -> QgsTextFormat:
    font = QFont(families[0])
    font.setFamilies(families)
    font.setBold(bold)
    made = QgsTextFormat()
    made.setFont(font)
    made.setFamilies(families)
    made.setForcedBold(bold)
    made.setSize(size)
    made.setSizeUnit(QgsUnitTypes.RenderUnit.RenderPoints)
    return made


def place(item: QgsLayoutItem, layout: QgsPrintLayout, name: str, x: float, y: float, w: float, h: float) -> None:
    item.setId(name)
    layout.addLayoutItem(item)
    item.attemptMove(QgsLayoutPoint(x, y))
    item.attemptResize(QgsLayoutSize(w, h))


def label(layout: QgsPrintLayout, name: str, text: str, made: QgsTextFormat, box: tuple, align=None) -> None:
    item = QgsLayoutItemLabel(layout)
    item.setText(text)
    item.setTextFormat(made)
    item.setHAlign(align or Qt.AlignmentFlag.AlignLeft)
    place(item, layout, name, *box)


def draw() -> QgsPrintLayout:
    heads = ["FZXiaoBiaoSong-B05S", "方正小标宋简体", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC"]
    body = ["FangSong_GB2312", "FangSong", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC"]
    layout = QgsPrintLayout(QgsProject.instance())
    layout.initializeDefaults()
    layout.setName("flow_map_a3")
    layout.pageCollection().page(0).setPageSize(QgsLayoutSize(WIDTH, HEIGHT))
    centre, right = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
    inner = WIDTH - 2 * EDGE
    label(layout, "title", "[%@lg_title%]", text_format(26, heads, True), (EDGE, 9, inner, 13), centre)
    label(layout, "subtitle", "[%@lg_subtitle%]", text_format(13, body), (EDGE, 23, inner, 7), centre)
    top, low = 33.0, HEIGHT - 22.0
    map_width = inner - SIDE - 4
    shown = QgsLayoutItemMap(layout)
    shown.setFrameEnabled(True)
    place(shown, layout, "map", EDGE, top, map_width, low - top)
    frame = QgsLayoutItemShape(layout)
    frame.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
    symbol = frame.symbol()
    symbol.setColor(QColor(255, 255, 255))
    frame.setSymbol(symbol)
    side = EDGE + map_width + 4
    place(frame, layout, "side", side, top, SIDE, low - top)
    north = QgsLayoutItemPicture(layout)
    north.setPicturePath(":/images/north_arrows/layout_default_north_arrow.svg")
    place(north, layout, "north", side + SIDE - 20, top + 4, 15, 18)
    label(layout, "figures", "[%@lg_figures%]", text_format(11, body), (side + 4, top + 24, SIDE - 8, 48))
    legend = QgsLayoutItemLegend(layout)
    for style in (QgsLegendStyle.Style.Title, QgsLegendStyle.Style.Subgroup, QgsLegendStyle.Style.SymbolLabel):
        sized = {QgsLegendStyle.Style.Title: 14, QgsLegendStyle.Style.Subgroup: 11}.get(style, 9)
        legend.rstyle(style).setTextFormat(text_format(sized, body, sized > 9))
    legend.setLinkedMap(shown)
    legend.setResizeToContents(True)
    legend.setBackgroundEnabled(False)
    place(legend, layout, "legend", side + 3, top + 74, SIDE - 6, 150)
    bar = QgsLayoutItemScaleBar(layout)
    bar.setLinkedMap(shown)
    bar.applyDefaultSettings()
    bar.setStyle("Single Box")
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setNumberOfSegmentsLeft(0)
    bar.setSegmentSizeMode(bar.segmentSizeMode().__class__.SegmentSizeFitWidth)
    bar.setMinimumBarWidth(40)
    bar.setMaximumBarWidth(80)
    bar.setTextFormat(text_format(10, body))
    place(bar, layout, "scalebar", EDGE, low + 2, 90, 12)
    label(
        layout,
        "scale",
        "1 : [%format_number(item_variables('map')['map_scale'], 0)%]",
        text_format(11, body),
        (EDGE + 100, low + 5, 60, 7),
    )
    label(
        layout,
        "office",
        "[%@lg_office%]　　[%@lg_date%]",
        text_format(11, body),
        (WIDTH - EDGE - 200, low + 5, 200, 7),
        right,
    )
    return layout


if __name__ == "__main__":
    application = QgsApplication([], True)
    application.initQgis()
    layout = draw()
    QgsProject.instance().layoutManager().addLayout(layout)  # the project owns it, or Qt aborts at exit
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    saved = layout.saveAsTemplate(str(TARGET), QgsReadWriteContext())
    del layout
    QgsProject.instance().clear()
    application.exitQgis()
    sys.exit(0 if saved else 1)
