"""Where a postcode, the first half of one, a town or a district of Kent lies; no network is asked.

From the postcodes that ship with the portal (OS Code-Point Open). Every page that shows what comes
of them says ``ATTRIBUTION``. They are kept in memory as one sorted block of 16 bytes each, as a list
of Python objects would take ten times as much in every web process.
"""

from __future__ import annotations

import csv
import gzip
import re
import struct
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians
from pathlib import Path

from django.db import models

ATTRIBUTION = (
    "Contains Ordnance Survey, Royal Mail and National Statistics data "
    "© Crown copyright and database right 2025"
)
DATA = Path(__file__).parent / "data"
POSTCODES, TOWNS = DATA / "kent_postcodes.csv.gz", DATA / "kent_towns.csv"

POSTCODE = re.compile(r"\b([A-Z]{1,2}[0-9][A-Z0-9]?) ?([0-9][A-Z]{2})\b")
OUTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
CODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?: ([0-9]))?(?= |$)")
"""In the list of towns: an outcode, or one with the first digit of what follows."""

RECORD = struct.Struct(">7siiB")
"""A postcode without its space, padded; latitude and longitude in hundred-thousandths; the district."""
FINE = 100_000
MILES_IN_A_DEGREE = 69.09


class PlaceKind(models.TextChoices):
    """How exactly a place is known."""

    POSTCODE = "postcode", "Postcode"
    OUTCODE = "outcode", "First half of a postcode"
    TOWN = "town", "Town"
    DISTRICT = "district", "District"


Point = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True)
class Place:
    """A place in Kent. ``district`` is its slug: where most of it lies."""

    name: str
    kind: PlaceKind
    latitude: float
    longitude: float
    district: str

    def miles_to(self, latitude: float, longitude: float) -> float:
        """As the crow flies; Kent is small enough to be flat."""
        across = (longitude - self.longitude) * cos(radians(self.latitude))
        return hypot(latitude - self.latitude, across) * MILES_IN_A_DEGREE


def say_about(miles: float) -> str:
    """“about 4 miles”, “less than a mile”: as the crow flies and often from the middle of a town, so no
    more exactly than that."""
    if miles < 1:
        return "less than a mile"
    whole = round(miles)
    return f"about {whole} mile{'' if whole == 1 else 's'}"


def say_closely(miles: float) -> str:
    """“0.4 miles”, for schools: they lie close to each other, each at its own postcode."""
    if miles < 0.1:
        return "under 0.1 miles"
    return f"{miles:.1f} miles" if miles < 10 else f"{miles:.0f} miles"


def point_of(latitude: float | None, longitude: float | None, postcode: str) -> Point | None:
    """Where something is: at its own point on the map, else at its postcode."""
    if latitude is not None and longitude is not None:
        return latitude, longitude
    known = look_up(postcode) if postcode else None
    return (known.latitude, known.longitude) if known else None


def look_up(text: str) -> Place | None:
    """The place that ``text`` names: a postcode, an outcode, a town or a district; else none.

    A postcode newer than our list is taken for the middle of its first half.
    """
    tidy = tidy_postcode(text)
    whole = POSTCODE.fullmatch(tidy)
    if whole:
        return _postcode(tidy) or _outcode(whole[1])
    if OUTCODE.fullmatch(tidy):
        return _outcode(tidy)
    return _named().get(_plain(text))


def names() -> Collection[str]:
    """Names of all towns and districts in small letters, without hyphens, as ``look_up`` reads them."""
    return _named().keys()


def tidy_postcode(text: str) -> str:
    """In capitals with one space where it belongs; what is no postcode just in capitals."""
    joined = re.sub(r"\s+", "", text.upper())
    match = POSTCODE.fullmatch(joined)
    return f"{match[1]} {match[2]}" if match else " ".join(text.upper().split())


def is_postcode(text: str) -> bool:
    """Whether ``text`` has the shape of a whole postcode, in Kent or not."""
    return POSTCODE.fullmatch(tidy_postcode(text)) is not None


def is_outcode(text: str) -> bool:
    """Whether ``text`` has the shape of the first half of a postcode."""
    return OUTCODE.fullmatch(text.strip().upper()) is not None


def postcodes_known() -> int:
    """How many postcodes of Kent the portal knows."""
    return len(_block())


def place_of_number(number: int) -> Place:
    """A postcode by its place in the sorted list: for invented data that is spread like Kent's people."""
    block = _block()
    return Place(tidy_postcode(block[number].decode()), PlaceKind.POSTCODE, *block.row(number))


def town_of(postcode: str) -> str:
    """The town whose postcodes these are; empty where that is not known."""
    outcode, _space, rest = postcode.partition(" ")
    towns = _towns_by_code()
    return towns.get(f"{outcode} {rest[:1]}") or towns.get(outcode) or ""


@cache
def _towns_by_code() -> dict[str, str]:
    with TOWNS.open(encoding="utf-8", newline="") as lines:
        return {
            f"{match[1]} {match[2]}" if match[2] else match[1]: line["town"]
            for line in csv.DictReader(lines)
            for match in CODE.finditer(line["postcodes"])
        }


@dataclass(frozen=True)
class _Block:
    """All postcodes: ``keys`` and ``rows`` in the same order."""

    packed: bytes
    districts: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.packed) // RECORD.size

    def __getitem__(self, number: int) -> bytes:
        start = number * RECORD.size
        return self.packed[start : start + 7].rstrip()

    def row(self, number: int) -> tuple[float, float, str]:
        """Latitude, longitude and district."""
        _key, latitude, longitude, district = RECORD.unpack_from(self.packed, number * RECORD.size)
        return latitude / FINE, longitude / FINE, self.districts[district]

    def find(self, key: bytes) -> int | None:
        """Where this postcode stands."""
        number = bisect_left(self, key)  # type: ignore[arg-type]
        return number if number < len(self) and self[number] == key else None

    def starting(self, start: bytes, length: int | None = None) -> Iterator[tuple[float, float, str]]:
        """The rows whose postcode starts so, and, if asked, is this many letters long."""
        number = bisect_left(self, start)  # type: ignore[arg-type]
        while number < len(self) and self[number].startswith(start):
            if length is None or len(self[number]) == length:
                yield self.row(number)
            number += 1


@cache
def _block() -> _Block:
    districts: dict[str, int] = {}
    records = []
    with gzip.open(POSTCODES, "rt", encoding="ascii", newline="") as lines:
        reader = csv.reader(lines)
        next(reader)
        for postcode, latitude, longitude, district in reader:
            key = postcode.replace(" ", "").ljust(7).encode()
            number = districts.setdefault(district, len(districts))
            where = (round(float(latitude) * FINE), round(float(longitude) * FINE))
            records.append(RECORD.pack(key, *where, number))
    return _Block(b"".join(sorted(records)), tuple(districts))


def _postcode(tidy: str) -> Place | None:
    number = _block().find(tidy.replace(" ", "").encode("ascii", "replace"))
    return None if number is None else Place(tidy, PlaceKind.POSTCODE, *_block().row(number))


@cache
def _outcode(outcode: str) -> Place | None:
    """The middle of its postcodes. The second half always has three letters: CT1 is not CT11."""
    return _middle(outcode, PlaceKind.OUTCODE, _in_outcode(outcode))


def _in_outcode(outcode: str) -> Iterator[tuple[float, float, str]]:
    return _block().starting(outcode.encode(), len(outcode) + 3)


def _middle(name: str, kind: PlaceKind, rows: Iterable[tuple[float, float, str]]) -> Place | None:
    found = list(rows)
    if not found:
        return None
    districts = [row[2] for row in found]
    return Place(
        name,
        kind,
        round(sum(row[0] for row in found) / len(found), 5),
        round(sum(row[1] for row in found) / len(found), 5),
        max(set(districts), key=districts.count),
    )


@cache
def _named() -> dict[str, Place]:
    """Towns and districts by their plain names. A town's name wins: it says more exactly where."""
    towns = {_plain(place.name): place for place in _towns()}
    return {**_districts(), **towns}


def _towns() -> Iterator[Place]:
    with TOWNS.open(encoding="utf-8", newline="") as lines:
        for line in csv.DictReader(lines):
            place = _middle(line["town"], PlaceKind.TOWN, _around(line["postcodes"]))
            if place is not None:
                yield place


def _around(codes: str) -> Iterator[tuple[float, float, str]]:
    """Rows of outcodes and sectors, as ``CT9`` or ``CT9 2``, with spaces between them."""
    for match in CODE.finditer(codes):
        outcode, sector = match[1], match[2] or ""
        yield from _block().starting(f"{outcode}{sector}".encode(), len(outcode) + 3)


def _districts() -> dict[str, Place]:
    block = _block()
    rows: dict[str, list[tuple[float, float, str]]] = {}
    for number in range(len(block)):
        row = block.row(number)
        rows.setdefault(row[2], []).append(row)
    found = {}
    for slug, inside in rows.items():
        name = slug.replace("-", " ")
        place = _middle(name.title().replace(" And ", " and "), PlaceKind.DISTRICT, inside)
        if place is not None:
            found[name] = place
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z ]", " ", text.lower().replace("&", " and ")).split())
