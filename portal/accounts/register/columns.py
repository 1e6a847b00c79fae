"""The columns of the national register's extract (Get Information about Schools) that the portal reads."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

URN = "URN"
NAME = "EstablishmentName"
STATUS = "EstablishmentStatus (name)"
TYPE = "TypeOfEstablishment (name)"
OPENED, CLOSED = "OpenDate", "CloseDate"
REASON = "ReasonEstablishmentClosed (name)"
PHASE = "PhaseOfEducation (name)"
LOW_AGE, HIGH_AGE = "StatutoryLowAge", "StatutoryHighAge"
AUTHORITY = "LA (code)"
NUMBER = "EstablishmentNumber"
DISTRICT_CODE, DISTRICT_NAME = "DistrictAdministrative (code)", "DistrictAdministrative (name)"
STREET, LOCALITY, ADDRESS3, TOWN, POSTCODE = "Street", "Locality", "Address3", "Town", "Postcode"
WEBSITE, TELEPHONE = "SchoolWebsite", "TelephoneNum"
UKPRN, TRUST = "UKPRN", "Trusts (name)"
CAPACITY, PUPILS = "SchoolCapacity", "NumberOfPupils"
PROVISION = "TypeOfResourcedProvision (name)"
EASTING, NORTHING = "Easting", "Northing"
CHANGED = "LastChangedDate"

NEEDED = (
    URN, NAME, STATUS, TYPE, OPENED, CLOSED, LOW_AGE, HIGH_AGE, AUTHORITY, DISTRICT_CODE, DISTRICT_NAME,
    STREET, TOWN, POSTCODE,
)  # fmt: skip
"""Without one of these a file is not the register's extract: nothing of it is loaded."""

ALSO_READ = (
    REASON, PHASE, NUMBER, LOCALITY, ADDRESS3, WEBSITE, TELEPHONE, UKPRN, TRUST, CAPACITY, PUPILS,
    PROVISION, EASTING, NORTHING, CHANGED,
)  # fmt: skip
"""Where one of these is missing, schools keep what they have."""

LINK_URN, LINK_TYPE = "LinkURN", "LinkType"
NEEDED_FOR_LINKS = (URN, LINK_URN, LINK_TYPE)


class WrongColumns(ValueError):
    """A file that lacks needed columns; the message names each, with what may stand for it."""


def find_columns(
    header: Sequence[str], *, needed: Sequence[str] = NEEDED, also: Sequence[str] = ALSO_READ
) -> Mapping[str, int]:
    """Where each column stands, whatever its capitals and spaces. Raises ``WrongColumns``."""
    places: dict[str, int] = {}
    for number, title in enumerate(header):
        places.setdefault(_plain(title), number)
    missing = [name for name in needed if _plain(name) not in places]
    if missing:
        raise WrongColumns(_say_missing(missing, header))
    return {name: places[_plain(name)] for name in (*needed, *also) if _plain(name) in places}


def _plain(title: str) -> str:
    return "".join(title.split()).casefold()


def _say_missing(missing: Sequence[str], header: Sequence[str]) -> str:
    named = ", ".join(f"“{name}”{_perhaps(name, header)}" for name in missing)
    columns = "a column that is" if len(missing) == 1 else "columns that are"
    return (
        f"This is not the register’s file, or {columns} needed {'has' if len(missing) == 1 else 'have'} "
        f"another name. Missing: {named}. Nothing was loaded."
    )


def _perhaps(name: str, header: Sequence[str]) -> str:
    titles = [title.strip()[:60] for title in header if title.strip()]
    near = difflib.get_close_matches(name, titles, n=1, cutoff=0.6)
    return f" (perhaps “{near[0]}”)" if near else ""
