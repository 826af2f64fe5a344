"""What is registered, held against the public contract name by name."""

from __future__ import annotations

import pytest
from qgis.core import QgsApplication, QgsProcessingParameterDefinition

from tests.processing.contract_names import CONTRACT, NOT_YET

OPTIONAL = QgsProcessingParameterDefinition.Flag.FlagOptional


def algorithm(name):
    return QgsApplication.processingRegistry().algorithmById(f"landguard:{name}")


@pytest.mark.parametrize("name", CONTRACT)
def test_parameters_and_outputs_are_those_of_the_contract(provider, name):
    registered = algorithm(name)
    assert registered is not None
    found = {p.name(): p for p in registered.parameterDefinitions()}
    for word in CONTRACT[name].parameters.split():
        assert word.rstrip("*") in found, word
        if word.endswith("*"):
            assert found[word.rstrip("*")].flags() & OPTIONAL, f"{word} must be optional"
    outputs = {o.name() for o in registered.outputDefinitions()}
    assert set(CONTRACT[name].outputs.split()) <= outputs
    promised = {word.rstrip("*") for word in CONTRACT[name].parameters.split()}
    more = [p.name() for p in found.values() if p.name() not in promised | set(CONTRACT[name].outputs.split())]
    demanded = [n for n in more if not found[n].flags() & OPTIONAL and found[n].defaultValue() is None]
    demanded = [n for n in demanded if not found[n].isDestination()]
    assert demanded == [], "a parameter beyond the contract may not be required"


def test_what_is_not_built_is_not_registered(provider):
    assert [name for name in NOT_YET if algorithm(name)] == []


def test_every_algorithm_runs_without_a_desktop(provider):
    """Nothing is hidden from models or the command line, nothing asks for the main thread only to be shown."""
    for registered in provider.algorithms():
        flags = registered.flags()
        assert not flags & registered.Flag.FlagHideFromModeler, registered.name()
        assert not flags & registered.Flag.FlagNotAvailableInStandaloneTool, registered.name()
