"""Use case: make the sample county and put it where it can be worked with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..core.area.zones import GaussKruger, from_epsg
from ..core.boundary.records import PlotToWrite, WritingRules
from ..core.boundary.writer import boundary_text
from ..core.progress import Progress, Stretch
from ..core.sample.book import SampleBook
from ..core.sample.county import SampleCounty, sample_county
from ..core.sample.layers import SampleLayer
from ..core.sample.plan import CountyPlan


class SampleShelf(Protocol):
    """Where the sample county is put. Shipped adapter: `storage.sample_files.SampleFolder`."""

    def keep_layers(self, layers: Sequence[SampleLayer], progress: Progress) -> str:
        """Keep all layers and tables together and return where."""

    def keep_delivery(self, layer: SampleLayer) -> str:
        """Keep one survey layer as a county hands it in (GBK shapefile without .cpg and .prj) and return where."""

    def keep_boundaries(self, name: str, text: str) -> str:
        """Keep one boundary file and return where."""


@dataclass(frozen=True)
class SampleMade:
    """What was made and where it is."""

    county: SampleCounty
    layers: str
    delivery: str
    boundaries: tuple[str, ...]


def make_sample_county(plan: CountyPlan, book: SampleBook, shelf: SampleShelf, progress: Progress) -> SampleMade:
    """Return the sample county of a plan after putting it on the shelf.

    Raises Cancelled when the user stops it, LandGuardError LG-SMP-001 when a file cannot be written.
    """
    county = sample_county(plan, book, Stretch(progress, 0.0, 0.6))
    stored = shelf.keep_layers(list(county), Stretch(progress, 0.6, 0.95))
    delivery = shelf.keep_delivery(county[county.survey_names[1]])
    boundaries = tuple(shelf.keep_boundaries(name, text) for name, text in _boundary_files(county))
    progress.at(1.0)
    return SampleMade(county, stored, delivery, boundaries)


def _boundary_files(county: SampleCounty) -> list[tuple[str, str]]:
    """Return (name, text) of boundary files: three single approvals, and one file with several temporary plots."""
    approved, temporary = county["YDGLXX"], county["LSYD"]
    zone = from_epsg(county.plan.epsg)
    if zone is None:
        return []
    rules = WritingRules(GaussKruger(zone.width, zone.zone, True))
    rows = approved.table.rows
    plots = list(map(PlotToWrite, rows["BSM"], approved.shapes, rows["XMMC"], rows["YTFL"]))
    files = [(plot.number, boundary_text([plot], rules).text) for plot in plots[:3]]
    rows = temporary.table.rows
    numbers = [f"LS{position + 1:03d}" for position in range(len(rows))]
    several = list(map(PlotToWrite, numbers, temporary.shapes, rows["XMMC"], ["临时用地"] * len(rows)))
    return [*files, ("LSYD", boundary_text(several, rules).text)]
