"""A second, independent ledger for tests: plain dictionaries, one paragraph per deed, no postings, no pandas, no shared code.

It knows what a deed means for a statement from docs/domain-notes.md 3.3 and from nowhere else.
"""

from __future__ import annotations

from collections import defaultdict

COLUMNS = ("opening", "added", "deducted", "written_off", "reserved", "closing")


class ReferenceLedger:
    """Keeps opening, added, deducted, written_off, reserved, closing by (unit, account)."""

    def __init__(self, lots, projects, first_day, last_day):
        self.lot_unit, self.project_unit = lots, projects
        self.first, self.last = first_day, last_day
        self.cells = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
        self.done = {}

    def _put(self, day, unit, account, column, amount, effect):
        if day > self.last:
            return
        cell = self.cells[unit, account]
        cell["closing"] += effect
        if day < self.first:
            cell["opening"] += effect
        elif column:
            cell[column] += amount

    def enter(self, batch):
        """Enter one batch; order does not matter as long as reversals come after what they reverse."""
        self.done[batch.id] = batch
        if batch.kind == "reverse":
            original = self.done[batch.reverses]
            self._lines(original.kind, original.lines, batch.date, -1)
        else:
            self._lines(batch.kind, batch.lines, batch.date, 1)

    def _lines(self, kind, lines, day, sign):
        for line in lines:
            for account in ("quantity", "paddy", "capacity"):
                amount = sign * getattr(line.amounts, account)
                holder = line.unit or self.lot_unit.get(line.lot, "")
                taker = self.project_unit.get(line.project, "")
                self._deed(kind, day, account, amount, holder, taker, line.to_unit)

    def _deed(self, kind, day, account, amount, holder, taker, receiver):
        if kind in ("accept", "carry"):
            self._put(day, holder, account, "added", amount, amount)
        elif kind == "deduct":
            self._put(day, holder, account, "deducted", amount, -amount)
        elif kind == "reserve":
            self._put(day, holder, account, "reserved", amount, -amount)
        elif kind == "release":
            self._put(day, holder, account, "reserved", -amount, amount)
        elif kind == "transfer":
            self._put(day, holder, account, "deducted", amount, -amount)
            self._put(day, receiver, account, "added", amount, amount)
        elif kind in ("write_off", "refund"):
            used = amount if kind == "write_off" else -amount
            if holder == taker:
                self._put(day, holder, account, "written_off", used, -used)
            else:
                self._put(day, holder, account, "deducted", used, -used)
                self._put(day, taker, account, "added", used, used)
                self._put(day, taker, account, "written_off", used, -used)
        elif kind == "use_reserved":
            if holder == taker:
                self._put(day, holder, account, "written_off", amount, -amount)
                self._put(day, holder, account, "reserved", -amount, amount)
            else:
                self._put(day, holder, account, "reserved", -amount, amount)
                self._put(day, holder, account, "deducted", amount, -amount)
                self._put(day, taker, account, "added", amount, amount)
                self._put(day, taker, account, "written_off", amount, -amount)
