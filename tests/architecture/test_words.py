"""Every word in both languages: coded messages, strings of the code, help pages, column titles."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import string
from pathlib import Path

import pytest

from landguard_plugin.storage import packaged

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "landguard_plugin"
SOURCES = sorted(PACKAGE.rglob("*.py"))
CODE = re.compile(r"LG-[A-Z]{3}-\d{3}")


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def codes_in_the_source() -> dict[str, set[str]]:
    """Return code -> argument names it is raised or said with, from LandGuardError(...) and Message(...) calls.

    A dictionary given by name is looked up in the same file; what a ** brings along cannot be seen and counts as "*".
    """
    used: dict[str, set[str]] = {}
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            first = node.args[0]
            if not (isinstance(first, ast.Constant) and isinstance(first.value, str) and CODE.fullmatch(first.value)):
                continue
            names = {keyword.arg for keyword in node.keywords if keyword.arg}
            if len(node.args) > 1:
                names |= argument_names(node.args[1], tree)
            used.setdefault(first.value, set()).update(names)
    return used


def argument_names(given: ast.expr, tree: ast.Module) -> set[str]:
    if isinstance(given, ast.Dict):
        return {key.value if isinstance(key, ast.Constant) else "*" for key in given.keys}
    if isinstance(given, ast.Name):
        assigned = (
            node.value
            for node in ast.walk(tree)
            if isinstance(node, (ast.Assign, ast.AnnAssign))
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name) and target.id == given.id and isinstance(node.value, ast.Dict)
        )
        return set().union(*(argument_names(value, tree) for value in assigned))
    return {"*"}


def test_every_code_has_words_with_the_arguments_it_is_given():
    messages = packaged.messages()
    for code, arguments in codes_in_the_source().items():
        assert code in messages, f"{code} has no words"
        for language in packaged.LANGUAGES:
            missing = set() if "*" in arguments else placeholders(messages[code][language]) - arguments
            assert not missing, f"{code} ({language}) asks for {missing}"


def test_every_message_is_used_and_alike_in_both_languages():
    rules = sorted((PACKAGE / "resources").rglob("*.json"))  # rule files name the reasons they give
    everything = "\n".join(path.read_text(encoding="utf-8") for path in (*SOURCES, *rules))
    for code, words in packaged.messages().items():
        assert code in everything, f"{code} is never used"
        assert placeholders(words["zh"]) == placeholders(words["en"]), code
        assert all(words.values()), code


def test_translations_are_complete_and_in_step_with_the_code(tmp_path):
    specification = importlib.util.spec_from_file_location("strings_tool", ROOT / "tools" / "strings.py")
    tool = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(tool)
    committed = tool.read(tool.TS)
    copy = tmp_path / "landguard_zh.ts"
    shutil.copy(tool.TS, copy)
    tool.collect(copy)
    assert set(tool.read(copy)) == set(committed), "run `make strings`"
    assert [source for source, translation in committed.items() if not translation] == []
    for source, translation in committed.items():
        assert placeholders(source) == placeholders(translation), source


def test_translated_strings_are_literals():
    """A string that is formatted before it is translated can never be translated."""
    wrong = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "tr":
                if not (len(node.args) == 1 and isinstance(node.args[0], ast.Constant)):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong


def test_help_pages_exist_in_both_languages():
    folders = [PACKAGE / "resources" / "help" / language for language in packaged.LANGUAGES]
    names = [{page.name for page in folder.glob("*.md")} for folder in folders]
    assert names[0] == names[1]
    for algorithm in (PACKAGE / "processing").rglob("*.py"):
        for name in re.findall(r'^    ID = "(\w+)"', algorithm.read_text(encoding="utf-8"), re.MULTILINE):
            assert f"{name}.md" in names[0], f"no help page for {name}"


def chinese_texts() -> list[tuple[str, str]]:
    texts = [(code, words["zh"]) for code, words in packaged.messages().items()]
    texts += [(name, words["zh"]) for name, words in packaged.column_titles().items()]
    texts += [
        (p.name, p.read_text(encoding="utf-8")) for p in sorted((PACKAGE / "resources" / "help" / "zh").glob("*.md"))
    ]
    texts += re.findall(
        r"<source>(.*?)</source>\s*<translation>(.*?)</translation>", (PACKAGE / "i18n" / "landguard_zh.ts").read_text()
    )
    return texts


@pytest.mark.parametrize(("where", "text"), chinese_texts(), ids=[where[:24] for where, _ in chinese_texts()])
def test_chinese_uses_full_width_punctuation(where, text):
    assert not re.findall(r"[\u4e00-\u9fff”）][,;:?!(]|[,;:?!)][\u4e00-\u9fff“（]", text)


def test_column_titles_are_complete():
    for name, titles in packaged.column_titles().items():
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name)
        assert all(titles.values()), name
