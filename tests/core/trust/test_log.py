"""The log's chain: the one spelling of an event, and every way to break the chain is found."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landguard_plugin.core.patches.records import Actor, Event, Role
from landguard_plugin.core.trust.log import EMPTY, LogHead, canonical_json, entry_from_leaf, entry_of, first_break

TEXT = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
DATA = st.dictionaries(
    TEXT, st.recursive(TEXT | st.integers() | st.none(), lambda inner: st.lists(inner, max_size=3)), max_size=4
)
EVENTS = st.builds(Event, TEXT, TEXT, st.builds(Actor, TEXT, st.sampled_from(Role), TEXT), TEXT, DATA)


def chained(events):
    entries, head = [], EMPTY
    for event in events:
        entries.append(entry_of(event, head))
        head = LogHead(entries[-1].sequence, entries[-1].leaf_hash)
    return entries


@given(st.lists(EVENTS, max_size=6))
def test_a_chain_holds_and_is_read_back_from_its_bytes(events):
    entries = chained(events)
    assert first_break(entries) == 0
    assert [entry_from_leaf(entry.leaf) for entry in entries] == entries


@given(st.lists(EVENTS, min_size=2, max_size=6), st.data())
def test_a_changed_removed_or_moved_entry_breaks_the_chain_where_it_is(events, data):
    entries = chained(events)
    place = data.draw(st.integers(0, len(entries) - 1))
    bit = data.draw(st.integers(0, len(entries[place].leaf) * 8 - 1))
    leaf = bytearray(entries[place].leaf)
    leaf[bit // 8] ^= 1 << bit % 8
    changed = [*entries[:place], replace(entries[place], leaf=bytes(leaf)), *entries[place + 1 :]]
    assert first_break(changed) == place + 1
    if place < len(entries) - 1:
        assert first_break([*entries[:place], *entries[place + 1 :]]) == place + 1
        swapped = [*entries[:place], entries[place + 1], entries[place], *entries[place + 2 :]]
        assert first_break(swapped) == place + 1


@pytest.mark.parametrize("value", [1.5, {"a": float("nan")}, [object()], {1: "a"}, b"bytes"])
def test_what_has_no_one_spelling_is_refused(value):
    with pytest.raises(ValueError, match=r"spelling|no text"):
        canonical_json(value)


@pytest.mark.parametrize("leaf", [b"", b"[]", b"{}", b'{"a": 1}', b"\xff", b"null"])
def test_bytes_that_are_no_leaf_are_refused(leaf):
    with pytest.raises(ValueError):
        entry_from_leaf(leaf)
