"""Invented extracts of the national register, as its CSV download writes them.

``python -m tests.factories.register 24000 FILE`` writes one for a measurement.
"""

from __future__ import annotations

import csv
import io
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from portal.home.demo.invented import Invented

HEADER = (
    "URN", "UKPRN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName",
    "TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "EstablishmentTypeGroup (name)",
    "EstablishmentStatus (name)", "ReasonEstablishmentClosed (name)", "OpenDate", "CloseDate",
    "PhaseOfEducation (code)", "PhaseOfEducation (name)", "StatutoryLowAge", "StatutoryHighAge",
    "NurseryProvision (name)", "OfficialSixthForm (name)", "SchoolCapacity", "NumberOfPupils",
    "Trusts (code)", "Trusts (name)", "SEN1 (name)", "SEN13 (name)", "TypeOfResourcedProvision (name)",
    "ResourcedProvisionCapacity", "SenUnitCapacity", "DistrictAdministrative (code)",
    "DistrictAdministrative (name)", "Street", "Locality", "Address3", "Town", "County (name)", "Postcode",
    "SchoolWebsite", "TelephoneNum", "Easting", "Northing", "LastChangedDate",
)  # fmt: skip

DISTRICT_CODES = {
    "ashford": "E07000105", "canterbury": "E07000106", "dartford": "E07000107", "dover": "E07000108",
    "gravesham": "E07000109", "maidstone": "E07000110", "sevenoaks": "E07000111",
    "folkestone-and-hythe": "E07000112", "swale": "E07000113", "thanet": "E07000114",
    "tonbridge-and-malling": "E07000115", "tunbridge-wells": "E07000116",
}  # fmt: skip

ROW = {
    "URN": "118234", "UKPRN": "10012345", "LA (code)": "886", "LA (name)": "Kent",
    "EstablishmentNumber": "2134", "EstablishmentName": "Sands Primary School",
    "TypeOfEstablishment (name)": "Community school", "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-1998", "PhaseOfEducation (name)": "Primary", "StatutoryLowAge": "4",
    "StatutoryHighAge": "11", "SchoolCapacity": "210", "NumberOfPupils": "198",
    "DistrictAdministrative (code)": "E07000114", "DistrictAdministrative (name)": "Thanet",
    "Street": "12 Mill Lane", "Town": "Margate", "County (name)": "Kent", "Postcode": "CT9 1HQ",
    "SchoolWebsite": "www.sands.kent.sch.uk", "TelephoneNum": "01843 960960", "Easting": "635500",
    "Northing": "170700", "LastChangedDate": "01-10-2026",
}  # fmt: skip
"""An open primary school in Margate."""


def csv_of(
    *rows: dict[str, str], header: Iterable[str] = HEADER, encoding: str = "utf-8", ends: str = "\n"
) -> io.BytesIO:
    """A file of these rows; what one does not say is empty."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(header), lineterminator=ends, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def row_of(**changes: str) -> dict[str, str]:
    """``ROW`` with some cells changed: ``row_of(name="Shore", urn="118235")``."""
    titles = {
        "urn": "URN", "name": "EstablishmentName", "status": "EstablishmentStatus (name)",
        "closed": "CloseDate", "opened": "OpenDate", "reason": "ReasonEstablishmentClosed (name)",
        "postcode": "Postcode", "town": "Town", "authority": "LA (code)",
        "district": "DistrictAdministrative (code)", "district_name": "DistrictAdministrative (name)",
        "low": "StatutoryLowAge", "high": "StatutoryHighAge", "phone": "TelephoneNum",
        "website": "SchoolWebsite", "street": "Street", "east": "Easting", "north": "Northing",
        "changed": "LastChangedDate",
    }  # fmt: skip
    return {**ROW, **{titles[name]: value for name, value in changes.items()}}


def row_of_invented(invented: Invented) -> dict[str, str]:
    """A line for a school that is nowhere; every ninth has closed."""
    closed = invented.number % 9 == 8
    name, (low, high) = invented.name, invented.kind.ages
    return {
        **ROW,
        "URN": str(100_000 + invented.number),
        "EstablishmentName": name,
        "TypeOfEstablishment (name)": invented.kind.register,
        "EstablishmentStatus (name)": "Closed" if closed else "Open",
        "CloseDate": "31-08-2019" if closed else "",
        "ReasonEstablishmentClosed (name)": "Academy Converter" if closed else "",
        "PhaseOfEducation (name)": invented.kind.phase,
        "StatutoryLowAge": str(low),
        "StatutoryHighAge": str(high),
        "DistrictAdministrative (code)": DISTRICT_CODES[invented.place.district],
        "DistrictAdministrative (name)": invented.place.district.replace("-", " ").title(),
        "Street": f"{invented.number % 90 + 1} Mill Lane",
        "Town": invented.town,
        "Postcode": invented.place.name,
        "SchoolWebsite": f"www.school-{invented.number}.example",
        "TelephoneNum": f"01632 96{invented.number % 10_000:04d}",
    }


def invented_register(number: int, *, seed: int = 1) -> io.BytesIO:
    """An extract with ``number`` schools."""
    from portal.home.demo.invented import invented_schools

    return csv_of(
        *(row_of_invented(invented) for invented in invented_schools(number, seed=seed)),
        encoding="cp1252",
        ends="\r\n",
    )


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    Path(sys.argv[2]).write_bytes(invented_register(int(sys.argv[1])).getvalue())
