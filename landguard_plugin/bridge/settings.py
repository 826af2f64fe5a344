"""Typed settings of the plugin, all under one group of QGIS's settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Generic, TypeVar

from qgis.core import QgsSettings

_GROUP = "landguard"
Value = TypeVar("Value", int, str, bool)


@dataclass(frozen=True)
class Setting(Generic[Value]):
    """One setting: its key, its default, and with it its type."""

    key: str
    default: Value

    def get(self) -> Value:
        """Return the stored value, or the default where none is stored or the stored one is of another type."""
        value = QgsSettings().value(f"{_GROUP}/{self.key}", self.default, type(self.default))
        return self.default if value is None else value

    def put(self, value: Value) -> None:
        """Store a value."""
        QgsSettings().setValue(f"{_GROUP}/{self.key}", value)


#: threads for geometry; 0 means one per processor, at most four
WORKERS = Setting("workers", 0)
#: the unit in which areas are shown first: mu, ha or m2
AREA_UNIT = Setting("area_unit", "mu")
#: folder of the user's own verdict trees and screening rules; "" for none
RULES_FOLDER = Setting("rules_folder", "")
#: the name printed under reports as 填表单位 and 填表人
OFFICE = Setting("office", "")
PERSON = Setting("person", "")
#: in which capacity the person works: surveyor, county, city or province
ROLE = Setting("role", "county")
#: who worked at this computer lately: lines of role and name
PEOPLE = Setting("people", "")
#: the project store that was open last
LAST_STORE = Setting("workbench/last_store", "")
#: the farmland balance ledger that was open last
LAST_LEDGER = Setting("balance/last_ledger", "")

#: the signing key used last (its path, never more) and the folder of case packages
KEY_FILE = Setting("key_file", "")
CASE_FOLDER = Setting("case_folder", "")


def workers() -> int:
    """Return how many threads geometry may use."""
    asked = WORKERS.get()
    return asked if asked > 0 else max(1, min(4, os.cpu_count() or 1))
