"""What a boundary file holds: its head of properties and its plots, as read; and what had to be decided or refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Optional

from ..area.zones import GaussKruger
from ..problems import Message


class AxisOrder(str, Enum):
    """Which coordinate a point line gives first."""

    AUTO = "auto"
    NORTHING_FIRST = "northing_first"  # the form's own: X is north
    EASTING_FIRST = "easting_first"


class AreaUnit(str, Enum):
    """The unit a header line declares its area in."""

    AUTO = "auto"
    HA = "ha"
    M2 = "m2"
    MU = "mu"


@dataclass(frozen=True)
class Header:
    """The header line of a plot as written: texts are kept, `points` and `area` are None where blank.

    Order in the file: points, area, number, name, kind, sheet, use, class code, @.
    """

    line: int
    points: Optional[int]
    area: str
    number: str
    name: str
    kind: str
    sheet: str
    use: str
    dlbm: str


@dataclass(frozen=True)
class Plot:
    """One plot: `shape` is WKB with x = easting and y = northing as written (zone prefix included), not judged for validity.

    points        point lines of the plot, closing points counted
    declared_dm2  the declared area in 0.01 m2, None where none (or an unreadable one) is declared
    """

    header: Header
    shape: bytes
    points: int
    declared_dm2: Optional[int] = None


@dataclass(frozen=True)
class RefusedPlot:
    """A plot that cannot become a polygon, with the reasons, each naming its line; `source` is the text as written."""

    header: Header
    reasons: tuple[Message, ...]
    source: str


@dataclass(frozen=True)
class Reading:
    """A boundary file as read: plots read = plots + refused.

    zone          the Gauss-Krüger zone of the coordinates, None where degrees or unknown
    geographic    whether coordinates are degrees of longitude and latitude
    order, unit   as decided, never AUTO; `unit` is HA where no area is declared
    decimals      of the coordinates as written
    notes         facts; `warnings`: what the user must see
    """

    properties: Mapping[str, str]
    plots: tuple[Plot, ...]
    refused: tuple[RefusedPlot, ...]
    zone: Optional[GaussKruger]
    geographic: bool
    order: AxisOrder
    unit: AreaUnit
    decimals: int
    notes: tuple[Message, ...] = ()
    warnings: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Choices:
    """What the user decided about a file; the defaults leave it to the file."""

    order: AxisOrder = AxisOrder.AUTO
    unit: AreaUnit = AreaUnit.AUTO
    any_system: bool = False  # the user named the reference system: what the file says of it is not judged


@dataclass(frozen=True)
class PlotToWrite:
    """One plot for a boundary file: its texts, its shape as WKB in zone coordinates without prefix."""

    number: str
    shape: bytes
    name: str = ""
    use: str = ""
    dlbm: str = ""
    sheet: str = ""
    kind: str = "面"


class Closing(str, Enum):
    """How the last line of a ring closes it."""

    FIRST_NUMBER = "first_number"  # the first point again under its own number
    NEW_NUMBER = "new_number"  # the first point again under the next number
    OPEN = "open"  # not repeated


@dataclass(frozen=True)
class WritingRules:
    """The form of a boundary file as the receiving office wants it."""

    zone: GaussKruger
    decimals: int = 3
    with_prefix: bool = True  # zone number before the easting
    order: AxisOrder = AxisOrder.NORTHING_FIRST
    closing: Closing = Closing.FIRST_NUMBER
    restart_numbers: bool = False  # point numbers begin at 1 in every ring instead of running through the plot
    point_prefix: str = "J"
    unit: AreaUnit = AreaUnit.HA
    line_end: str = "\r\n"
    extra: Mapping[str, str] = field(default_factory=dict)  # further properties of the head
