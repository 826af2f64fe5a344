"""What photos say of themselves: real ones digit by digit, odd ones by name, and no bytes that bring the reader down."""

from __future__ import annotations

import csv
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landguard_plugin.core.evidence.containers import format_of, open_container
from landguard_plugin.core.evidence.exif import Claims, read_claims
from landguard_plugin.core.evidence.tiff import plain_text, read_directories
from tests.photos import (
    ASCII,
    LONG,
    MAKE,
    MODIFIED,
    OFFSET_TAKEN,
    ORIENTATION,
    RATIONAL,
    SHORT,
    SOFTWARE,
    TAKEN,
    bare_jpeg,
    direction,
    exif_block,
    gps_time,
    heic,
    png,
    position,
    webp,
)

FULL = {
    "main": [(MAKE, ASCII, "华为"), (ORIENTATION, SHORT, [6]), (SOFTWARE, ASCII, "V1"), (MODIFIED, ASCII, "2026:03:01 09:00:00")],
    "photo": [(TAKEN, ASCII, "2026:03:01 09:00:00"), (OFFSET_TAKEN, ASCII, "+08:00")],
    "gps": [*position("35.052345", "114.0812"), *direction(135.5), *gps_time("2026:03:01", 1, 0, 2)],
}  # fmt: skip


def claims_of(main=(), photo=(), gps=(), thumbnail=b"", order="<") -> Claims:
    return read_claims(open_container(bare_jpeg(exif_block(main, photo, gps, thumbnail, order))))


@pytest.mark.real
def test_real_photos_say_what_another_reader_reads(real_data):
    """The expected values were read with ExifRead from the exact rationals."""
    folder = real_data / "photos_exif"
    turned = {"Horizontal (normal)": 1, "Rotated 90 CW": 6}
    rows = list(csv.DictReader((folder / "expected.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 7
    for row in rows:
        claims = read_claims(open_container((folder / row["file"]).read_bytes()))
        values = claims.as_values()
        for claim, column, places in (
            ("latitude", "lat", 8),
            ("longitude", "lon", 8),
            ("direction", "img_direction", 4),
        ):
            expected = f"{Decimal(row[column]):.{places}f}" if row[column] else None
            assert values.get(claim) == expected, (row["file"], claim)
        assert claims.direction_ref == row["direction_ref"]
        assert claims.taken.replace("-", ":").replace("T", " ") == row["datetime_original"], row["file"]
        assert claims.orientation == turned[row["orientation"]]
        assert (claims.make, claims.model) == (row["make"], row["model"])
        assert not claims.odd, (row["file"], claims.odd)


@pytest.mark.parametrize("order", ["<", ">"])
def test_everything_is_read_in_both_byte_orders(order):
    values = claims_of(**FULL, thumbnail=b"\xff\xd8thumb\xff\xd9", order=order).as_values()
    assert values == {
        "format": "jpeg",
        "width": 640,
        "height": 480,
        "latitude": "35.05234500",
        "longitude": "114.08120000",
        "direction": "135.5000",
        "direction_ref": "T",
        "taken": "2026-03-01T09:00:00",
        "taken_offset": "+08:00",
        "gps_time": "2026-03-01T01:00:02Z",
        "modified": "2026-03-01T09:00:00",
        "make": "华为",
        "software": "V1",
        "orientation": 6,
        "thumbnail": "yes",
    }


def test_the_thumbnail_comes_as_its_own_bytes():
    assert claims_of(thumbnail=b"\xff\xd8thumb\xff\xd9").thumbnail == b"\xff\xd8thumb\xff\xd9"


@pytest.mark.parametrize("wrap", [bare_jpeg, png, webp, heic])
def test_every_wrapping_gives_the_same_claims(wrap):
    claims = read_claims(open_container(wrap(exif_block(**FULL))))
    assert (claims.latitude, claims.direction, claims.taken_offset) == (
        Fraction("35.052345"),
        Fraction("135.5"),
        "+08:00",
    )
    assert not claims.odd


def test_a_heif_item_that_lies_elsewhere_is_named():
    claims = read_claims(open_container(heic(exif_block(**FULL), method=1)))
    assert claims.format == "heic"
    assert not claims.has_position
    assert claims.odd == {"file": "exif_place_unknown"}


REFERENCES = {1: "N", 3: "E"}
ODD_POSITIONS = {
    "zero_denominator": (2, [(35, 1), (3, 1), (0, 0)]),
    "out_of_range": (2, [(95, 1), (3, 1), (0, 1)]),
    "wrong_count": (2, [(1, 1)] * 4),
}


@pytest.mark.parametrize("reason", ODD_POSITIONS)
def test_an_odd_position_is_named_and_never_used(reason):
    tag, parts = ODD_POSITIONS[reason]
    gps = [(tag, RATIONAL, parts) if entry[0] == tag else entry for entry in position(35, 114)]
    claims = claims_of(gps=gps)
    assert not claims.has_position
    assert claims.odd["latitude"] == reason
    assert "latitude" not in claims.as_values()
    assert f"latitude:{reason}" in claims.as_values()["odd"]


@pytest.mark.parametrize("missing", [1, 3])
def test_a_position_without_reference_has_no_sign(missing):
    claims = claims_of(gps=[entry for entry in position(35, 114) if entry[0] != missing])
    assert not claims.has_position
    assert claims.odd == {{1: "latitude", 3: "longitude"}[missing]: "no_reference"}


def test_half_a_position_is_none():
    claims = claims_of(gps=position(35, 114)[:2])
    assert (claims.latitude, claims.longitude) == (None, None)


def test_the_zero_point_is_no_position():
    claims = claims_of(gps=position(0, 0))
    assert not claims.has_position
    assert claims.odd["position"] == "zero_position"


@pytest.mark.parametrize(
    ("parts", "expected"),
    [([(0, 0)], "zero_denominator"), ([(36100, 100)], "out_of_range"), ([(360, 1)], None)],
)
def test_odd_directions(parts, expected):
    claims = claims_of(gps=[(16, ASCII, "T"), (17, RATIONAL, parts)])
    assert claims.odd.get("direction") == expected
    assert claims.direction == (None if expected else 0)


def test_a_direction_reference_nobody_knows_is_none():
    assert claims_of(gps=direction(10, "X")).direction_ref == ""
    assert claims_of(gps=direction(10, "m")).direction_ref == "M"


@pytest.mark.parametrize(
    ("text", "taken", "odd"),
    [
        ("0000:00:00 00:00:00", "", None),
        ("    :  :     :  :  ", "", None),
        ("2026:13:01 00:00:00", "", "unreadable"),
        ("2026:02:30 10:00:00", "", "unreadable"),
        ("yesterday", "", "unreadable"),
        ("2026-03-01T08:09:10", "2026-03-01T08:09:10", None),
        (b"2026:03:01 08:09:10\x00\xff\xfe", "2026-03-01T08:09:10", None),
    ],
)
def test_times_that_are_unset_or_nonsense(text, taken, odd):
    claims = claims_of(photo=[(TAKEN, ASCII, text)])
    assert (claims.taken, claims.odd.get("taken")) == (taken, odd)


@pytest.mark.parametrize(
    ("text", "offset", "odd"),
    [("+08:00", "+08:00", None), ("Z", "+00:00", None), ("-0930", "-09:30", None), ("+99:00", "", "unreadable")],
)
def test_offsets(text, offset, odd):
    claims = claims_of(photo=[(TAKEN, ASCII, "2026:03:01 08:09:10"), (OFFSET_TAKEN, ASCII, text)])
    assert (claims.taken_offset, claims.odd.get("taken_offset")) == (offset, odd)


def test_satellite_time_needs_date_and_time():
    both = gps_time("2026:03:01", 23, 59, 59)
    assert claims_of(gps=both).gps_time == "2026-03-01T23:59:59Z"
    assert claims_of(gps=both[:1]).odd == {"gps_time": "date_missing"}
    assert claims_of(gps=both[1:]).odd == {"gps_time": "time_missing"}
    assert claims_of(gps=gps_time("2026:03:01", 25, 0, 0)).odd == {"gps_time": "unreadable"}
    assert claims_of(gps=gps_time("2026:03", 1, 0, 0)).odd == {"gps_time": "unreadable"}


def test_below_the_sea():
    assert claims_of(gps=[(5, SHORT, [1]), (6, RATIONAL, [(154, 1)])]).as_values()["altitude_m"] == "-154.00"


def test_text_of_chinese_cameras_and_text_meant_to_mislead():
    assert plain_text("华为".encode("gb18030")) == "华为"
    assert plain_text("a\u202eb\tc".encode()) == "abc"
    assert plain_text(b"\xff\xff\xff" * 200) and len(plain_text(b"x" * 5000)) == 200


def test_formats_are_known_by_content():
    for content, expected in (
        (bare_jpeg(), "jpeg"),
        (png(), "png"),
        (webp(), "webp"),
        (heic(), "heic"),
        (b"%PDF-1.7", "pdf"),
        (b"PK\x03\x04....", "zip"),
        (b"hello", ""),
        (b"", ""),
    ):
        assert format_of(content) == expected


def test_a_cut_off_file_is_named():
    whole = bare_jpeg(exif_block(**FULL))
    cut = read_claims(open_container(whole[:-20]))
    assert cut.odd == {"file": "cut_off"}
    assert cut.has_position, "what was read before the break is still a claim"
    assert read_claims(open_container(png(exif_block(**FULL))[:-6])).odd == {"file": "cut_off"}


def test_a_directory_that_points_at_itself_ends():
    block = bytearray(exif_block(main=[(MAKE, ASCII, "abcdef")]))
    at = 8 + 2 + 12
    block[at : at + 4] = (8).to_bytes(4, "little")
    assert read_directories(bytes(block)).troubles == ("directory_loop",)


def test_a_value_beyond_the_block_is_named():
    block = bytearray(exif_block(main=[(MAKE, ASCII, "abcdef")]))
    block[8 + 2 + 4 : 8 + 2 + 8] = (60_000).to_bytes(4, "little")
    assert read_directories(bytes(block)).troubles == ("value_outside",)


def test_a_thumbnail_beyond_the_block_is_named():
    block = exif_block(thumbnail=b"\xff\xd8" + b"x" * 40)
    assert read_directories(block[:-8]).troubles == ("thumbnail_outside",)


_SEEDS = [wrap(exif_block(**FULL, thumbnail=b"\xff\xd8xx\xff\xd9")) for wrap in (bare_jpeg, png, webp, heic)]


@settings(max_examples=600, deadline=None)
@given(
    seed=st.sampled_from(_SEEDS),
    hits=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), max_size=12),
    cut=st.integers(0, 10_000),
)
def test_no_bytes_bring_the_reader_down(seed, hits, cut):
    """Bytes turned over anywhere, and the file cut off anywhere: claims come back, inside their ranges."""
    content = bytearray(seed)
    for place, value in hits:
        content[place % len(content)] = value
    content = bytes(content[: max(1, cut % (2 * len(content)))])
    claims = read_claims(open_container(content))
    values = claims.as_values()
    assert all(isinstance(value, (str, int)) for value in values.values())
    if claims.has_position:
        assert -90 <= claims.latitude <= 90
        assert -180 <= claims.longitude <= 180
    if claims.direction is not None:
        assert 0 <= claims.direction < 360


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_noise_is_read_as_nothing(noise):
    read_claims(open_container(noise))
    read_directories(b"II*\x00" + noise)
    read_directories(b"MM\x00*" + noise)


@settings(max_examples=150, deadline=None)
@given(st.decimals(-90, 90, places=8, allow_nan=False), st.decimals(-180, 180, places=8, allow_nan=False))
def test_positions_come_back_to_a_tenth_of_a_millimetre(latitude, longitude):
    if abs(latitude) < Decimal("1e-6") and abs(longitude) < Decimal("1e-6"):
        return
    claims = claims_of(gps=position(str(latitude), str(longitude)))
    assert abs(claims.latitude - Fraction(str(latitude))) < Fraction(1, 10**9)
    assert abs(claims.longitude - Fraction(str(longitude))) < Fraction(1, 10**9)


def test_long_counts_do_not_take_memory():
    block = bytearray(exif_block(main=[(MAKE, LONG, [1, 2, 3])]))
    block[8 + 2 + 4 : 8 + 2 + 8] = (0xFFFFFFFF).to_bytes(4, "little")
    assert read_directories(bytes(block)).troubles == ("value_outside",)
