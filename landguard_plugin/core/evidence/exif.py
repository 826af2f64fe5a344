"""What a photo says of itself: where, in which direction, when and with what it was taken. Claims, never facts.

A claim is there, absent, or odd; an odd one is named with the reason and never used. Nothing is made up: a latitude without
N or S has no sign, so there is no position. Angles come from the exact fractions of the file.

Source: CIPA DC-008 (Exif 2.32) sections 4.6.4 to 4.6.6.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from ..patches.records import Value
from .containers import Container
from .tiff import GPS, MAIN, PHOTO, Directories, Rational, plain_text, read_directories

TRUE, MAGNETIC = "T", "M"

_MAKE, _MODEL, _ORIENTATION, _SOFTWARE, _MODIFIED = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132
_TAKEN, _DIGITIZED, _OFFSET, _OFFSET_TAKEN = 0x9003, 0x9004, 0x9010, 0x9011
_LATITUDE_REF, _LATITUDE, _LONGITUDE_REF, _LONGITUDE, _ALTITUDE_REF, _ALTITUDE, _TIME = 1, 2, 3, 4, 5, 6, 7
_DIRECTION_REF, _DIRECTION, _DATUM, _DATE, _ACCURACY = 16, 17, 18, 29, 31

_MOMENT = re.compile(r"(\d{4})[:\-/.](\d{1,2})[:\-/.](\d{1,2})[ T](\d{1,2}):(\d{1,2}):(\d{1,2})")
_SHIFT = re.compile(r"([+-])(\d{2}):?(\d{2})")
_UNSET = re.compile(r"[0: \-/]*")


@dataclass(frozen=True)
class Claims:
    """What a file says. None or "" means it does not say; `odd` names what it says that makes no sense: claim -> reason.

    latitude, longitude   degrees, exact, north and east positive; the system is the receiver's (WGS 84), within a metre CGCS2000
    direction             degrees clockwise from north, [0, 360); direction_ref T true, M magnetic, "" not said
    taken                 local clock of the camera, ISO text without offset; taken_offset "+08:00" or ""
    gps_time              satellite time, UTC, ISO text with Z
    modified              when the file says it was last changed
    """

    format: str
    width: int = 0
    height: int = 0
    latitude: Fraction | None = None
    longitude: Fraction | None = None
    altitude_m: Fraction | None = None
    accuracy_m: Fraction | None = None
    datum: str = ""
    direction: Fraction | None = None
    direction_ref: str = ""
    taken: str = ""
    taken_offset: str = ""
    gps_time: str = ""
    modified: str = ""
    make: str = ""
    model: str = ""
    software: str = ""
    orientation: int = 1
    thumbnail: bytes = b""
    odd: Mapping[str, str] = field(default_factory=dict)

    @property
    def has_position(self) -> bool:
        """Return whether the file says where it was taken."""
        return self.latitude is not None and self.longitude is not None

    def as_values(self) -> dict[str, Value]:
        """Return the claims as text and integers, as stores and certificates hold them; what is not said is left out."""
        values: dict[str, Value] = {
            "format": self.format,
            "width": self.width or None,
            "height": self.height or None,
            "latitude": _decimal(self.latitude, 8),
            "longitude": _decimal(self.longitude, 8),
            "altitude_m": _decimal(self.altitude_m, 2),
            "accuracy_m": _decimal(self.accuracy_m, 2),
            "datum": self.datum,
            "direction": _decimal(self.direction, 4),
            "direction_ref": self.direction_ref,
            "taken": self.taken,
            "taken_offset": self.taken_offset,
            "gps_time": self.gps_time,
            "modified": self.modified,
            "make": self.make,
            "model": self.model,
            "software": self.software,
            "orientation": self.orientation if self.orientation != 1 else None,
            "thumbnail": "yes" if self.thumbnail else None,
            "odd": " ".join(f"{claim}:{reason}" for claim, reason in self.odd.items()),
        }
        return {name: value for name, value in values.items() if value not in (None, "")}


def read_claims(container: Container) -> Claims:
    """Return what a file says of itself. Never raises for bad bytes."""
    directories = read_directories(container.exif) if container.exif else Directories()
    return _Interpreter(container, directories).claims()


class _Interpreter:
    def __init__(self, container: Container, directories: Directories) -> None:
        self._container, self._read = container, directories
        self._odd: dict[str, str] = {}

    def claims(self) -> Claims:
        read = self._read
        latitude = self._angle("latitude", _LATITUDE, _LATITUDE_REF, "NS", 90)
        longitude = self._angle("longitude", _LONGITUDE, _LONGITUDE_REF, "EW", 180)
        if latitude == 0 and longitude == 0:
            self._odd["position"] = "zero_position"
        if latitude is None or longitude is None or "position" in self._odd:
            latitude = longitude = None
        direction, reference = self._direction()
        taken, offset = self._taken()
        claims = Claims(
            format=self._container.format,
            width=self._container.width,
            height=self._container.height,
            latitude=latitude,
            longitude=longitude,
            altitude_m=self._altitude(),
            accuracy_m=self._single("accuracy_m", _ACCURACY),
            datum=read.text(GPS, _DATUM),
            direction=direction,
            direction_ref=reference,
            taken=taken,
            taken_offset=offset,
            gps_time=self._gps_time(),
            modified=self._moment("modified", read.text(MAIN, _MODIFIED)),
            make=read.text(MAIN, _MAKE),
            model=read.text(MAIN, _MODEL),
            software=read.text(MAIN, _SOFTWARE),
            orientation=self._orientation(),
            thumbnail=read.thumbnail,
            odd=self._odd,
        )
        for place, troubles in (("file", self._container.troubles), ("exif", read.troubles)):
            if troubles:
                self._odd[place] = ",".join(troubles)
        return claims

    def _angle(self, claim: str, tag: int, reference_tag: int, letters: str, limit: int) -> Fraction | None:
        """Return degrees from degrees, minutes and seconds (fewer parts are allowed) with the sign of the reference."""
        parts = self._read.rationals(GPS, tag)
        if parts is None:
            return None
        reference = self._letter(GPS, reference_tag)
        if reference not in tuple(letters):
            self._odd[claim] = "no_reference"
            return None
        if not 1 <= len(parts) <= 3:
            self._odd[claim] = "wrong_count"
            return None
        values = self._fractions(claim, parts)
        if values is None:
            return None
        degrees, minutes, seconds = (*values, Fraction(0), Fraction(0))[:3]
        angle = degrees + minutes / 60 + seconds / 3600
        if min(values) < 0 or minutes > 60 or seconds > 60 or angle > limit:
            self._odd[claim] = "out_of_range"
            return None
        return angle if reference == letters[0] else -angle

    def _fractions(self, claim: str, parts: tuple[Rational, ...]) -> list[Fraction] | None:
        if any(denominator == 0 for _, denominator in parts):
            self._odd[claim] = "zero_denominator"
            return None
        return [Fraction(numerator, denominator) for numerator, denominator in parts]

    def _single(self, claim: str, tag: int) -> Fraction | None:
        parts = self._read.rationals(GPS, tag)
        if not parts:
            return None
        values = self._fractions(claim, parts[:1])
        return values[0] if values else None

    def _letter(self, directory: str, tag: int) -> str:
        value = self._read.tags.get((directory, tag), "")
        text = plain_text(value) if isinstance(value, bytes) else value if isinstance(value, str) else ""
        return text[:1].upper()

    def _direction(self) -> tuple[Fraction | None, str]:
        value = self._single("direction", _DIRECTION)
        reference = self._letter(GPS, _DIRECTION_REF)
        if value is None:
            return None, ""
        if not 0 <= value <= 360:
            self._odd["direction"] = "out_of_range"
            return None, ""
        return value % 360, reference if reference in (TRUE, MAGNETIC) else ""

    def _altitude(self) -> Fraction | None:
        value = self._single("altitude_m", _ALTITUDE)
        if value is None:
            return None
        below = self._read.tags.get((GPS, _ALTITUDE_REF))
        return -value if below in ((1,), b"\x01") else value

    def _orientation(self) -> int:
        value = self._read.number(MAIN, _ORIENTATION)
        if value is None or value == 0:
            return 1
        if not 1 <= value <= 8:
            self._odd["orientation"] = "out_of_range"
            return 1
        return value

    def _taken(self) -> tuple[str, str]:
        for tag in (_TAKEN, _DIGITIZED):
            moment = self._moment("taken", self._read.text(PHOTO, tag))
            if moment:
                return moment, self._offset()
        return "", ""

    def _offset(self) -> str:
        text = self._read.text(PHOTO, _OFFSET_TAKEN) or self._read.text(PHOTO, _OFFSET)
        if text in ("Z", "+00:00", "-00:00"):
            return "+00:00"
        found = _SHIFT.fullmatch(text)
        if found and int(found[2]) <= 14 and int(found[3]) < 60:
            return f"{found[1]}{found[2]}:{found[3]}"
        if text:
            self._odd["taken_offset"] = "unreadable"
        return ""

    def _moment(self, claim: str, text: str) -> str:
        """Return a camera's date and time as ISO text, "" when it is unset or makes no sense."""
        if _UNSET.fullmatch(text):
            return ""
        found = _MOMENT.match(text)
        try:
            return _moment_of(found.groups()).isoformat() if found else self._unreadable(claim)
        except ValueError:
            return self._unreadable(claim)

    def _unreadable(self, claim: str) -> str:
        self._odd[claim] = "unreadable"
        return ""

    def _gps_time(self) -> str:
        date, parts = self._read.text(GPS, _DATE), self._read.rationals(GPS, _TIME)
        if _UNSET.fullmatch(date) or parts is None:
            if parts is not None or not _UNSET.fullmatch(date):
                self._odd["gps_time"] = "date_missing" if parts is not None else "time_missing"
            return ""
        if len(parts) != 3:
            self._odd["gps_time"] = "wrong_count"
            return ""
        values = self._fractions("gps_time", parts)
        if values is None:
            return ""
        hours, minutes, seconds = values
        try:
            day = _moment_of(re.split(r"[:\-/.]", date))
            if not (0 <= hours < 24 and 0 <= minutes < 60 and 0 <= seconds < 61):
                return self._unreadable("gps_time")
            moment = day + timedelta(seconds=int(hours * 3600 + minutes * 60 + seconds))
        except (ValueError, OverflowError):
            return self._unreadable("gps_time")
        return moment.isoformat() + "Z"


def _moment_of(numbers: Sequence[str]) -> datetime:
    """Return the moment of year, month, day and so on. Raises ValueError when there is none."""
    year, month, day, *clock = map(int, numbers)
    hour, minute, second = (*clock, 0, 0, 0)[:3]
    return datetime(year, month, day, hour, minute, second)


def _decimal(value: Fraction | None, places: int) -> str | None:
    """Return a fraction as decimal text with so many places, rounded half to even; None for None."""
    if value is None:
        return None
    scaled = round(value * 10**places)
    sign = "-" if scaled < 0 else ""
    whole, part = divmod(abs(scaled), 10**places)
    return f"{sign}{whole}.{part:0{places}d}"
