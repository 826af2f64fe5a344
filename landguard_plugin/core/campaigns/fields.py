"""The fields of a judgement that verdict trees may ask for, with their titles and kinds. Dated data, like the trees."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..problems import LandGuardError

KINDS = ("text", "date", "percent", "number", "count")
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_PLAIN = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class JudgementField:
    """One field: its code, what its text must look like, its titles."""

    code: str
    kind: str
    title_zh: str
    title_en: str

    def accepts(self, text: str) -> bool:
        """Return whether a filled-in text is of the field's kind."""
        plain = text.strip()
        if self.kind == "date":
            return _DATE.fullmatch(plain) is not None
        if self.kind == "count":
            return plain.isascii() and plain.isdigit()
        if self.kind in ("number", "percent"):
            return _PLAIN.fullmatch(plain) is not None and (self.kind == "number" or float(plain) <= 100)
        return True


class FieldBook:
    """All known fields by code."""

    def __init__(self, fields: Iterable[JudgementField]) -> None:
        """Keep the fields in their order."""
        self._fields = {field.code: field for field in fields}

    @staticmethod
    def from_rows(rows: Iterable[Mapping[str, str]]) -> FieldBook:
        """Return the book of rows with code, kind, zh, en. Raises LandGuardError LG-VDT-014 for an unknown kind."""
        fields = [JudgementField(row["code"], row["kind"], row["zh"], row["en"]) for row in rows]
        for field in fields:
            if field.kind not in KINDS:
                raise LandGuardError("LG-VDT-014", field=field.code, kind=field.kind)
        return FieldBook(fields)

    def __contains__(self, code: object) -> bool:
        """Return whether a field is known."""
        return code in self._fields

    def __getitem__(self, code: str) -> JudgementField:
        """Return a field by its code."""
        return self._fields[code]

    def __iter__(self) -> Iterator[JudgementField]:
        """Return the fields in order."""
        return iter(self._fields.values())
