"""Filters, groups and counts of findings; explanations that hold while the same finding comes back."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.survey.explanations import carried, explanations_in, key_of
from landguard_plugin.core.survey.inbox import Counts, Filter, chosen, counts, explained, grouped


def findings(count=40, seed=1):
    rng = np.random.default_rng(seed)
    rules = [("4101", "error", "overlap"), ("3211", "warning", "road"), ("3201", "error", "code")]
    picks = rng.integers(0, len(rules), count)
    west, south = rng.uniform(0, 100, count), rng.uniform(0, 100, count)
    rows = pd.DataFrame(
        {
            "rule": [rules[k][0] for k in picks],
            "label": "T1",
            "level": [rules[k][1] for k in picks],
            "title": [rules[k][2] for k in picks],
            "unit": [f"99010{k}" for k in rng.integers(0, 4, count)],
            "unit_name": "Long Village",
            "bsm": [f"{k:06d}" for k in range(count)],
            "other_bsm": "",
            "message": [f"LG-CHK-207 number {k}" for k in range(count)],
            "value": [str(k % 7) for k in range(count)],
            "key": [f"k{k}" for k in range(count)],
            "west": west, "south": south, "east": west + 5, "north": south + 5,
        }
    )  # fmt: skip
    return carried(rows, [])


def test_each_filter_lets_through_what_it_names():
    rows = explained(findings(), [0, 5], "why", "Li", "2026-01-01T00:00:00")
    for column, value in (("rule", "4101"), ("level", "warning"), ("unit", "990102"), ("state", "explained")):
        assert chosen(rows, Filter(**{column: value})).tolist() == np.nonzero(rows[column] == value)[0].tolist()
    assert chosen(rows, Filter(text="NUMBER 7")).tolist() == [7]
    assert chosen(rows, Filter(text="(")).tolist() == []
    assert len(chosen(rows, Filter())) == len(rows)


def test_the_extent_keeps_what_meets_it_and_nothing_without_a_place():
    rows = findings(4)
    rows[["west", "south", "east", "north"]] = [[0, 0, 1, 1], [1, 1, 2, 2], [5, 5, 6, 6], [np.nan] * 4]
    assert chosen(rows, Filter(extent=(0.5, 0.5, 1.0, 1.0))).tolist() == [0, 1]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 2**20), st.floats(0, 1))
def test_groups_hold_every_chosen_finding_once_in_order(count, seed, share):
    rows = findings(count, seed)
    picked = np.nonzero(np.random.default_rng(seed).random(count) < share)[0]
    groups = grouped(rows, picked)
    members = [int(p) for group in groups for unit in group.units for p in unit.positions]
    assert sorted(members) == picked.tolist()
    assert [(g.level != "error", g.rule) for g in groups] == sorted({(g.level != "error", g.rule) for g in groups})
    for group in groups:
        assert [u.unit for u in group.units] == sorted({u.unit for u in group.units})
        assert group.count == sum(rows["rule"].iloc[picked] == group.rule)
        for unit in group.units:
            assert set(rows["rule"].iloc[unit.positions]) == {group.rule}
            assert set(rows["unit"].iloc[unit.positions]) == {unit.unit}
            assert unit.positions.tolist() == sorted(unit.positions.tolist())


def test_explained_findings_are_counted_apart():
    rows = findings()
    before = counts(rows)
    assert before.errors + before.warnings == len(rows)
    position = int(np.nonzero(rows["level"] == "error")[0][0])
    after = counts(explained(rows, [position], "why", "Li", "2026-01-01T00:00:00"))
    assert after == Counts(before.errors - 1, before.warnings, 1)
    assert counts(explained(rows, [position], "", "", "")) == before


def test_an_explanation_holds_for_the_same_key_and_value_only():
    rows = explained(findings(), [3], "why", "Li", "2026-01-01T00:00:00")
    told = explanations_in(rows)
    assert [(one.key, one.value, one.explanation, one.explained_by) for one in told] == [("k3", "3", "why", "Li")]
    again = carried(findings().iloc[::-1].reset_index(drop=True), told)
    assert again[again["state"] == "explained"]["key"].tolist() == ["k3"]
    changed = findings()
    changed.loc[3, "value"] = "9"
    assert (carried(changed, told)["state"] == "open").all()


def test_a_table_without_states_explains_nothing():
    assert explanations_in(pd.DataFrame({"a": [1]})) == []


def test_places_in_keys_are_rounded_to_about_a_metre():
    assert key_of("4101", "1", "2", (500000.4, 3900000.2)) == key_of("4101", "1", "2", (499999.9, 3900000.1))
    assert key_of("4101", "1", "2", (500000.4, 0)) != key_of("4101", "1", "2", (500002.4, 0))
    assert key_of("4101", "1", "2", (114.12345, 36.0), 5) != key_of("4101", "1", "2", (114.12355, 36.0), 5)
    assert key_of("2203", "", "", None) == "2203|||"
