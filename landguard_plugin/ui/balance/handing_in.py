"""Which algorithm writes the tables and the brief of the dock, and with which parameters."""

from __future__ import annotations

from typing import Optional

from ...bridge.i18n import language

_UNITS = ("m2", "ha", "mu")  # in the order of the parameter


def handing_in(
    ledger: str,
    choice: tuple[str, str, str],
    area_unit: str,
    target: dict[str, str],
    proposal: Optional[tuple[int, str]],
) -> tuple[str, dict]:
    """Return algorithm and parameters for what the header says; `target` is {XLSX or DOCX: path}.

    With `proposal` (objective, day) a workbook is that of the proposal.
    """
    rules, period, unit = choice
    common = {
        "LEDGER": ledger,
        "RULESET": rules,
        "XLSX_UNIT": _UNITS.index(area_unit),
        "XLSX_LANGUAGE": 0 if language() == "zh" else 1,
        **target,
    }
    if proposal is not None and "XLSX" in target:
        tables = dict.fromkeys(("OUTPUT", "REFUSALS"), "TEMPORARY_OUTPUT")
        more = {"OBJECTIVE": proposal[0], "AS_OF": proposal[1], **tables}
        return "landguard:proposewriteoff", {**common, **more}
    tables = dict.fromkeys(("OUTPUT", "PROJECTS"), "TEMPORARY_OUTPUT")
    return "landguard:ledgerbalance", {**common, "PERIOD": period, "UNIT": unit, **tables}
