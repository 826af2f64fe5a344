"""Words for codes: the only map from coded messages and column names to sentences and titles.

Words come in the user's language, or in the one asked for ("zh", "en"): a table a bureau hands in is Chinese whoever prints it.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..core.problems import LandGuardError, Message, Term
from ..storage import packaged
from .i18n import language


def word(message: Message, tongue: str = "") -> str:
    """Return a coded message as a sentence in the user's language, its code first.

    A code without words is shown as it is with its arguments: a message is never lost for want of a translation.
    """
    plain = sentence(message, tongue)
    return f"{message.code} {plain}"


def sentence(message: Message, tongue: str = "") -> str:
    """Return a coded message as a sentence without its code, as notes under a table have it."""
    tongue = tongue or language()
    template = packaged.messages().get(message.code, {}).get(tongue)
    return str(dict(message.arguments)) if template is None else template.format_map(_Shown(message.arguments, tongue))


def word_error(error: LandGuardError) -> str:
    """Return a fatal problem as a sentence in the user's language, its code first."""
    return word(error.message)


def column_title(name: str, tongue: str = "") -> str:
    """Return the title of a table column in the user's language; the name itself when it has none."""
    return packaged.column_titles().get(name, {}).get(tongue or language(), name)


def term(code: str, tongue: str = "") -> str:
    """Return a coded word in the user's language; the code itself when it has no words."""
    return packaged.terms().get(code, {}).get(tongue or language(), str(code))


class _Shown(dict):
    """Arguments as they are shown: numbers with thousands separators, missing ones visibly missing."""

    def __init__(self, arguments: Mapping[str, object], tongue: str) -> None:
        super().__init__({key: _show(value, tongue) for key, value in arguments.items()})

    def __missing__(self, key: str) -> str:
        return f"{{{key}}}"


def _show(value: object, tongue: str) -> str:
    if isinstance(value, Term):
        return term(value, tongue)
    if isinstance(value, Message):
        return word(value, tongue)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, (float, Decimal)):
        return f"{value:,.2f}"
    return str(value)
