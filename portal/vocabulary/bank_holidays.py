"""Bank holidays in England, as the law sets them for every year. Pure arithmetic over dates.

Holidays that are proclaimed for one year alone, such as a coronation, are not known here.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

MONDAY, SATURDAY = 0, 5


def easter_sunday(year: int) -> date:
    """Western Easter, by the Gregorian computus (Meeus, Jones and Butcher)."""
    golden, century, rest = year % 19, year // 100, year % 100
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - century // 4 - shift + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    correction = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * correction + 114, 31)
    return date(year, month, day + 1)


def monday_from(day: date) -> date:
    """The first Monday on or after ``day``."""
    return day + timedelta(days=(MONDAY - day.weekday()) % 7)


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of a calendar year with their names; a day off in lieu is said to be one."""
    easter = easter_sunday(year)
    found = {
        easter - timedelta(days=2): "Good Friday",
        easter + timedelta(days=1): "Easter Monday",
        monday_from(date(year, 5, 1)): "Early May bank holiday",
        monday_from(date(year, 5, 25)): "Spring bank holiday",
        monday_from(date(year, 8, 25)): "Summer bank holiday",
    }
    found |= {
        date(year, 1, 1): "New Year’s Day",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Boxing Day",
    }
    for day in [day for day in sorted(found) if day.weekday() >= SATURDAY]:
        instead = monday_from(day)
        while instead in found:
            instead += timedelta(days=1)
        found[instead] = f"{found[day]} bank holiday"
    return dict(sorted(found.items()))
