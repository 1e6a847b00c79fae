"""What was chosen, as filters: OR within a facet, AND across, all of a date's in one nested query."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portal.base.clock import LONDON
from search.adapters.elasticsearch.client import Q, Query
from search.documents import BY_DATE, BY_ITSELF, Facet
from search.plan import Selection

IN_A_DATE = {Facet.DISTRICT: "districts", Facet.FORMAT: "format", Facet.PLACES: "places"}
"""The field of a date that holds each of ``BY_DATE``."""


def conditions(selection: Selection) -> dict[Facet, Query]:
    """A filter for each facet chosen in that looks at the thing itself."""
    return {
        facet: Q("terms", **{f"facets.{facet.value}": list(values)})
        for facet, values in selection.values.items()
        if values and facet not in BY_DATE
    }


def by_date(selection: Selection) -> Query | None:
    """What district, format, places and days ask for together; ``None`` when they ask for nothing."""
    asked = of_a_date(selection)
    if not asked:
        return None
    dated = Q("nested", path="dates", query=Q("bool", filter=asked))
    undated = of_the_undated(selection)
    if undated is None:
        return dated
    return Q("bool", should=[dated, Q("bool", filter=undated)], minimum_should_match=1)


def of_a_date(selection: Selection) -> list[Query]:
    """What one and the same date has to meet, to be asked within ``dates``."""
    asked = [
        Q("terms", **{f"dates.{IN_A_DATE[facet]}": list(selection.values[facet])})
        for facet in BY_DATE
        if selection.values.get(facet)
    ]
    if selection.first or selection.last:
        days: dict[str, str] = {}
        if selection.first:
            days["gte"] = datetime.combine(selection.first, time(), LONDON).isoformat()
        if selection.last:
            after = selection.last + timedelta(days=1)
            days["lt"] = datetime.combine(after, time(), LONDON).isoformat()
        asked.append(Q("range", **{"dates.starts": days}))
    return asked


def of_the_undated(selection: Selection) -> list[Query] | None:
    """What a thing without dates has to meet; ``None`` when it cannot."""
    if selection.first or selection.last or selection.values.get(Facet.PLACES):
        return None
    return [
        Q("term", dated=False),
        *(
            Q("terms", **{f"facets.{facet.value}": list(selection.values[facet])})
            for facet in BY_ITSELF
            if selection.values.get(facet)
        ),
    ]
