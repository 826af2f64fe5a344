"""Writes reports to an Excel workbook, a sheet each: formatted with openpyxl, or plainly with GDAL; the same digits in both.

The file is made beside its place and put there in one step: whoever looks sees the old workbook or the new one, never half of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ...core.problems import LandGuardError
from ...core.reports.records import Report

STYLED, PLAIN = "openpyxl", "gdal"
_DRAFT = ".saving.xlsx"


def write_workbook(path: Path, reports: Sequence[Report], writer: str = "") -> str:
    """Write worded reports to `path` and return the writer used: "openpyxl", or "gdal" where openpyxl is missing.

    `writer` asks for one of the two. Raises LandGuardError LG-RPT-001 when the file is open in another program or protected,
    LG-RPT-002 when it cannot be written at all; what was at `path` before is still there then.
    """
    chosen = writer or (STYLED if _has_openpyxl() else PLAIN)
    draft = path.with_name(f".{path.name}{_DRAFT}")
    try:
        if chosen == STYLED:
            from .styled import workbook_bytes

            draft.write_bytes(workbook_bytes(reports))
        else:
            from .plain import plain_bytes

            draft.write_bytes(plain_bytes(reports))
        _in_place(draft, path)
    except PermissionError as error:
        raise LandGuardError("LG-RPT-001", path=str(path)) from error
    except OSError as error:
        raise LandGuardError("LG-RPT-002", path=str(path), detail=str(error)) from error
    finally:
        draft.unlink(missing_ok=True)
    return chosen


def check_writable(path: Path) -> None:
    """Raise LandGuardError LG-RPT-001 or LG-RPT-002 now, before long work, when a workbook could not be written to `path`."""
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        else:
            draft = path.with_name(f".{path.name}{_DRAFT}")
            draft.write_bytes(b"")
            draft.unlink()
    except PermissionError as error:
        raise LandGuardError("LG-RPT-001", path=str(path)) from error
    except OSError as error:
        raise LandGuardError("LG-RPT-002", path=str(path), detail=str(error)) from error


def _has_openpyxl() -> bool:
    try:
        import openpyxl
    except ModuleNotFoundError:
        return False
    return bool(openpyxl)


def _in_place(draft: Path, path: Path) -> None:
    with draft.open("r+b") as file:
        os.fsync(file.fileno())
    draft.replace(path)
