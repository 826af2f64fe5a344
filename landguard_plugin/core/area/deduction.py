"""The ridge deduction of cultivated patches: KCMJ 扣除地类面积 and TBDLMJ 图斑地类面积 from TBMJ and KCXS.

KCMJ = round2(TBMJ × KCXS) for 01xx with KCXS > 0, else 0.00; TBDLMJ = TBMJ − KCMJ. Source: field chain of TD/T 1057-2020
as survey software computes it (docs/domain-notes.md 1.2).
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np


def deduct(tbmj_dm2: int, kcxs: Decimal, cultivated: bool) -> tuple[int, int]:
    """Return (KCMJ, TBDLMJ) in 0.01 m2 for one patch; KCXS is the coefficient 0 <= KCXS < 1 as written (0.1195)."""
    if not cultivated or kcxs <= 0:
        return 0, int(tbmj_dm2)
    ridge = int((Decimal(int(tbmj_dm2)) * kcxs).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return ridge, int(tbmj_dm2) - ridge


def deduct_array(tbmj_dm2: np.ndarray, kcxs: np.ndarray, cultivated: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (KCMJ, TBDLMJ) as int64 arrays (n,); coefficients count to six decimals, as in KCXS Float(6,4)."""
    millionths = np.rint(np.where(cultivated, np.nan_to_num(kcxs), 0.0) * 1e6).astype(np.int64)
    millionths = np.maximum(millionths, 0)
    tbmj = np.asarray(tbmj_dm2, dtype=np.int64)
    whole, rest = np.divmod(tbmj, 1_000_000)  # split before multiplying: no overflow up to 9e18
    ridge = whole * millionths + (rest * millionths * 2 + 1_000_000) // 2_000_000
    return ridge, tbmj - ridge
