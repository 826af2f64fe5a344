"""The printable form of a case (图斑核查认定表) as PDF: what the certificate binds, in the layout of the paper form.

Always in Chinese, as the bureau files it. The same record gives the same bytes on the same computer: the time of printing and the
document's id, which Qt would write into the file, are set to fixed values of the same length.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence

from qgis.PyQt.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, QUrl
from qgis.PyQt.QtGui import (
    QColor,
    QFont,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPainterPath,
    QPdfWriter,
    QPen,
    QTextDocument,
)

from ..app.patches.casework import CaseRecord
from ..core.patches.records import Review
from ..core.problems import LandGuardError
from ..core.quantities import in_unit
from ..storage import packaged
from ..storage.campaigns import judgement_fields, tree_shelf
from .clock import beijing_text

FAMILIES = ("FangSong", "仿宋_GB2312", "仿宋", "Noto Serif CJK SC", "Noto Sans CJK SC", "SimSun", "宋体")
_DPI = 150
_SKETCH = 360
_FIGURES = (
    ("farmland", "其中耕地"),
    ("basic", "永久基本农田"),
    ("red_line", "生态保护红线"),
    ("approved", "已批准范围"),
)
_FIRST_LEVEL = {"legal": "合法", "illegal": "违法", "other": "其他", "doubtful": "存疑", "false_change": "伪变化"}
_LEVELS = (("county", "县级认定"), ("city", "市级审核"), ("province", "省级复核"))
STYLE = """
body { font-size: 10.5pt; } h1 { font-size: 20pt; font-weight: normal; }
table { border-collapse: collapse; } td { padding: 3px 5px; } td.k { background-color: #f2f2f2; }
p.s { font-size: 8pt; color: #333333; }
"""


def form_pdf(record: CaseRecord) -> bytes:
    """Return the form of a case as PDF."""
    document = QTextDocument()
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setStyleHint(QFont.StyleHint.Serif)
    document.setDefaultFont(font)
    document.setDefaultStyleSheet(STYLE)
    document.setDocumentMargin(0)
    parts = record.content["bound"]["geometry"]["parts"]
    document.addResource(QTextDocument.ResourceType.ImageResource, QUrl("lg:sketch"), sketch(parts))
    for name, picture in record.pictures.items():
        document.addResource(
            QTextDocument.ResourceType.ImageResource, QUrl(f"lg:{name}"), QImage.fromData(QByteArray(picture))
        )
    document.setHtml(form_html(record))
    return _printed(document, record.certificate.number)


def form_html(record: CaseRecord) -> str:
    """Return the form's text; every value is escaped."""
    decisions = {role: decisions_html(record.reviews, role) for role, _ in _LEVELS}
    return body_html(record.content, decisions, tuple(record.pictures)) + _footer(record)


def body_html(content: Mapping, decisions: Mapping[str, str], pictures: Sequence[str] = ()) -> str:
    """Return the table of the form from what a certificate binds; `decisions` is markup by role."""
    bound = content["bound"]
    patch, judgement, figures = bound["patch"], bound["judgement"], bound["figures"] or {"dm2": {}}
    areas = [("图斑面积", patch["area_dm2"])]
    areas += [(title, figures["dm2"][name]) for name, title in _FIGURES if name in figures["dm2"]]
    rows = [
        _row("监测编号", patch["number"], "行政区代码", patch["unit"]),
        _row("专项", patch["campaign"], "批次", patch["batch"]),
        *_pairs([(title, _area(dm2)) for title, dm2 in areas]),
        _row("判定", _verdict(bound["rules"], judgement["path"]), "判定人", _who(judgement["actor"], judgement["at"])),
        *_pairs([(field_title(name), _text(value)) for name, value in sorted(judgement["fields"].items())]),
        _wide("判定意见", judgement["opinion"]),
        *([_wide("退回答复", judgement["answer"])] if judgement["answer"] else []),
        _wide_html("举证材料", _evidence(bound["evidence"])),
        *[_wide_html(title, decisions.get(role) or "—") for role, title in _LEVELS],
        _wide_html("规则文件", _rules(bound["rules"])),
    ]
    return (
        f'<h1 align="center">图斑核查认定表</h1><table width="100%"><tr><td>面积单位：平方米／亩</td>'
        f'<td align="right">认定书编号：{_e(content["number"])}</td></tr></table>'
        f'<table width="100%" border="1" cellspacing="0">{"".join(rows)}</table>{_pictures(pictures)}'
    )


def sketch(parts: Iterable) -> QImage:
    """Return the outline of a geometry, north up, with its own proportions; the same geometry gives the same picture."""
    image = QImage(_SKETCH, _SKETCH, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    rings = [[(x / 1e4, y / 1e4) for x, y in ring] for part in parts for ring in part]
    xs, ys = [x for ring in rings for x, _ in ring], [y for ring in rings for _, y in ring]
    span = max(max(xs) - min(xs), max(ys) - min(ys)) or 1.0
    scale = (_SKETCH - 24) / span
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    path = QPainterPath()
    for ring in rings:
        points = [QPointF(_SKETCH / 2 + (x - middle_x) * scale, _SKETCH / 2 - (y - middle_y) * scale) for x, y in ring]
        path.moveTo(points[0])
        for point in points[1:]:
            path.lineTo(point)
        path.closeSubpath()
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#1565C0"), 2.5))
    painter.setBrush(QColor("#e3eefa"))
    painter.drawPath(path)
    painter.end()
    return image


def _printed(document: QTextDocument, title: str) -> bytes:
    store = QByteArray()
    buffer = QBuffer(store)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("LandGuard")
    writer.setResolution(_DPI)
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(18, 15, 18, 15),
            QPageLayout.Unit.Millimeter,
        )
    )
    document.documentLayout().setPaintDevice(writer)
    document.setPageSize(QSizeF(writer.width(), writer.height()))
    painter = QPainter(writer)
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(0, -page * document.pageSize().height())
        document.drawContents(painter, QRectF(0, page * document.pageSize().height(), writer.width(), writer.height()))
        painter.restore()
    painter.end()
    buffer.close()
    return _without_the_moment(bytes(store))


def _without_the_moment(pdf: bytes) -> bytes:
    """Return a PDF whose times and ids are fixed; lengths stay, so that the file's own offsets do."""
    fixed = re.sub(rb"\(D:[0-9]{14}[^)]{0,8}\)", lambda m: b"(D:19800101000000" + b"Z" * (len(m[0]) - 18) + b")", pdf)
    fixed = re.sub(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", b"1980-01-01T00:00:00", fixed)
    fixed = re.sub(
        rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"00000000-0000-0000-0000-000000000000", fixed
    )
    return re.sub(rb"/ID \[ ?(<[0-9a-fA-F]+> ?)+\]", lambda m: re.sub(rb"[0-9a-fA-F](?=[^<\[]*>)", b"0", m[0]), fixed)


def _pictures(pictures: Sequence[str]) -> str:
    shown = '<td align="center"><img src="lg:sketch" width="220" height="220"/><br/>图形略图（上北）</td>'
    titles = {"before": "前时相", "after": "后时相"}
    for name in pictures:
        shown += f'<td align="center"><img src="lg:{_e(name)}" width="220"/><br/>{titles.get(name, _e(name))}</td>'
    return f'<br/><table width="100%"><tr>{shown}</tr></table>'


def _footer(record: CaseRecord) -> str:
    certificate, state = record.certificate, _term(f"state_{record.state}")
    lines = [
        f"现状态：{_e(state)}。认定书摘要 SHA-256：{_e(certificate.sha256)}",
        f"SM3：{_e(certificate.sm3 or '本机无 SM3')}",
        f"日志：认定为第 {certificate.log_position} 条；出具时共 {record.log_size} 条，根 {_e(record.log_root[:16])}…",
        "本表由认定书原件生成，以案卷包内的原件为准。核验：python lgverify.py 案卷包.zip；签名为单位内部签名。",
    ]
    return "".join(f'<p class="s">{line}</p>' for line in lines)


def decisions_html(reviews: Iterable[Review], role: str) -> str:
    """Return the decisions of one level as markup."""
    lines = [
        f"{_e(_term(f'decision_{review.decision}'))}：{_e(review.opinion or '—')}　"
        f"{_e(_who({'person': review.actor.person, 'key': review.actor.key_id}, review.at))}"
        for review in reviews
        if review.actor.role.value == role
    ]
    return "<br/>".join(lines) or "—"


def _evidence(pieces: Iterable[Mapping[str, object]]) -> str:
    lines = [
        f"{_e(piece['name'])}　等级 {_e(piece['grade'] or '—')}　SHA-256 {_e(str(piece['sha256'])[:16])}…"
        for piece in pieces
    ]
    return "<br/>".join(lines) or "无"


def _rules(rules: Mapping[str, Mapping[str, str]]) -> str:
    titles = {"verdict_tree": "判定树", "screening_rules": "套合规则", "evidence_rules": "举证规则"}
    return "<br/>".join(
        f"{titles.get(name, _e(name))}：{_e(rule['id'] or '未指定')}　{_e(rule['sha256'][:16] or '—')}"
        for name, rule in sorted(rules.items())
    )


def _verdict(rules: Mapping[str, Mapping[str, str]], path: Iterable[str]) -> str:
    """Return a path in the words of the tree it was judged by; codes that no tree at hand knows stay codes."""
    codes = tuple(path)
    try:
        tree = tree_shelf().by_id(rules["verdict_tree"]["id"]).tree
        return " › ".join(tree.node(codes[: depth + 1]).title_zh for depth in range(len(codes)))
    except (LandGuardError, KeyError):
        return " › ".join([_FIRST_LEVEL.get(codes[0], codes[0]), *codes[1:]]) if codes else "—"


def _who(actor: Mapping[str, object], at: str) -> str:
    key = str(actor["key"])[:8]
    return f"{actor['person']}　{beijing_text(at)}" + (f"　密钥 {key}" if key else "")


def _area(dm2: int) -> str:
    return f"{in_unit(dm2, 'm2'):,} ／ {in_unit(dm2, 'mu'):,}"


def field_title(name: str) -> str:
    """Return the title of a judgement's field, the name itself when it has none."""
    fields = judgement_fields()
    return fields[name].title_zh if name in fields else name


def _text(value: object) -> str:
    return str(value["number"]) if isinstance(value, Mapping) else "—" if value in (None, "") else str(value)


def _term(code: str) -> str:
    return packaged.terms().get(code, {}).get("zh", code)


def _pairs(pairs: list[tuple[str, str]]) -> list[str]:
    filled = pairs + [("", "")] * (len(pairs) % 2)
    return [_row(*left, *right) for left, right in zip(filled[::2], filled[1::2])]


def _row(key: str, value: str, other: str, more: str) -> str:
    cells = "".join(
        f'<td class="k" width="17%">{_e(title)}</td><td width="33%">{_e(text) or "&nbsp;"}</td>'
        for title, text in ((key, value), (other, more))
    )
    return f"<tr>{cells}</tr>"


def _wide(key: str, text: str) -> str:
    return _wide_html(key, _e(text).replace("\n", "<br/>") or "—")


def _wide_html(key: str, markup: str) -> str:
    return f'<tr><td class="k">{_e(key)}</td><td colspan="3">{markup}</td></tr>'


def _e(text: object) -> str:
    return html.escape(str(text), quote=True)
