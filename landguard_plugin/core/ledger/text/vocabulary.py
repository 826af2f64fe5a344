"""The keywords of the plain-text ledger, in both tongues. They are a file format, not words for the user: they never change."""

from __future__ import annotations

from typing import Optional

ZH, EN = "zh", "en"

DIRECTIVES = {
    "ledger": "账本",
    "unit": "单位",
    "supplement": "补充项目",
    "lot": "指标",
    "occupation": "占用项目",
    "mark": "标记",
    "check": "核对",
    "seal": "封账",
    "accept": "验收",
    "carry": "结转",
    "deduct": "核减",
    "require": "应补",
    "waive": "免补",
    "reserve": "挂钩",
    "release": "脱钩",
    "write_off": "核销",
    "use_reserved": "挂钩核销",
    "refund": "还原",
    "transfer": "调剂",
    "reverse": "冲正",
}

FIELDS = {
    "external": "外部",
    "kind": "类型",
    "approved": "批准",
    "document": "文号",
    "funding": "资金",
    "note": "备注",
    "grade_system": "等别制",
    "grade_before": "改前等别",
    "grade_after": "改后等别",
    "grade": "等别",
    "slope": "坡度级",
    "patches": "图斑",
    "approval_batch": "批次",
    "reverses": "原批",
    "lot": "指标",
    "project": "项目",
    "unit": "单位",
    "to_unit": "转入",
    "quantity": "数量",
    "paddy": "水田",
    "capacity": "产能",
    "reserved_quantity": "挂钩数量",
    "reserved_paddy": "挂钩水田",
    "reserved_capacity": "挂钩产能",
}

VALUES = {
    "yes": "是",
    "no": "否",
    "unknown": "未定",
    "consolidation": "土地整治",
    "conversion": "旱改水",
    "restored": "恢复耕地",
    "combined": "补改结合",
    "high_standard": "高标准农田",
    "other": "其他",
    "stable": "稳定利用",
    "audit": "审核",
    "filing": "备案",
    "passed": "通过",
    "pending": "待定",
    "failed": "未通过",
    "filed": "已备案",
}

AREA_UNITS = {
    "": "m2",
    "m2": "m2",
    "㎡": "m2",
    "平方米": "m2",
    "ha": "ha",
    "公顷": "ha",
    "mu": "mu",
    "亩": "mu",
}
WEIGHT_UNITS = ("", "kg", "公斤", "千克")


def word(table: dict[str, str], code: str, tongue: str) -> str:
    """Return the keyword of a code in a tongue; a code without keyword is written as it is."""
    return table.get(code, code) if tongue == ZH else code


def code_of(table: dict[str, str], written: str) -> Optional[str]:
    """Return the code of a keyword in either tongue, None when it is none."""
    if written in table:
        return written
    return next((code for code, chinese in table.items() if chinese == written), None)
