"""The sample county: one call, one value, everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..progress import Progress, Stretch, stop_if_cancelled
from . import cadastre, issued, permits, protection, tables
from .book import FieldSpec, LayerSpec, SampleBook
from .defects import delivery_layers
from .layers import SampleLayer, layer
from .plan import CountyPlan
from .surveys import Surveys, SurveyYear, survey_twice


@dataclass(frozen=True)
class SampleCounty:
    """All layers and tables by name, in the order they should be shown; and the plan and surveys they come from."""

    plan: CountyPlan
    surveys: Surveys
    layers: dict[str, SampleLayer]

    def __getitem__(self, name: str) -> SampleLayer:
        """Return a layer by its name."""
        return self.layers[name]

    def __iter__(self) -> Iterator[SampleLayer]:
        """Return the layers in order."""
        return iter(self.layers.values())

    @property
    def survey_names(self) -> tuple[str, str]:
        """Return the names of the two survey layers, earlier year first."""
        return f"DLTB_{self.plan.years[0]}", f"DLTB_{self.plan.years[1]}"

    @property
    def delivery_name(self) -> str:
        """Return the name of the survey layer with planted defects."""
        return f"DLTB_{self.plan.years[1]}_delivery"


def sample_county(plan: CountyPlan, book: SampleBook, progress: Progress) -> SampleCounty:
    """Return the county of a plan; the same plan and book give the same county, byte for byte.

    Raises Cancelled when the user stops it.
    """
    surveys = survey_twice(plan, book, Stretch(progress, 0.0, 0.75))
    zones = protection.zones_of(surveys)
    basic = protection.basic_farmland_layer(surveys, zones)
    progress.at(0.8)
    stop_if_cancelled(progress)
    approved, waiting = permits.approved_layers(surveys, zones)
    temporary = permits.temporary_layer(surveys)
    parcels = cadastre.parcel_layer(surveys)
    progress.at(0.88)
    stop_if_cancelled(progress)
    suspects, truth = issued.issued_layers(surveys, zones, basic, temporary)
    delivery, defects = delivery_layers(surveys)
    batches, supplied = permits.batch_tables(surveys)
    listed = [
        _survey(surveys.first, book, plan.epsg),
        _survey(surveys.second, book, plan.epsg),
        protection.township_layer(surveys),
        protection.village_layer(surveys),
        protection.slope_layer(surveys),
        basic,
        protection.red_line_layer(surveys, zones),
        protection.city_layer(surveys, zones),
        approved,
        waiting,
        temporary,
        parcels,
        suspects,
        cadastre.idle_layer(surveys, parcels),
        delivery,
        tables.targets_table(surveys, basic),
        tables.controls_table(surveys),
        tables.coefficients_table(surveys),
        tables.units_table(surveys),
        tables.changes_table(surveys),
        truth,
        batches,
        supplied,
        defects,
    ]
    progress.at(1.0)
    return SampleCounty(plan, surveys, {item.spec.name: item for item in listed})


def survey_spec(name: str, year: int, fields: tuple[FieldSpec, ...], epsg: int) -> LayerSpec:
    """Return the description of a survey layer."""
    return LayerSpec(name, f"地类图斑{year}", epsg, "survey", fields)


def _survey(year: SurveyYear, book: SampleBook, epsg: int) -> SampleLayer:
    spec = survey_spec(f"DLTB_{year.year}", year.year, book.dltb, epsg)
    return layer(spec, {name: year.rows[name] for name in year.rows}, list(year.shapes))
