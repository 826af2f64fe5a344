"""The rules as a whole: numbered once, worded in both languages, their values stated, the catalogue in step with them."""

import re

from landguard_plugin.core.survey.rules.catalogue import RULES
from landguard_plugin.core.survey.rules.values import KINDS
from landguard_plugin.storage import packaged
from tests.core.survey.tables import FIELDS
from tools.check_catalogue import TARGET, catalogue

LABELS = {*(f"A{k}" for k in range(1, 21)), "T1", "T2", "T3", "T4", "Y1"}


def test_numbers_are_four_digits_and_stand_once():
    numbers = [rule.id for rule in RULES]
    assert len(set(numbers)) == len(numbers)
    assert all(re.fullmatch(r"[2-6]\d{3}", number) for number in numbers)


def test_every_label_of_the_standard_has_a_rule():
    assert {rule.label for rule in RULES} >= LABELS


def test_every_rule_has_a_title_sentences_and_known_fields_and_values():
    spoken = [code for rule in RULES for code in rule.codes]
    assert len(set(spoken)) == len(spoken), "a sentence belongs to one rule"
    for rule in RULES:
        assert set(packaged.terms()[rule.title]) == {"zh", "en"}
        assert rule.codes
        assert set(rule.codes) <= set(packaged.messages())
        assert set(rule.values) <= set(KINDS)
        assert set(rule.fields) <= {definition.name for definition in FIELDS} | {"CZCDM"}


def test_every_value_is_read_by_a_rule_or_by_the_run():
    read = {name for rule in RULES for name in rule.values}
    assert set(KINDS) - read <= {"switched_off", "levels"}


def test_the_catalogue_is_up_to_date():
    assert TARGET.read_text(encoding="utf-8") == catalogue(), "run `make catalogue`"
