"""What the generator is told from outside: names, classes, field lists, example coefficients. The core has no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..layers import Column
from ..survey.classes import ClassTable
from ..survey.fields import FieldDefinition, FieldTable


@dataclass(frozen=True)
class FieldSpec:
    """One field of a sample layer: kind as in `core.layers.Column`, width and decimals as in its definition."""

    name: str
    title: str
    kind: str
    width: int
    decimals: int

    @property
    def column(self) -> Column:
        """Return the field as a table column."""
        return Column(self.name, self.kind, self.width)

    @staticmethod
    def of_dltb(definition: FieldDefinition) -> FieldSpec:
        """Return the sample field of a DLTB field."""
        kind = {"Char": "text", "Int": "integer"}.get(definition.kind, "number")
        if definition.name in ("TBMJ", "KCMJ", "TBDLMJ"):
            kind = "area"
        return FieldSpec(definition.name, definition.title_zh, kind, definition.width, definition.decimals)


@dataclass(frozen=True)
class LayerSpec:
    """One layer or table of the sample county; `epsg` is 0 for a table without geometry; `role` picks the style."""

    name: str
    title: str
    epsg: int
    role: str
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True)
class Cause:
    """One planted cause of change: its title, the type an issued patch of it has (TBLX), what is true of such a patch."""

    title: str
    patch_type: str
    truth: str


@dataclass(frozen=True)
class SampleBook:
    """Names in order of use, class and field tables, example ridge coefficients, causes and layers by name."""

    county: str
    city: str
    townships: tuple[str, ...]
    villages: tuple[str, ...]
    neighbours: tuple[str, ...]
    classes: ClassTable
    coefficients: Mapping[tuple[str, str], Decimal]  # (GDPDJB, GDLX) -> KCXS
    marks: Mapping[str, str]  # ZZSXDM and TBXHDM -> name
    causes: Mapping[str, Cause]
    layers: Mapping[str, LayerSpec]
    dltb: tuple[FieldSpec, ...]

    @staticmethod
    def from_rows(
        names: Iterable[Mapping[str, str]],
        classes: ClassTable,
        fields: FieldTable,
        coefficients: Iterable[Mapping[str, str]],
        marks: Iterable[Mapping[str, str]],
        causes: Iterable[Mapping[str, str]],
        layers: Iterable[Mapping[str, str]],
        layer_fields: Iterable[Mapping[str, str]],
    ) -> SampleBook:
        """Return the book from the rows of the files under resources/sample."""
        listed: dict[str, list[str]] = {}
        for row in names:
            listed.setdefault(row["kind"], []).append(row["name"])
        by_layer: dict[str, list[FieldSpec]] = {}
        for row in layer_fields:
            spec = FieldSpec(
                row["field"], row["title_zh"], row["kind"], int(row["width"] or 0), int(row["decimals"] or 0)
            )
            by_layer.setdefault(row["layer"], []).append(spec)
        return SampleBook(
            county=listed["county"][0],
            city=listed["city"][0],
            townships=tuple(listed["township"]),
            villages=tuple(listed["village"]),
            neighbours=tuple(listed["neighbour"]),
            classes=classes,
            coefficients={(row["GDPDJB"], row["GDLX"]): Decimal(row["KCXS"]) for row in coefficients},
            marks={row["code"]: row["name"] for row in marks},
            causes={row["cause"]: Cause(row["title_zh"], row["patch_type"], row["truth"]) for row in causes},
            layers={
                row["layer"]: LayerSpec(
                    row["layer"], row["title_zh"], int(row["epsg"] or 0), row["role"], tuple(by_layer[row["layer"]])
                )
                for row in layers
            },
            dltb=tuple(FieldSpec.of_dltb(definition) for definition in fields),
        )
