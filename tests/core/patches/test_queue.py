"""The queue: filters restrict and nothing else, order is by number as people count, the next open patch is found round."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.patches.judging import OPEN
from landguard_plugin.core.patches.queue import (
    QueueFilter,
    QueueRow,
    counting_key,
    counts,
    done_of,
    haystack,
    in_order,
    is_shown,
    next_open,
)
from landguard_plugin.core.patches.records import Actor, Judgement, Role, State
from tests.app.patches.patches import patch, screening

STATES = st.lists(st.sampled_from(State), max_size=12)


def rows(states):
    return [QueueRow(patch(k, state=state)) for k, state in enumerate(states)]


@settings(deadline=None)
@given(STATES, st.integers(-1, 11))
def test_the_next_open_patch_is_the_nearest_one_after_the_place(states, after):
    queue = rows(states)
    after = min(after, len(queue) - 1)
    found = next_open(queue, after)
    order = [*range(after + 1, len(queue)), *range(after + 1)]
    opens = [k for k in order if queue[k].patch.state in OPEN]
    assert found == (opens[0] if opens else -1)


@settings(deadline=None)
@given(STATES)
def test_counts_sum_and_what_is_done_is_what_is_not_open(states):
    found = counts(rows(states))
    assert sum(found.values()) == len(states)
    done, total = done_of(found)
    assert total - done == sum(state in OPEN for state in states)
    assert total + found[State.RETIRED] == len(states)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 200)), unique_by=lambda pair: pair[1]))
def test_order_is_total_and_does_not_depend_on_the_way_in(pairs):
    queue = [QueueRow(patch(k), screening(k, priority)) for priority, k in pairs]
    ordered = in_order(queue)
    assert ordered == in_order(reversed(queue))
    keys = [(-row.priority, int(row.patch.number[2:])) for row in ordered]
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("less", "more"), [("JC9", "JC10"), ("JC2", "JC2a"), ("990-2", "990-11"), ("", "A"), ("7", "乙")]
)
def test_numbers_are_counted_as_people_count(less, more):
    assert counting_key(less) < counting_key(more)


@pytest.mark.parametrize(
    ("wanted", "shown"),
    [
        (QueueFilter(), True),
        (QueueFilter(text="jc7"), True),
        (QueueFilter(text="北街 某厂"), True),
        (QueueFilter(text="北街 别厂"), False),
        (QueueFilter(states=(State.JUDGED,)), True),
        (QueueFilter(states=(State.RETURNED,)), False),
        (QueueFilter(verdicts=("legal",)), False),
        (QueueFilter(unit="990101"), True),
        (QueueFilter(unit="990102"), False),
        (QueueFilter(least_priority=3), True),
        (QueueFilter(least_priority=4), False),
    ],
)
def test_filters(wanted, shown):
    said = Judgement(("illegal",), {"user": "某厂"}, "", Actor("甲", Role.COUNTY), "")
    row = QueueRow(patch(7, state=State.JUDGED, judgement=said), screening(7, 3), "北街镇")
    assert is_shown(row, wanted, haystack(row)) is shown
