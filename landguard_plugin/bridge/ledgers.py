"""Ledgers and rule sets from Processing parameters, and what a run tells about the rules it used."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import Callable

import pandas as pd
from qgis.core import QgsProcessingAlgorithm, QgsProcessingContext

from ..app.ledger.ports import LedgerStore
from ..core.ledger.flaws import Flaw
from ..core.ledger.rules.ruleset import RuleSet
from ..core.ledger.text.values import day_of
from ..core.ledger.year import Exemption
from ..core.problems import LandGuardError, Message
from ..core.progress import Progress
from ..storage.ledger.plaintext import open_ledger
from ..storage.ledger.tables import ruleset_for
from .i18n import language
from .text import word


def ledger_of(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, name: str = "LEDGER"
) -> LedgerStore:
    """Return the ledger of a file parameter: a store (GeoPackage) or a plain-text ledger. Raises LG-LTX-010."""
    return open_ledger(Path(algorithm.parameterAsString(parameters, name, context).strip()))


def ruleset_chooser(
    algorithm: QgsProcessingAlgorithm, parameters: dict, context: QgsProcessingContext, section: str
) -> Callable[[date], RuleSet]:
    """Return (day) -> the rule set the parameter RULESET names, or the one in force on the day when it is empty."""
    name = algorithm.parameterAsString(parameters, "RULESET", context).strip()
    return partial(ruleset_for, name, section)


def ruleset_named_or_in_force(name: str) -> Callable[[str, date], RuleSet]:
    """Return (section, day) -> the named rule set, or the one in force on the day for the section when the name is empty."""
    return partial(ruleset_for, name.strip())


def tell_rules(ruleset: RuleSet, section: str, progress: Progress) -> None:
    """Tell which rule set a run used, and which of its parameters nobody has verified."""
    title = ruleset.title_zh if language() == "zh" else ruleset.title_en
    words = {
        "ruleset": ruleset.id,
        "title": title,
        "valid_from": ruleset.valid_from.isoformat(),
        "valid_to": ruleset.valid_to.isoformat() if ruleset.valid_to else "-",
    }
    progress.say(Message("LG-RUL-007", words))
    unverified = ruleset.unverified(section)
    if unverified:
        names = ", ".join(f"{p.name} = {p.value}" for p in unverified)
        progress.warn(Message("LG-RUL-008", {"ruleset": ruleset.id, "count": len(unverified), "names": names}))


def tell_flaws(flaws: list[Flaw] | tuple[Flaw, ...], progress: Progress, most: int = 20) -> None:
    """Tell the first flaws, and how many there are when not all are told."""
    for flaw in flaws[:most]:
        progress.warn(Message("LG-LED-070", {"line": str(flaw.line or "-"), "what": flaw.message}))
    if len(flaws) > most:
        progress.warn(Message("LG-LED-071", {"count": len(flaws), "shown": most}))


def day_from(text: str, name: str) -> date:
    """Return a date parameter. Raises LandGuardError LG-LED-072 for a text that is none."""
    try:
        return day_of(text.strip()[:10])
    except ValueError as error:
        raise LandGuardError("LG-LED-072", name=name, value=text) from error


def words_of_flaws(flaws: list[Flaw] | tuple[Flaw, ...]) -> list[str]:
    """Return the sentences of flaws in the user's language."""
    return [word(flaw.message) for flaw in flaws]


def stable_marks(frame: pd.DataFrame | None) -> tuple[dict[str, str], dict[str, object]]:
    """Return ({bsm: yes, no or unknown}, {bsm: grade}) of a table with columns bsm, stable and, if there, grade.

    Raises LandGuardError LG-YBL-003 for a missing column and LG-YBL-004 for a value that is none of the known words.
    """
    from decimal import Decimal, InvalidOperation

    if frame is None:
        return {}, {}
    _require(frame, ("bsm", "stable"))
    stable, grades = {}, {}
    for number, row in enumerate(frame.to_dict("records"), 1):
        said = str(row["stable"]).strip().lower() if row["stable"] is not None else ""
        if said not in _STABLE:
            raise LandGuardError("LG-YBL-004", row=str(number), value=said)
        stable[_key(row["bsm"])] = _STABLE[said]
        if row.get("grade") not in (None, ""):
            try:
                grades[_key(row["bsm"])] = Decimal(str(row["grade"]))
            except InvalidOperation as error:
                raise LandGuardError("LG-YBL-004", row=str(number), value=str(row["grade"])) from error
    return stable, grades


_STABLE = {
    **dict.fromkeys(("yes", "y", "1", "true", "是", "稳定"), "yes"),
    **dict.fromkeys(("no", "n", "0", "false", "否", "不稳定"), "no"),
    **dict.fromkeys(("", "unknown", "未定", "未认定"), "unknown"),
}


def exemptions_of(frame: pd.DataFrame | None) -> dict[str, Exemption]:
    """Return bsm -> exemption of a table with columns bsm, cause (may be missing) and document. Raises LG-YBL-003."""
    if frame is None:
        return {}
    _require(frame, ("bsm", "document"))
    return {
        _key(row["bsm"]): Exemption(_text(row.get("cause")), _text(row["document"])) for row in frame.to_dict("records")
    }


def carried_of(frame: pd.DataFrame | None) -> dict[str, int]:
    """Return unit -> old indices in 0.01 m2 of a table with columns unit and carried_m2. Raises LG-YBL-003, LG-YBL-004."""
    from ..core.quantities import to_dm2

    if frame is None:
        return {}
    _require(frame, ("unit", "carried_m2"))
    carried = {}
    for number, row in enumerate(frame.to_dict("records"), 1):
        try:
            carried[_key(row["unit"])] = to_dm2(str(row["carried_m2"]))
        except (ArithmeticError, ValueError) as error:
            raise LandGuardError("LG-YBL-004", row=str(number), value=str(row["carried_m2"])) from error
    return carried


def _require(frame: pd.DataFrame, names: tuple[str, ...]) -> None:
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise LandGuardError("LG-YBL-003", missing=", ".join(missing), fields=", ".join(map(str, frame.columns)))


def _key(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else _text(value)


def _text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()
