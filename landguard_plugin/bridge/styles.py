"""How layers look: land classes in the survey's usual colours, zones as outlines and hatches that also print in black and white."""

from __future__ import annotations

import re

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsRendererCategory,
    QgsRuleBasedRenderer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)

from .class_colours import class_colour
from .i18n import language, tr

_THIN = {"outline_color": "#8C8C8C", "outline_width": "0.1"}
#: role -> its fill; never colour alone: hatch, dash and width tell them apart as well
_ZONES: dict[str, dict[str, str]] = {
    "townships": {"style": "no", "outline_color": "#4A148C", "outline_width": "0.5", "outline_style": "dash dot"},
    "villages": {"style": "no", "outline_color": "#7E57C2", "outline_width": "0.2", "outline_style": "dot"},
    "basic_farmland": {"color": "#1B5E20", "style": "f_diagonal", "outline_color": "#1B5E20", "outline_width": "0.3"},
    "red_line": {"color": "#C62828", "style": "b_diagonal", "outline_color": "#C62828", "outline_width": "0.5"},
    "city_boundary": {"style": "no", "outline_color": "#E65100", "outline_width": "0.7", "outline_style": "dash"},
    "approved": {"color": "#0D47A1", "style": "dense6", "outline_color": "#0D47A1", "outline_width": "0.4"},
    "approved_unbuilt": {"color": "#5472D3", "style": "dense7", "outline_color": "#5472D3", "outline_width": "0.3"},
    "temporary": {"color": "#6D4C41", "style": "cross", "outline_color": "#6D4C41", "outline_width": "0.3"},
    "parcels": {"style": "no", "outline_color": "#37474F", "outline_width": "0.2"},
    "issued": {"style": "no", "outline_color": "#1565C0", "outline_width": "0.7"},
    "idle": {"color": "#455A64", "style": "horizontal", "outline_color": "#455A64", "outline_width": "0.3"},
}


def class_symbol(code: str) -> QgsFillSymbol:
    """Return the fill of a land class."""
    return QgsFillSymbol.createSimple({"color": class_colour(code).name(), **_THIN})


def style_by_class(layer: QgsVectorLayer, field: str = "DLBM", first_level: bool = False) -> bool:
    """Colour a layer by land class; the legend shows code and name. Returns whether the layer has the field.

    With `first_level` one legend entry stands for a whole first-level class (湿地 by its heading), as on small maps, without what
    its name says in brackets.
    """
    from .library import class_table

    index = layer.fields().lookupField(field)
    if index < 0:
        return False
    table = class_table()
    groups: dict[str, list[str]] = {}
    for code in sorted(str(code) for code in layer.uniqueValues(index) if code):
        groups.setdefault((table.first_level(code) or code) if first_level else code, []).append(code)
    categories = []
    for shown, codes in sorted(groups.items()):
        name = table.name(shown, language()) or tr("unknown class")
        name = re.split(r"\s*[（(]", name)[0] if first_level else name
        value = codes if len(codes) > 1 else codes[0]
        categories.append(QgsRendererCategory(value, class_symbol(shown), f"{shown} {name}"))
    layer.setRenderer(QgsCategorizedSymbolRenderer(layer.fields()[index].name(), categories))
    layer.triggerRepaint()
    return True


def style_by_role(layer: QgsVectorLayer, role: str) -> bool:
    """Draw a zone layer as its role asks; returns whether the role has a style."""
    if role == "survey":
        return style_by_class(layer)
    if role not in _ZONES:
        return False
    symbol = QgsFillSymbol.createSimple(_ZONES[role])
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.triggerRepaint()
    return True


def style_moves(layer: QgsVectorLayer) -> None:
    """Draw land that a line lets out or takes in: exposed land filled, other land hatched; the outline tells out from in."""
    looks = (
        ("let_out", "dash", tr("let out")),
        ("taken_in", "solid", tr("taken in")),
    )
    root = QgsRuleBasedRenderer.Rule(None)
    for part, dash, title in looks:
        for exposed, colour, pattern, word in (
            (1, "#E65100", "solid", tr("exposed")),
            (0, "#1B5E20", "b_diagonal", ""),
        ):
            fill = {"color": colour, "style": pattern, "outline_color": "#3E2723", "outline_style": dash}
            rule = QgsRuleBasedRenderer.Rule(QgsFillSymbol.createSimple({**fill, "outline_width": "0.4"}))
            rule.setFilterExpression(f'"part" = \'{part}\' AND "exposed" = {exposed}')
            rule.setLabel(f"{title}, {word}" if word else title)
            root.appendChild(rule)
    layer.setRenderer(QgsRuleBasedRenderer(root))
    layer.setOpacity(0.75)
    layer.triggerRepaint()


def style_findings(layer: QgsVectorLayer) -> None:
    """Draw findings of a check: errors solid, warnings dashed, what is explained thin and dotted; width and dash tell as colour does."""
    looks = (
        ("error", "#C62828", "0.7", "solid", tr("errors"), "\"state\" <> 'explained' AND \"level\" = 'error'"),
        ("warning", "#B26A00", "0.6", "dash", tr("warnings"), "\"state\" <> 'explained' AND \"level\" <> 'error'"),
        ("explained", "#2E7D32", "0.3", "dot", tr("explained"), "\"state\" = 'explained'"),
    )
    root = QgsRuleBasedRenderer.Rule(None)
    for key, colour, width, dash, title, condition in looks:
        line = {"style": "no", "outline_color": colour, "outline_width": width, "outline_style": dash}
        rule = QgsRuleBasedRenderer.Rule(QgsFillSymbol.createSimple(line), 0, 0, condition, title)
        rule.setRuleKey(key)
        root.appendChild(rule)
    layer.setRenderer(QgsRuleBasedRenderer(root))
    layer.triggerRepaint()
