"""What a rule is and what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Callable, Union

import numpy as np

from ...problems import Message, Term

if TYPE_CHECKING:
    from .subject import Subject

ERROR, WARNING = "error", "warning"
NO_ROW = -1


class Scope(Enum):
    """What a rule looks at to judge."""

    PATCH = "patch"
    LAYER = "layer"
    NEIGHBOURS = "neighbours"
    OTHER_LAYER = "other_layer"


@dataclass(frozen=True)
class Found:
    """Findings of one kind: same rule, same sentence.

    code        the sentence; `arguments` are its arguments, one value for all or one per finding
    rows        int64 (n,): positions of the patches, NO_ROW for a finding about the layer or a unit
    others      int64 (n,): the second patch, NO_ROW for none
    values      what is wrong, as text, one per finding
    shapes      WKB of each finding's own place; None: the shape of its patch
    units       unit code of each finding; None: the patch's
    """

    code: str
    arguments: Mapping[str, Union[Sequence[object], object]]
    rows: np.ndarray
    values: Union[Sequence[object], np.ndarray]
    others: np.ndarray | None = None
    shapes: Sequence[bytes] | None = None
    units: Sequence[str] | None = None

    def __len__(self) -> int:
        """Return the number of findings."""
        return len(self.rows)

    def message(self, index: int) -> Message:
        """Return the sentence of one finding."""
        return Message(self.code, {name: self._argument(value, index) for name, value in self.arguments.items()})

    def _argument(self, value: object, index: int) -> object:
        if isinstance(value, (str, int, float)):
            return value
        if isinstance(value, np.ndarray):
            return value[index].item() if hasattr(value[index], "item") else value[index]
        return value[index]  # type: ignore[index]


@dataclass(frozen=True)
class Rule:
    """One check: its 4-digit number, our label, its level, what it looks at, what it needs, and how it is done.

    fields   logical fields without which it cannot run
    inputs   other layers and tables it needs: coefficients, units, boundary, slope
    values   parameters of the rule set it reads
    codes    the sentences it may speak
    """

    id: str
    label: str
    level: str
    scope: Scope
    run: Callable[[Subject], Iterable[Found]]
    codes: tuple[str, ...]
    fields: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    shapes: bool = False  # judges shapes: fractions of the run go to these rules

    @property
    def title(self) -> Term:
        """Return the coded title."""
        return Term(f"rule_{self.id}")


class NotChecked(Exception):
    """A rule cannot judge after all; the reason is a message. Raised by a rule, told once by the run."""

    def __init__(self, reason: Message) -> None:
        """Keep the reason."""
        super().__init__(reason.code)
        self.reason = reason
