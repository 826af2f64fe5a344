"""Where the labels of the flow picture stand: beside their bars, inside the picture, never one over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Callable, Optional

from qgis.PyQt.QtCore import QRectF, Qt
from qgis.PyQt.QtGui import QFontMetricsF

GAP = 6.0  # between bars
_SPACE = 8.0  # between a class and its area on one line


@dataclass(frozen=True)
class Bar:
    """One class on one side: where it begins, how high it is, what it sums to in 0.01 m2."""

    code: str
    area: int
    top: float
    height: float

    @property
    def middle(self) -> float:
        """Return the height of the bar's middle."""
        return self.top + self.height / 2


@dataclass(frozen=True)
class Label:
    """A text in its box, which it fits as it is; the bar it belongs to, None for a heading."""

    box: QRectF
    text: str
    align: Qt.AlignmentFlag
    bar: Optional[Bar] = None

    @property
    def is_aside(self) -> bool:
        """Return whether the label stands so far from its bar's middle that a line must lead to it."""
        middle = self.box.center().y()
        return self.bar is not None and not self.bar.top <= middle <= self.bar.top + self.bar.height


@dataclass(frozen=True)
class Words:
    """How labels are worded: a class by its code, an area, and the rest of so many classes."""

    title: Callable[[str], str]
    area: Callable[[int], str]
    others: Callable[[int], str]


def bars_of(sums: Sequence[tuple[str, int]], body: QRectF, scale: float, gap: float) -> list[Bar]:
    """Return the bars of one side from the top down, as high as their areas."""
    bars, top = [], body.top()
    for code, area in sums:
        bars.append(Bar(code, area, top, area * scale))
        top += area * scale + gap
    return bars


def gap_of(count: int, height: float) -> float:
    """Return the gap between so many bars: less than usual where the gaps alone would eat up the picture."""
    return min(GAP, 0.3 * height / max(1, count - 1))


def labels_of(
    bars: Sequence[Bar], side: QRectF, align: Qt.AlignmentFlag, metrics: QFontMetricsF, words: Words
) -> list[Label]:
    """Return the labels of one side's bars, each as near to its bar as the others let it, all inside `side`.

    Class over area on two lines beside a bar that is high enough, else on one; where there is no room for every class, the
    smallest share a label.
    """
    line = metrics.height()
    room = max(1, int(side.height() / line))
    shown, rest = (list(bars), []) if len(bars) <= room else (list(bars[: room - 1]), list(bars[room - 1 :]))
    named = [(words.title(bar.code), bar) for bar in shown]
    if rest:
        whole = Bar("", sum(bar.area for bar in rest), rest[0].top, rest[-1].top + rest[-1].height - rest[0].top)
        named.append((words.others(len(rest)), whole))
    free = int(side.height() / line) - len(named)  # lines beyond one for each label
    two = [bar.height >= 2 * line and place < free for place, (_, bar) in enumerate(named)]
    heights = [line * (2 if double else 1) for double in two]
    tops = _apart(
        [bar.middle - height / 2 for (_, bar), height in zip(named, heights)], heights, side.top(), side.bottom()
    )
    return [
        Label(
            QRectF(side.left(), top, side.width(), height),
            _text(name, words.area(bar.area), double, side, metrics),
            align,
            bar,
        )
        for (name, bar), top, height, double in zip(named, tops, heights, two)
    ]


def _apart(wanted: Sequence[float], heights: Sequence[float], first: float, last: float) -> list[float]:
    """Return tops in the order of `wanted`, none over the next, between `first` and `last`, moved as little as can be.

    Least squares under an order (pool adjacent violators): a run of labels that push each other stands around its bars' middle.
    """
    before = list(accumulate(heights, initial=0.0))
    runs: list[tuple[float, int]] = []  # mean of what its members want, how many
    for place, top in enumerate(wanted):
        mean, count = top - before[place], 1
        while runs and runs[-1][0] > mean:
            earlier, members = runs.pop()
            mean, count = (earlier * members + mean * count) / (members + count), members + count
        runs.append((mean, count))
    least = [mean for mean, count in runs for _ in range(count)]
    return [min(max(top, first), last - before[-1]) + above for top, above in zip(least, before)]


def _text(name: str, area: str, double: bool, side: QRectF, metrics: QFontMetricsF) -> str:
    """Return name and area as they fit: the area whole, the name cut with an ellipsis where it must be."""
    elide = Qt.TextElideMode.ElideRight
    area = metrics.elidedText(area, elide, side.width())
    if double:
        return f"{metrics.elidedText(name, elide, side.width())}\n{area}"
    left = side.width() - metrics.horizontalAdvance(area) - _SPACE
    shown = metrics.elidedText(name, elide, left) if left > 0 else ""
    return f"{shown} {area}".strip()


def heading_of(title: str, note: str, frame: QRectF, metrics: QFontMetricsF) -> list[Label]:
    """Return title (left) and note (right) on one line, or under each other where they do not fit beside each other."""
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    height, width = metrics.height() * 1.4, frame.width()
    note = metrics.elidedText(note, Qt.TextElideMode.ElideRight, width)
    needed = metrics.horizontalAdvance(note) + 1
    beside = metrics.horizontalAdvance(title) + 3 * _SPACE + needed <= width
    if beside:
        second = QRectF(frame.right() - needed, frame.top(), needed, height)
        return [
            Label(QRectF(frame.left(), frame.top(), width - needed - _SPACE, height), title, left),
            Label(second, note, right),
        ]
    title = metrics.elidedText(title, Qt.TextElideMode.ElideRight, width)
    return [
        Label(QRectF(frame.left(), frame.top(), width, height), title, left),
        Label(QRectF(frame.left(), frame.top() + height, width, height), note, left),
    ]
