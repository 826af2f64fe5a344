"""The data that ship inside the package: words of coded messages, class tables, rule sets. Read-only."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

RESOURCES = Path(__file__).resolve().parent.parent / "resources"
LANGUAGES = ("zh", "en")


def read_csv(relative: str) -> list[dict[str, str]]:
    """Return the rows of a packaged UTF-8 CSV file; lines that start with # are notes on source and date."""
    text = (RESOURCES / relative).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return list(csv.DictReader(lines))


def read_text(relative: str) -> str:
    """Return a packaged UTF-8 text file."""
    return (RESOURCES / relative).read_text(encoding="utf-8")


def path(relative: str) -> Path:
    """Return the path of a packaged file."""
    return RESOURCES / relative


@cache
def messages() -> Mapping[str, Mapping[str, str]]:
    """Return code -> language -> sentence template with {named} arguments."""
    return {
        row["code"]: {language: row[language] for language in LANGUAGES} for row in read_csv("messages/messages.csv")
    }


@cache
def column_titles() -> Mapping[str, Mapping[str, str]]:
    """Return column name -> language -> title, for every column of every table the house writes."""
    return {
        row["name"]: {language: row[language] for language in LANGUAGES} for row in read_csv("messages/columns.csv")
    }


@cache
def terms() -> Mapping[str, Mapping[str, str]]:
    """Return coded word -> language -> word: what a message's arguments and a table's cells may hold as a code."""
    return {row["code"]: {language: row[language] for language in LANGUAGES} for row in read_csv("messages/terms.csv")}
