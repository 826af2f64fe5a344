"""What a file of patches is, before anything is imported: facts and doubts in words, first rows, shapes for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import QgsMapLayer, QgsProcessingContext, QgsProject, QgsVectorFileWriter, QgsVectorLayer

from ..core.patches.arriving import text_of_value
from ..core.problems import LandGuardError, Message
from .crs import name_of
from .i18n import tr
from .patch_files import FileChoices, read_patch_file
from .text import column_title, word, word_error

ENCODINGS = ("", "GBK", "UTF-8", "BIG5")
ENDINGS = (".shp", ".gdb", ".gpkg", ".geojson", ".json", ".kml", ".zip", ".xlsx", ".xlsm", ".csv", ".txt")
_ROWS, _SHAPES = 8, 2_000


@dataclass(frozen=True)
class Preview:
    """What was found in a file; `trouble` is why it cannot be imported, "" when it can."""

    facts: tuple[str, ...]
    doubts: tuple[str, ...]
    trouble: str
    rows: int
    titles: tuple[str, ...]
    first_rows: tuple[tuple[str, ...], ...]
    shapes: tuple[bytes, ...]
    crs: str


class _Listener:
    """A Progress that sorts messages into facts and doubts."""

    def __init__(self) -> None:
        self.facts: list[str] = []
        self.doubts: list[str] = []

    def at(self, fraction: float) -> None:
        """Ignore the fraction."""

    def say(self, message: Message) -> None:
        """Keep a fact."""
        self.facts.append(word(message))

    def warn(self, message: Message) -> None:
        """Keep a doubt."""
        self.doubts.append(word(message))

    def cancelled(self) -> bool:
        """Return False."""
        return False


def preview(path: str, choices: FileChoices) -> Preview:
    """Return what a file holds under the user's choices; never raises for what is wrong with the file."""
    heard, context = _Listener(), QgsProcessingContext()
    context.setProject(QgsProject.instance())
    try:
        file = read_patch_file(Path(path), choices, context, heard)
    except LandGuardError as error:
        return Preview(tuple(heard.facts), tuple(heard.doubts), word_error(error), 0, (), (), (), "")
    titles = tuple(column_title(field.name) for field in file.source.fields)
    count = len(file.source)
    rows = [tuple(text_of_value(column[row]) for column in file.source.columns) for row in range(min(count, _ROWS))]
    crs = name_of(file.crs)
    facts = (tr("{count} rows, {fields} fields").format(count=f"{count:,}", fields=len(titles)), crs, *heard.facts)
    doubts = list(heard.doubts)
    if file.refused:
        first = next(iter(file.refused.values()))
        doubts.append(
            tr("{count} rows cannot be read; the first: {reason}").format(count=len(file.refused), reason=word(first))
        )
    shapes = tuple(shape for row, shape in enumerate(file.source.shapes) if shape and row not in file.refused)
    return Preview(facts, tuple(doubts), "", count, titles, tuple(rows), shapes[:_SHAPES], crs)


def takes(path: str) -> bool:
    """Return whether a file is of a kind that patches come in."""
    return Path(path).suffix.lower() in ENDINGS


def save_rows(layers: Sequence[QgsMapLayer], path: str) -> str:
    """Write the rejected rows of several files into one GeoPackage, a table each; return "" or why it failed."""
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    for number, layer in enumerate(layers):
        if not isinstance(layer, QgsVectorLayer):
            continue
        options.layerName = layer.name() or f"rejected_{number + 1}"
        actions = QgsVectorFileWriter.ActionOnExistingFile
        options.actionOnExistingFile = actions.CreateOrOverwriteLayer if number else actions.CreateOrOverwriteFile
        context = QgsProject.instance().transformContext()
        code, why, *_ = QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, context, options)
        if code != QgsVectorFileWriter.WriterError.NoError:
            return why
    return ""
