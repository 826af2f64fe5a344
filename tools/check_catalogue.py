"""Writes docs/checks.md, the catalogue of the survey checks, from the rule objects, their words and the shipped values.

python -m tools.check_catalogue            write it
"""

from __future__ import annotations

import json
from pathlib import Path

from landguard_plugin.core.survey.rules.catalogue import RULES
from landguard_plugin.core.survey.rules.model import Rule
from landguard_plugin.core.survey.rules.values import newest
from landguard_plugin.storage import packaged
from landguard_plugin.storage.check_rules import shipped_sets

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "checks.md"
_STATUS = {"found": "found 有出处", "known": "known 已知", "unverified": "unverified 未核实"}


def catalogue() -> str:
    """Return the catalogue as Markdown."""
    rules = newest(shipped_sets().values())
    lines = [
        "# Catalogue of the survey checks 调查数据检查规则目录",
        "",
        "Written by `python -m tools.check_catalogue` (`make catalogue`) from the rules themselves; do not edit.",
        "",
        f"Rule set 规则包 `{rules['id']}`: {rules['title_zh']} / {rules['title_en']}, valid from {rules['valid_from']},"
        f" status {_STATUS[rules['status']]}.",
        f"Source 来源: {rules['source']}.",
        "",
        "Numbers are in the style of the trade: 2 reference system, 31 structure and domains, 32 attributes, 4 topology,"
        " 5 areas, 6 other layers; the labels A1 to A20, T1 to T4 and Y1 are those of docs/domain-notes.md 1.3.",
        "",
        "| rule | label | level | looks at | 规则 | rule | needs |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    lines += [_line(rule) for rule in RULES]
    lines += ["", "## What each rule says 提示文字", ""]
    for rule in RULES:
        lines += [f"### {rule.id} {rule.label} {_term(rule.title, 'zh')} / {_term(rule.title, 'en')}", ""]
        if rule.values:
            lines += ["Values 取值: " + ", ".join(f"`{name}`" for name in rule.values), ""]
        for code in rule.codes:
            words = packaged.messages()[code]
            lines += [f"- `{code}` {words['zh']}", f"  {words['en']}"]
        lines.append("")
    lines += ["## Values 取值", "", "| name | value | status | source | note |", "| --- | --- | --- | --- | --- |"]
    lines += [_value(name, entry) for name, entry in rules["parameters"].items()]
    return "\n".join(lines) + "\n"


def _line(rule: Rule) -> str:
    needs = [f"`{name}`" for name in rule.fields] + [_both(f"input_{name}") for name in rule.inputs]
    cells = (
        rule.id,
        rule.label,
        _both(rule.level),
        _both(f"scope_{rule.scope.value}"),
        _term(rule.title, "zh"),
        _term(rule.title, "en"),
        ", ".join(needs) or "—",
    )
    return "| " + " | ".join(cells) + " |"


def _value(name: str, entry: dict) -> str:
    value = entry["value"]
    shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    note = " / ".join(filter(None, (entry["note_zh"], entry["note_en"]))) or "—"
    return f"| `{name}` | {shown} | {_STATUS[entry['status']]} | {entry['source'] or '—'} | {note} |"


def _term(code: str, language: str) -> str:
    return packaged.terms()[code][language]


def _both(code: str) -> str:
    return f"{_term(code, 'zh')} {_term(code, 'en')}"


if __name__ == "__main__":
    TARGET.write_text(catalogue(), encoding="utf-8")
    print(TARGET)
