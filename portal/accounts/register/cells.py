"""Single cells of the register as values, with what Excel does to them put right.

Each function raises ``ValueError`` with a sentence for people when a cell cannot be what it should.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from urllib.parse import urlsplit

from portal.base.ids import read_id
from portal.vocabulary.places import is_postcode, tidy_postcode

AS_FORMULA = re.compile(r'="(.*)"')
DATES = ("%d-%m-%Y", "%d/%m/%Y", "%Y-%m-%d", "%d-%b-%y")
EARLIEST, LATEST = date(1000, 1, 1), date(2100, 12, 31)
SMALLEST_URN, LARGEST_URN = 100_000, 999_999


def plain(cell: str) -> str:
    """On one line, without spaces around, and without Excel's ``="…"``."""
    tidy = " ".join(cell.split())
    match = AS_FORMULA.fullmatch(tidy)
    return match[1].strip() if match else tidy


def text(cell: str, *, most: int) -> str:
    """A text that fits its field."""
    tidy = plain(cell)
    if len(tidy) > most:
        raise ValueError(f"At most {most} letters fit here.")
    return tidy


def number(cell: str, *, most: int) -> int | None:
    """A whole number; Excel's ``210.0`` is one."""
    tidy = plain(cell).removesuffix(".0")
    if not tidy:
        return None
    found = read_id(tidy)
    if found is None or found > most:
        raise ValueError(f"This should be a whole number up to {most}.")
    return found


def urn(cell: str) -> int:
    """The register's number of a school."""
    tidy = plain(cell).removesuffix(".0")
    found = read_id(tidy)
    if found is None or not SMALLEST_URN <= found <= LARGEST_URN:
        raise ValueError("A URN has 6 digits.")
    return found


def day(cell: str) -> date | None:
    """A date as the register writes it (31-08-2026), or as Excel does."""
    tidy = plain(cell)
    if not tidy:
        return None
    for form in DATES:
        try:
            found = datetime.strptime(tidy.split(" ")[0], form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if EARLIEST <= found <= LATEST:
            return found
    raise ValueError("Write the date as 31-08-2026.")


def postcode(cell: str) -> str:
    """With one space; empty where there is none."""
    tidy = plain(cell)
    if tidy and not is_postcode(tidy):
        raise ValueError("This is no postcode.")
    return tidy_postcode(tidy)


def telephone(cell: str, *, most: int) -> str:
    """With the zero that Excel takes away."""
    tidy = text(cell, most=most)
    return f"0{tidy}" if re.fullmatch(r"[1-9][0-9]{9}", tidy.replace(" ", "")) else tidy


def website(cell: str, *, most: int) -> str:
    """An address on the web; what is none is left out, as nobody is helped by refusing a school for it."""
    tidy = plain(cell)
    address = tidy if re.match(r"https?://", tidy, re.IGNORECASE) else f"http://{tidy}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    good = "." in host and not re.search(r"[\s<>\"']", address) and len(address) <= most
    return address if tidy and good else ""


def coordinate(cell: str) -> float:
    """Metres of the national grid."""
    tidy = plain(cell)
    if not re.fullmatch(r"[0-9]{1,7}(?:\.[0-9]+)?", tidy):
        raise ValueError("This is no grid reference.")
    return float(tidy)
