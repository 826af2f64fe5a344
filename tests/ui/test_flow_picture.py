"""The flow picture: no label outside, none over another, whole at every size; nothing touches the picture's edge."""

from __future__ import annotations

import itertools

import pytest
from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QColor, QFont, QFontMetricsF, QImage
from qgis.PyQt.QtWidgets import QApplication

from landguard_plugin.ui.accounting.flow_picture import Flow, FlowPicture

CODES = (
    *("0101", "0103", "0201", "0202", "0301", "0305", "0307", "0401", "0404", "0602", "0702", "1001", "1003", "1006"),
    *("1101", "1104", "1202", "1203", "0810", "09"),
)
SIZES = [(360, 220), (360, 900), (700, 300), (1400, 860)]


def flows(count):
    """Return flows of very unequal size between `count` classes, the smallest beyond drawing."""
    codes = CODES[:count]
    pairs = [(a, b) for a, b in itertools.product(codes, codes) if a != b] or [(codes[0], "0201")]
    return [Flow(a, b, max(1, 90_000_000 // 3**k)) for k, (a, b) in enumerate(pairs)]


def picture(count, title="望禾县 2023 → 2024 地类流向"):
    made = FlowPicture()
    made.show_flows(flows(count), "mu", title)
    return made


@pytest.fixture(params=["zh", "en"])
def tongue(request, qgis_app, monkeypatch):
    """Words of classes in both languages: English names are long, Chinese ones high."""
    from landguard_plugin.ui.accounting import matrix_model

    monkeypatch.setattr(matrix_model, "language", lambda: request.param)
    return request.param


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("count", [1, 2, 5, 12, 20])
@pytest.mark.parametrize("title", ["短", "Land flows of a county with a very long name between two survey years, " * 3])
def test_labels_stand_inside_and_apart_and_whole(tongue, size, count, title):
    frame = QRectF(0, 0, *size)
    metrics = QFontMetricsF(QFont(QApplication.font().family(), 13 if size[0] > 1000 else 10))
    plan = picture(count, title).plan(frame, metrics)
    for label in plan.labels:
        assert frame.contains(label.box), label
        assert label.text
        for line in label.text.split("\n"):
            assert metrics.horizontalAdvance(line) <= label.box.width() + 0.5, line
        assert metrics.height() * len(label.text.split("\n")) <= label.box.height() + 0.01
    for one, other in itertools.combinations(plan.labels, 2):
        assert not one.box.adjusted(0, 0.01, 0, -0.01).intersects(other.box), (one, other)
    for bar in (*plan.before, *plan.after):
        assert frame.top() < bar.top and bar.top + max(bar.height, 1) <= frame.bottom() - 1
    assert plan.left < plan.right


def test_every_class_is_named_where_there_is_room(tongue):
    drawn = picture(6)
    plan = drawn.plan(QRectF(0, 0, 1400, 860), QFontMetricsF(QFont(QApplication.font().family(), 13)))
    texts = "\n".join(label.text for label in plan.labels)
    for code in {bar.code for bar in (*plan.before, *plan.after)}:
        assert code in texts
    assert "smaller classes" not in texts


def test_a_label_stands_at_its_bar_or_a_line_leads_to_it(tongue):
    """In the order of the bars, beside a high bar itself, and never beside another's without a line."""
    plan = picture(12).plan(QRectF(0, 0, 1400, 860), QFontMetricsF(QFont(QApplication.font().family(), 13)))
    for bars, align in ((plan.before, Qt.AlignmentFlag.AlignRight), (plan.after, Qt.AlignmentFlag.AlignLeft)):
        labels = [label for label in plan.labels if label.bar is not None and label.align == align]
        assert [label.bar for label in labels] == bars
        for label in labels:
            middle = label.box.center().y()
            at_own = label.bar.top <= middle <= label.bar.top + label.bar.height
            assert at_own or label.is_aside
            assert not (label.bar.height > 150 and label.is_aside)


def test_the_areas_beside_the_bars_are_those_of_the_flows(qgis_app):
    drawn = flows(5)
    plan = picture(5).plan(QRectF(0, 0, 1400, 860), QFontMetricsF(QFont()))
    for bars, end in ((plan.before, "before"), (plan.after, "after")):
        assert {bar.code: bar.area for bar in bars} == {
            code: sum(flow.area for flow in drawn if getattr(flow, end) == code)
            for code in {getattr(flow, end) for flow in drawn}
        }


@pytest.mark.parametrize("count", [2, 12, 20])
def test_nothing_of_the_saved_picture_touches_its_edge(tongue, tmp_path, count):
    target = tmp_path / f"{tongue}{count}.png"
    assert picture(count).save(target)
    image = QImage(str(target))
    white = QColor("white").rgb()
    edge = [(x, y) for x in range(image.width()) for y in (*range(4), *range(image.height() - 4, image.height()))]
    edge += [(x, y) for y in range(image.height()) for x in (*range(3), *range(image.width() - 3, image.width()))]
    assert [place for place in edge if image.pixel(*place) != white] == []
