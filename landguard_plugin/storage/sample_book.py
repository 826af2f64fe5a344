"""The sample county's book, read from the package's own files."""

from __future__ import annotations

from ..core.sample.book import SampleBook
from ..core.survey.classes import ClassTable
from ..core.survey.fields import FieldTable
from .packaged import read_csv


def sample_book() -> SampleBook:
    """Return names, classes, fields, example coefficients, causes and layers of the sample county."""
    return SampleBook.from_rows(
        names=read_csv("sample/names.csv"),
        classes=ClassTable.from_rows(read_csv("survey/land_classes.csv")),
        fields=FieldTable.from_rows(read_csv("survey/dltb_fields.csv")),
        coefficients=read_csv("sample/coefficients.csv"),
        marks=read_csv("sample/marks.csv"),
        causes=read_csv("sample/causes.csv"),
        layers=read_csv("sample/layers.csv"),
        layer_fields=read_csv("sample/fields.csv"),
    )
