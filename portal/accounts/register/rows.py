"""A line of the register as the values of a school, or what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.accounts.models import School
from portal.accounts.register import cells
from portal.accounts.register import columns as c
from portal.accounts.register.reading import Line, Problem
from portal.base.osgb import to_latitude_longitude
from portal.vocabulary.models import District
from portal.vocabulary.places import PlaceKind, look_up
from portal.vocabulary.registry import terms

KENT = "886"
"""Kent's code as a local authority."""

STATUSES = {
    "open": School.Status.OPEN,
    "open, but proposed to close": School.Status.CLOSING,
    "proposed to open": School.Status.PROPOSED,
    "closed": School.Status.CLOSED,
}
OLDEST = 99

Read = Callable[[str], Any]


def _longest(field: str) -> int:
    return getattr(School._meta.get_field(field), "max_length", None) or 0


def _text(field: str) -> Read:
    return lambda cell: cells.text(cell, most=_longest(field))


def _status(cell: str) -> str:
    found = STATUSES.get(cells.plain(cell).casefold())
    if found is None:
        raise ValueError("The portal does not know this status.")
    return found


def _name(cell: str) -> str:
    found: str = _text("name")(cell)
    if not found:
        raise ValueError("A school needs a name.")
    return found


FIELDS: Mapping[str, tuple[str, Read]] = {
    "urn": (c.URN, cells.urn),
    "name": (c.NAME, _name),
    "register_status": (c.STATUS, _status),
    "kind": (c.TYPE, _text("kind")),
    "opened_on": (c.OPENED, cells.day),
    "closed_on": (c.CLOSED, cells.day),
    "closing_reason": (c.REASON, _text("closing_reason")),
    "minimum_age": (c.LOW_AGE, lambda cell: cells.number(cell, most=OLDEST)),
    "maximum_age": (c.HIGH_AGE, lambda cell: cells.number(cell, most=OLDEST)),
    "local_authority": (c.AUTHORITY, _text("local_authority")),
    "establishment_number": (c.NUMBER, _text("establishment_number")),
    "town": (c.TOWN, _text("town")),
    "postcode": (c.POSTCODE, cells.postcode),
    "website": (c.WEBSITE, lambda cell: cells.website(cell, most=_longest("website"))),
    "phone": (c.TELEPHONE, lambda cell: cells.telephone(cell, most=_longest("phone"))),
    "ukprn": (c.UKPRN, _text("ukprn")),
    "trust": (c.TRUST, _text("trust")),
    "capacity": (c.CAPACITY, lambda cell: cells.number(cell, most=99_999)),
    "pupils": (c.PUPILS, lambda cell: cells.number(cell, most=99_999)),
    "special_provision": (c.PROVISION, _text("special_provision")),
    "register_changed_on": (c.CHANGED, cells.day),
}
"""Each field of a school with its column and how that is read; the rest comes of several columns."""


@dataclass(frozen=True)
class RegisterRow:
    """A school as the register has it: only the fields whose columns the file has."""

    line: int
    urn: int
    values: dict[str, Any]
    in_kent: bool


class Reader:
    """Reads the lines of one file. Districts are looked up once."""

    def __init__(self, places: Mapping[str, int], *, today: date) -> None:
        self.places = places
        self.today = today
        districts: tuple[District, ...] = terms("districts").rows
        self.by_code = {row.ons_code: row for row in districts if row.ons_code}
        self.by_name = {row.name.casefold(): row for row in districts}
        self.by_slug = {row.slug: row for row in districts}

    def read(self, line: Line) -> RegisterRow | list[Problem]:
        """The school, or everything that is wrong with its line."""
        values: dict[str, Any] = {}
        problems: list[Problem] = []
        for field, (column, read) in FIELDS.items():
            if column not in self.places:
                continue
            cell = self.cell(line, column)
            try:
                values[field] = read(cell)
            except ValueError as error:
                problems.append(Problem.of(line.number, column, cell, str(error)))
        problems += self._contradictions(line, values)
        if problems:
            return problems
        self._settle_closing(values)
        values["address"] = self._address(line)
        district = self._district(line, values["postcode"])
        values["district_id"] = district.pk if district else None
        values["latitude"], values["longitude"] = self._position(line, values["postcode"])
        in_kent = district is not None or values["local_authority"] == KENT
        return RegisterRow(line.number, values.pop("urn"), values, in_kent)

    def cell(self, line: Line, column: str) -> str:
        """What stands in a column; nothing where the line or the file ends before."""
        place = self.places.get(column, -1)
        return line.cells[place] if 0 <= place < len(line.cells) else ""

    def _contradictions(self, line: Line, values: Mapping[str, Any]) -> list[Problem]:
        low, high = values.get("minimum_age"), values.get("maximum_age")
        if low is not None and high is not None and high < low:
            return [Problem.of(line.number, c.HIGH_AGE, str(high), "It is below the lowest age.")]
        opened, closed = values.get("opened_on"), values.get("closed_on")
        if opened and closed and closed < opened:
            reason = "The school would have closed before it opened."
            return [Problem.of(line.number, c.CLOSED, self.cell(line, c.CLOSED), reason)]
        return []

    def _settle_closing(self, values: dict[str, Any]) -> None:
        """What is open has no closing day that is past. What is closed may lack one."""
        day = values["closed_on"]
        if values["register_status"] != School.Status.CLOSED and day is not None and day <= self.today:
            values["closed_on"] = None

    def _address(self, line: Line) -> str:
        parts = [cells.plain(self.cell(line, name)) for name in (c.STREET, c.LOCALITY, c.ADDRESS3)]
        return ", ".join(filter(None, parts))[: _longest("address")]

    def _district(self, line: Line, postcode: str) -> District | None:
        """By the register's code, else its name, else where the postcode lies."""
        found = self.by_code.get(cells.plain(self.cell(line, c.DISTRICT_CODE))) or self.by_name.get(
            cells.plain(self.cell(line, c.DISTRICT_NAME)).casefold()
        )
        if found is None and not cells.plain(self.cell(line, c.DISTRICT_CODE)):
            place = look_up(postcode) if postcode else None
            found = self.by_slug.get(place.district) if place else None
        return found

    def _position(self, line: Line, postcode: str) -> tuple[float | None, float | None]:
        """Where the postcode lies, else where the register's grid reference does."""
        place = look_up(postcode) if postcode else None
        if place is not None and place.kind is PlaceKind.POSTCODE:
            return place.latitude, place.longitude
        try:
            east = cells.coordinate(self.cell(line, c.EASTING))
            north = cells.coordinate(self.cell(line, c.NORTHING))
            latitude, longitude = to_latitude_longitude(east, north)
        except ValueError:
            return None, None
        return round(latitude, 5), round(longitude, 5)
