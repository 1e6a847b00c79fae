"""Example term dates for this school year and the next, where nobody has entered any."""

from __future__ import annotations

from portal.base import clock
from portal.home.demo.terms import school_year
from portal.vocabulary.school_terms import SchoolTerm

AUGUST = 8
YEARS = 2


def load_school_years() -> None:
    """Adds the six terms of each year that has none yet, marked as examples."""
    today = clock.today()
    autumn = today.year if today.month >= AUGUST else today.year - 1
    for year in range(autumn, autumn + YEARS):
        spans = school_year(year)
        if SchoolTerm.objects.filter(starts_on__lte=spans[-1][1], ends_on__gte=spans[0][0]).exists():
            continue
        for number, (first, last) in enumerate(spans, start=1):
            SchoolTerm.objects.create(
                name=f"Term {number}", starts_on=first, ends_on=last, demonstration=True
            )
