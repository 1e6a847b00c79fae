"""Documents to find, plans to find them by, and what a selection lets through, worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from search.documents import BY_DATE, Dated, Facet, Places, SearchDocument
from search.plan import Alternative, Concept, Plan, Selection

TODAY = date(2026, 11, 23)
DISTRICTS = ("ashford", "canterbury", "dover", "folkestone-hythe", "thanet")
WORDS = [
    "autism",
    "anxiety",
    "school",
    "dyslexia",
    "reading",
    "speech",
    "language",
    "sensory",
    "behaviour",
    "support",
    "parents",
    "primary",
    "secondary",
    "transition",
    "attendance",
    "sleep",
    "writing",
    "friendship",
    "play",
    "communication",
]


def document(key: str, title: str = "A title", **more: Any) -> SearchDocument:
    """A resource, unless told otherwise."""
    return SearchDocument(key, more.pop("kind", "resource"), title, **more)


def dated(days: int, *districts: str, **more: Any) -> Dated:
    """A date so many days from today, face to face with places left unless told otherwise."""
    starts = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 30, tzinfo=UTC) + timedelta(days=days)
    return Dated(
        more.pop("uid", f"on-{days}"),
        starts,
        more.pop("format", "in-person"),
        districts,
        more.pop("places", Places.LEFT),
        **more,
    )


def concept(*words: str, **more: Any) -> Concept:
    """One that is met by any of these words."""
    return Concept(words[0], tuple(Alternative(tuple(word.split())) for word in words), **more)


def plan(*words: str, **more: Any) -> Plan:
    """A search for all of these words."""
    concepts = tuple(concept(word) for word in words)
    more.setdefault("concepts", concepts)
    more.setdefault("minimum", len(more["concepts"]))
    return Plan(TODAY, **more)


def choosing(**values: Any) -> Selection:
    """What somebody chose: ``district=("dover",)``, ``first=…``."""
    facets = {Facet(name): values.pop(name) for name in list(values) if name in set(Facet)}
    return Selection(facets, **values)


def crowd(number: int, *, seed: int = 5) -> list[SearchDocument]:
    """So many documents, the same every time, with words, facets and dates at random."""
    random = Random(seed)
    return [_somebody(index, random) for index in range(number)]


def _somebody(index: int, random: Random) -> SearchDocument:
    def some(words: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(random.sample(words, random.randint(0, most)))

    course = random.random() < 0.4
    days = sorted(random.sample(range(1, 90), random.randint(0, 3))) if course else []
    return SearchDocument(
        f"{'course' if course else 'resource'}:{index}",
        "course" if course else "resource",
        " ".join(random.sample(WORDS, 3)),
        " ".join(random.sample(WORDS, 5)),
        some(WORDS, 2),
        " ".join(random.choices(WORDS, k=30)),
        {
            Facet.NEED: some(("autism", "anxiety", "dyslexia", "slcn"), 2),
            Facet.PHASE: some(("primary", "secondary"), 2),
            Facet.COST: (random.choice(("free", "paid")),),
            Facet.DISTRICT: some(DISTRICTS, 3),
            Facet.FORMAT: some(("online", "in-person"), 1),
        },
        tuple(
            dated(
                day,
                *some(DISTRICTS, 2),
                format=random.choice(("online", "in-person")),
                places=random.choice(list(Places)),
            )
            for day in days
        ),
        overdue=random.random() < 0.2,
    )


def meets(item: SearchDocument, selection: Selection) -> bool:
    """Whether a document meets a selection: the rules once more, without an engine."""
    for facet, values in selection.values.items():
        if values and facet not in BY_DATE and not set(values) & set(own(item, facet)):
            return False
    if item.dates:
        return any(_date_meets(date_, selection) for date_ in item.dates)
    if selection.first or selection.last or selection.values.get(Facet.PLACES):
        return False
    return all(
        not selection.values.get(facet) or set(selection.values[facet]) & set(own(item, facet))
        for facet in (Facet.DISTRICT, Facet.FORMAT)
    )


def _date_meets(one: Dated, selection: Selection) -> bool:
    day = one.starts.date()
    asked = {facet: set(selection.values.get(facet, ())) for facet in BY_DATE}
    return (
        all(not asked[facet] or asked[facet] & set(of_date(one, facet)) for facet in BY_DATE)
        and (not selection.first or selection.first <= day)
        and (not selection.last or day <= selection.last)
    )


def own(item: SearchDocument, facet: Facet) -> tuple[str, ...]:
    """The values that a document has by itself."""
    return (item.kind,) if facet is Facet.KIND else item.facets.get(facet, ())


def of_date(one: Dated, facet: Facet) -> tuple[str, ...]:
    """The values that a date has."""
    return {
        Facet.DISTRICT: one.districts,
        Facet.FORMAT: (one.format,),
        Facet.PLACES: (str(one.places),),
    }[facet]


def counts(items: Iterable[SearchDocument], selection: Selection, facet: Facet) -> dict[str, int]:
    """How many results each value of a facet would give, its own choices left out."""
    without = selection.without(facet)
    counted: Counter[str] = Counter(dict.fromkeys(selection.values.get(facet, ()), 0))
    for item in items:
        if not meets(item, without):
            continue
        if facet in BY_DATE and item.dates:
            dates = [one for one in item.dates if _date_meets(one, without)]
            counted.update({value for one in dates for value in of_date(one, facet)})
        elif facet is not Facet.PLACES:
            counted.update(set(own(item, facet)))
    return dict(counted)
