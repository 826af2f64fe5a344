"""Chains of algorithms: built as a real model, saved, read again and run; and run step by step by hand, to compare."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import processing
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingDestinationParameter,
    QgsProcessingFeedback,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildDependency,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsVectorLayer,
)


@dataclass(frozen=True)
class From:
    """An input that is an output of an earlier step."""

    step: str
    output: str


@dataclass(frozen=True)
class Copy:
    """A file that steps write to: each run gets its own copy, and of the folder of originals beside it."""

    path: Path

    def into(self, folder: Path) -> str:
        """Copy the file (and its originals) into a folder and return where it is."""
        originals = self.path.with_name(f"{self.path.stem}_evidence")
        if originals.is_dir():
            shutil.copytree(originals, folder / originals.name)
        return shutil.copy(self.path, folder)


@dataclass
class Step:
    """One algorithm: values the user gives, links to earlier steps, names of files it writes, steps it waits for."""

    algorithm: str
    given: Mapping[str, object]
    files: Mapping[str, str] = field(default_factory=dict)
    after: tuple[str, ...] = ()

    @property
    def definition(self):
        """Return the algorithm as the provider holds it."""
        return QgsApplication.processingRegistry().algorithmById(f"landguard:{self.algorithm}")


Chain = dict[str, Step]
ANY = object()


def outputs_of(chain: Chain) -> list[tuple[str, str]]:
    """Return every output that a step writes to a place the user names: sinks, files, folders."""
    return [
        (name, p.name())
        for name, step in chain.items()
        for p in step.definition.parameterDefinitions()
        if isinstance(p, QgsProcessingDestinationParameter)
    ]


def title_of(step: str, output: str) -> str:
    """Return the name under which a step's output leaves the model."""
    return f"{step}_{output}".lower()


def build(name: str, chain: Chain) -> QgsProcessingModelAlgorithm:
    """Return the chain as a model: every given value is a parameter of the model, every output leaves it."""
    model = QgsProcessingModelAlgorithm(name, name, "tests")
    for step_name, step in chain.items():
        child = QgsProcessingModelChildAlgorithm(f"landguard:{step.algorithm}")
        child.setChildId(step_name)
        child.setDescription(step_name)
        definition = step.definition
        for parameter, value in step.given.items():
            if isinstance(value, From):
                source = QgsProcessingModelChildParameterSource.fromChildOutput(value.step, value.output)
            else:
                own = definition.parameterDefinition(parameter).clone()
                own.setName(title_of(step_name, parameter))
                model.addModelParameter(own, QgsProcessingModelParameter(own.name()))
                source = QgsProcessingModelChildParameterSource.fromModelParameter(own.name())
            child.addParameterSources(parameter, [source])
        leaving = {}
        for _, output in outputs_of({step_name: step}):
            title = title_of(step_name, output)
            made = QgsProcessingModelOutput(title, title)
            made.setChildId(step_name)
            made.setChildOutputName(output)
            leaving[title] = made
        child.setModelOutputs(leaving)
        child.setDependencies([QgsProcessingModelChildDependency(waited) for waited in step.after])
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    return model


def saved_and_read(model: QgsProcessingModelAlgorithm, path: Path) -> QgsProcessingModelAlgorithm:
    """Return the model as another session reads it from its file."""
    assert model.toFile(str(path))
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(path))
    assert again.canExecute()[0], again.canExecute()
    return again


def model_inputs(chain: Chain, folder: Path) -> dict:
    """Return what the user enters for the model: the given values, files in a folder, sinks in memory."""
    entered = {
        title_of(name, parameter): value.into(folder) if isinstance(value, Copy) else value
        for name, step in chain.items()
        for parameter, value in step.given.items()
        if not isinstance(value, From)
    }
    for name, output in outputs_of(chain):
        entered[title_of(name, output)] = _place(chain[name], output, folder)
    return entered


def _place(step: Step, output: str, folder: Path) -> object:
    definition = step.definition.parameterDefinition(output)
    if definition.type() == "sink":
        return "memory:"
    return str(folder / step.files[output]) if output in step.files else None


def in_a_model(chain: Chain, folder: Path, name: str = "chain") -> dict[str, dict]:
    """Return all outputs of all steps, run as a model that was saved and read again."""
    folder.mkdir()
    model = saved_and_read(build(name, chain), folder / f"{name}.model3")
    context = QgsProcessingContext()
    results = processing.run(model, model_inputs(chain, folder), context=context, feedback=QgsProcessingFeedback())
    children = context.modelResult().childResults()
    assert set(children) == set(chain), "a step of the model was not run"
    found = {}
    for step in chain:
        found[step] = dict(children[step].outputs())
        for _, output in outputs_of({step: chain[step]}):
            if title_of(step, output) in results:
                found[step][output] = results[title_of(step, output)]
    return found


def by_hand(chain: Chain, folder: Path) -> dict[str, dict]:
    """Return all outputs of all steps, each run on its own with the outputs of the earlier ones."""
    folder.mkdir()
    found: dict[str, dict] = {}
    for name, step in chain.items():
        inputs = {}
        for parameter, value in step.given.items():
            if isinstance(value, From):
                value = found[value.step][value.output]
            inputs[parameter] = value.into(folder) if isinstance(value, Copy) else value
        for _, output in outputs_of({name: step}):
            inputs[output] = _place(step, output, folder)
        found[name] = processing.run(f"landguard:{step.algorithm}", inputs)
    return found


def content_of(value: object, folder: Path, but: Collection[str] = ()) -> object:
    """Return an output in a form that can be compared: tables by cell and shape, files by what is in them, the rest as it is.

    `but` names columns that hold moments, keys or random numbers.
    """
    if isinstance(value, QgsVectorLayer):
        return table_of(value, but)
    if isinstance(value, str) and Path(value).is_file():
        return Path(value).name, file_content(Path(value), but)
    if isinstance(value, str) and Path(value).is_dir():
        return sorted(str(path.relative_to(value)) for path in Path(value).rglob("*"))
    return value.replace(str(folder), "") if isinstance(value, str) else value


def table_of(layer: QgsVectorLayer, but: Collection[str] = ()) -> list:
    """Return a layer's fields (names, types) and rows (values, shape as WKB) in their order."""
    fields = [(f.name(), f.typeName(), f.length(), f.precision(), f.alias()) for f in layer.fields()]
    rows = [
        (
            {n: None if str(v) == "NULL" else v for n, v in f.attributeMap().items() if n not in but},
            bytes(f.geometry().asWkb()),
        )
        for f in layer.getFeatures()
    ]
    return [layer.crs().authid(), fields, rows]


def file_content(path: Path, but: Collection[str] = ()) -> object:
    """Return the cells of a workbook, the parts of a document, the table of a shapefile, the bytes of anything else."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return {
            sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] + [str(sheet.merged_cells.ranges)]
            for sheet in book
        }
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as parts:
            return {n: parts.read(n) for n in parts.namelist() if n.startswith("word/")}
    if path.suffix == ".shp":
        return table_of(QgsVectorLayer(str(path), "t", "ogr"), but)
    if path.suffix == ".gpkg":
        return None  # a store: what is in it is compared by the steps that read it
    return path.read_bytes()


def differences(
    left: Mapping[str, dict],
    right: Mapping[str, dict],
    folders: tuple[Path, Path],
    but: Mapping[tuple[str, str], object],
) -> list[str]:
    """Return "step.output" of every output that is missing on one side or differs.

    `but` names outputs that hold moments, keys or random numbers: with ANY, or with the columns of a table that do.
    """
    wrong = []
    for step in left:
        for output in sorted({*left[step], *right[step]}):
            one, two = left[step].get(output), right[step].get(output)
            without = but.get((step, output), ())
            if without is ANY:
                same = type(one) is type(two) and bool(one)
            else:
                one, two = content_of(one, folders[0], without), content_of(two, folders[1], without)
                same = one == two
            if not same:
                wrong.append(f"{step}.{output}: {first_difference(one, two)}")
    return wrong


def first_difference(one: object, two: object) -> str:
    """Return where two contents part, for whoever reads the failure."""
    if isinstance(one, (list, tuple)) and isinstance(two, (list, tuple)) and len(one) == len(two):
        return next((f"[{k}]{first_difference(a, b)}" for k, (a, b) in enumerate(zip(one, two)) if a != b), "")
    if isinstance(one, dict) and isinstance(two, dict) and one.keys() == two.keys():
        return next((f"[{k}]{first_difference(one[k], two[k])}" for k in one if one[k] != two[k]), "")
    return f"{one!r:.200} / {two!r:.200}"
