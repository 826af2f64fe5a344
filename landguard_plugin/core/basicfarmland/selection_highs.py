"""The choice of candidates as an integer program for HiGHS, where scipy is there; never worse than what is known already."""

from __future__ import annotations

from math import floor

import numpy as np

from .selection import Choice, Field

_MOST = 3_000
_SECONDS = 20.0


def choose_by_highs(field: Field, required: int, known: Choice) -> Choice:
    """Return the better of a known choice and HiGHS's, with the better bound; the known one where HiGHS is not here."""
    if len(field.area) > _MOST:
        return known
    try:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_matrix
    except Exception:  # a broken binary package fails in many ways; each of them means: not available
        return known
    count, pairs = len(field.area), len(field.pairs)
    unit = float(max(1, int(np.abs(field.cost).max()))) / 1e4  # well-scaled numbers for the solver
    cost = np.concatenate([field.cost, -field.bonus]).astype(float) / unit
    rows = np.repeat(np.arange(2 * pairs), 2)
    columns = np.empty(4 * pairs, dtype=np.int64)
    signs = np.tile([1.0, -1.0], 2 * pairs)
    both = np.arange(count, count + pairs)
    columns[0::4], columns[1::4] = both, field.pairs[:, 0]
    columns[2::4], columns[3::4] = both, field.pairs[:, 1]
    area = coo_matrix((field.area / float(required), (np.zeros(count), np.arange(count))), shape=(1, count + pairs))
    constraints = [LinearConstraint(area.tocsr(), 1.0, np.inf)]
    if pairs:
        together = coo_matrix((signs, (rows, columns)), shape=(2 * pairs, count + pairs)).tocsr()
        constraints.append(LinearConstraint(together, -np.inf, 0.0))
    answer = milp(
        cost,
        constraints=constraints,
        bounds=Bounds(0, 1),
        integrality=np.concatenate([np.ones(count), np.zeros(pairs)]),
        options={"time_limit": _SECONDS, "mip_rel_gap": 0.0},
    )
    bound, best, method = known.bound, known, known.method
    least = getattr(answer, "mip_dual_bound", None)
    if least is not None and np.isfinite(least):
        bound = max(bound, floor((least - abs(least) * 1e-9 - 1e-6) * unit))
    if answer.x is not None:
        taken = np.asarray(answer.x[:count] > 0.5)
        if field.area_of(taken) >= required and field.cost_of(taken) <= known.cost:
            # HiGHS closes its gap in doubles; what is left of it is noise of the solver, not a better choice.
            closed = answer.success and field.cost_of(taken) - bound <= 1e-6 * abs(field.cost_of(taken))
            cost_of = field.cost_of(taken)
            best, bound = Choice(taken, cost_of, cost_of if closed else bound, method), cost_of if closed else bound
            method = "HiGHS" if closed else method
    return Choice(best.taken, best.cost, min(bound, best.cost), method)
