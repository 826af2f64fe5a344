"""Why this lot: what distinguishes a proposed line from what else could have served the project, with the figures that show it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

import numpy as np

from ...problems import Message, Term
from ...progress import Progress, Unwatched, stop_if_cancelled
from ..amounts import ACCOUNTS
from ..units import DISTANCES
from .demand import Problem
from .propose import Proposal, ProposedLine


@dataclass(frozen=True)
class _Rivals:
    """The offers that could serve a project: their distances, dates, and the place of each by (lot, holder)."""

    near: np.ndarray  # int (n,) index into DISTANCES
    accepted: np.ndarray  # int (n,) ordinal days


class Reasons:
    """Answers, for the lines of one proposal, why a lot was taken."""

    def __init__(self, proposal: Proposal) -> None:
        """Look the problem over once."""
        self._problem: Problem = proposal.problem
        self._project = {project.id: p for p, project in enumerate(self._problem.projects)}
        self._known: dict[int, _Rivals] = {}
        self._rests = {
            (offer.lot.id, offer.holder): [int(self._problem.supply[a][o]) for a in range(len(ACCOUNTS))]
            for o, offer in enumerate(self._problem.offers)
        }
        for line in proposal.lines:
            rest = self._rests.get((line.lot, line.holder))
            if rest is not None and not line.reserved:
                for a, account in enumerate(ACCOUNTS):
                    rest[a] -= line.amounts.of(account)

    def of(self, line: ProposedLine) -> tuple[Message, ...]:
        """Return the reasons of a line, the strongest first: held for it, the only one, nearest, oldest, used up."""
        if line.reserved:
            return (Message("LG-BDK-010"),)
        rivals = self._rivals(line.project)
        found: list[Message] = []
        count = 0 if rivals is None else len(rivals.near)
        if count == 1:
            found.append(Message("LG-BDK-011"))
        near = Term(line.distance)
        if rivals is not None and count > 1 and line.distance in DISTANCES:
            nearer = int((rivals.near < DISTANCES.index(line.distance)).sum())
            code = "LG-BDK-012" if nearer == 0 else "LG-BDK-013"
            found.append(Message(code, {"distance": near, "count": count, "nearer": nearer}))
        else:
            found.append(Message("LG-BDK-014", {"distance": near}))
        if line.accepted is not None:
            found.append(self._age(line, rivals))
        if not any(self._rests.get((line.lot, line.holder), [1])):
            found.append(Message("LG-BDK-017"))
        return tuple(found)

    def _age(self, line: ProposedLine, rivals: Optional[_Rivals]) -> Message:
        day = line.accepted.isoformat() if line.accepted else "-"
        older = 0
        if rivals is not None and line.accepted is not None:
            older = int((rivals.accepted < line.accepted.toordinal()).sum())
        if older == 0 and rivals is not None and len(rivals.near) > 1:
            return Message("LG-BDK-015", {"date": day})
        return Message("LG-BDK-016", {"date": day, "older": older})

    def _rivals(self, project: str) -> Optional[_Rivals]:
        """Return the offers a project could use, None for a project that is served from reservations alone."""
        p = self._project.get(project)
        if p is None:
            return None
        if p not in self._known:
            problem = self._problem
            useful = ((problem.needs[:, p] > 0)[:, None] & (problem.supply > 0)).any(axis=0)
            chosen = np.nonzero(problem.eligible[p] & useful)[0]
            days = np.array([problem.offers[o].accepted for o in chosen], dtype=np.int64)
            self._known[p] = _Rivals(problem.distances[p][chosen].astype(np.int64), days)
        return self._known[p]


def reasons_of(
    proposal: Proposal, lines: Sequence[ProposedLine], progress: Optional[Progress] = None
) -> list[tuple[Message, ...]]:
    """Return the reasons of lines, in their order. Raises Cancelled."""
    reasons = Reasons(proposal)
    found = []
    for line in lines:
        stop_if_cancelled(progress or Unwatched())
        found.append(reasons.of(line))
    return found
