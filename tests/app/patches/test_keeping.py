"""A screening is kept with its patches: coded reasons come back as they were, unknown figures stay unknown."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.app.patches.ports import Changes, PatchQuery
from landguard_plugin.app.screening.keeping import keep_screenings
from landguard_plugin.app.screening.screening import AREAS, Screened
from landguard_plugin.core.patches.reasons import coded, decoded
from landguard_plugin.core.problems import Message
from landguard_plugin.core.screening.deciding import Suggestion
from tests.app.patches.patches import AT, CAMPAIGN, COUNTY, CRS, patch


def screened(*figures):
    rows = {f"{name}_m2": pd.array([f.get(name) for f in figures], dtype="Int64") for name in AREAS}
    reason = Message("LG-SCR-154", {"basic_mu": 1.25, "limits": "-"})
    made = [Suggestion(("illegal", "nonfarm"), "fallback", (reason,), 30, ()) for _ in figures]
    return Screened(pd.DataFrame(rows), made, pd.DataFrame())


def test_what_is_kept_is_what_was_computed(empty_store):
    store = empty_store
    store.commit(Changes(campaigns=(CAMPAIGN,), added=(patch(1), patch(2)), crs=CRS))
    done = screened({"patch": 9, "farmland": 500, "basic": 0}, {"farmland": 7})
    assert keep_screenings(store, done, [patch(1).uid, "f" * 32], "rules-1", COUNTY, AT) == 1
    kept = store.screenings([patch(1).uid, patch(2).uid])
    assert list(kept) == [patch(1).uid]
    one = kept[patch(1).uid]
    assert dict(one.figures_dm2) == {"farmland": 500, "basic": 0}, "what has no layer is unknown, not zero"
    assert (one.suggestion, one.priority, one.rules, one.patch_version) == ("illegal/nonfarm", 30, "rules-1", 1)
    assert decoded(one.reasons[0]) == Message("LG-SCR-154", {"basic_mu": 1.25, "limits": "-"})
    event = list(store.log())[-1].event
    assert (event.kind, event.actor, event.data["count"]) == ("screen", COUNTY, 1)
    assert store.patches(PatchQuery(uids=(patch(1).uid,)))[0].version == 1, "a screening changes no patch"
    size = store.head().size
    assert keep_screenings(store, screened(), [], "rules-1", COUNTY, AT) == 0
    assert store.head().size == size


@given(st.dictionaries(st.text(max_size=8), st.text(max_size=8) | st.integers() | st.floats(allow_nan=False)))
def test_reasons_come_back(arguments):
    message = Message("LG-SCR-101", arguments)
    assert decoded(coded(message)) == message


@pytest.mark.parametrize("line", ["", "LG-SCR-001 5", "{}", "[1]", '{"code": 1, "arguments": 2}'])
def test_what_is_no_coded_reason_is_shown_as_it_is(line):
    assert decoded(line).code == line
