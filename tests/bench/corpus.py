"""100,000 invented documents with a vocabulary as English has it, and what people ask of them.

The same ones every time. Few words are used often and many seldom; two documents in five are courses
with dates to come.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate, product
from random import Random

from search.documents import Dated, Facet, Places, SearchDocument
from search.plan import Alternative, Concept, Marked, Plan, Selection

TODAY = date(2026, 11, 23)
VOCABULARY = 27_000
DISTRICTS = [f"district-{number}" for number in range(12)]
FACETS = {
    Facet.NEED: [f"need-{number}" for number in range(40)],
    Facet.PHASE: ["early-years", "primary", "secondary", "post-16", "special"],
    Facet.AUDIENCE: ["senco", "teacher", "assistant", "leader", "parent"],
    Facet.COST: ["free", "paid"],
}
FORMATS = ["online", "in-person"]
COUNTED = (*FACETS, Facet.KIND, Facet.DISTRICT, Facet.FORMAT, Facet.PLACES)
"""Eight."""
SELECTIONS = (
    Selection(),
    Selection({Facet.NEED: ("need-1", "need-2")}),
    Selection({Facet.DISTRICT: ("district-3",), Facet.COST: ("free",)}),
    Selection(
        {Facet.KIND: ("course",), Facet.FORMAT: ("in-person",), Facet.PLACES: ("left",)},
        first=TODAY + timedelta(days=7),
        last=TODAY + timedelta(days=120),
    ),
)


def vocabulary() -> list[str]:
    """Words that can be said, the most used first."""
    syllables = [
        a + b for a, b in product("bdfgklmnprstvwz", ["a", "e", "i", "o", "u", "ar", "en", "or"])
    ]
    random = Random(1)
    words = ["".join(parts) for parts in product(syllables, repeat=2)]
    words += ["".join(random.choices(syllables, k=3)) for _ in range(2 * VOCABULARY)]
    words = list(dict.fromkeys(words))
    random.shuffle(words)
    return words[:VOCABULARY]


WORDS = vocabulary()
WEIGHTS = list(accumulate(1 / (rank + 20) for rank in range(VOCABULARY)))
ASKED = [*WORDS[:60], *WORDS[60:2_000:20]]
"""What is asked for: a word in three is in a tenth of all documents or more."""
NEEDS_WORDS = [Random(number).sample(WORDS[100:3_000], 4) for number in range(40)]


def documents(number: int) -> Iterator[SearchDocument]:
    """So many of them, one after another."""
    random = Random(2)
    return (_document(index, random) for index in range(number))


def _document(index: int, random: Random) -> SearchDocument:
    text = random.choices(WORDS, cum_weights=WEIGHTS, k=random.randint(60, 140))
    facets = {
        name: tuple(random.sample(values, random.randint(1, 2))) for name, values in FACETS.items()
    }
    facets[Facet.COST] = facets[Facet.COST][:1]
    course = random.random() < 0.4
    if not course:
        facets[Facet.DISTRICT] = tuple(random.sample(DISTRICTS, random.choice((1, 3, 12))))
    kind = "course" if course else random.choice(("resource", "resource", "service", "page"))
    return SearchDocument(
        f"{kind}:{index}",
        kind,
        " ".join(text[:6]),
        " ".join(text[6:30]),
        tuple(word for need in facets[Facet.NEED] for word in NEEDS_WORDS[int(need[5:])]),
        " ".join(text[30:]),
        facets,
        tuple(_dates(random, random.randint(0, 4))) if course else (),
        latitude=51 + random.random() / 2,
        longitude=0.2 + random.random(),
        changed=TODAY - timedelta(days=random.randint(0, 900)),
        overdue=random.random() < 0.05,
    )


def _dates(random: Random, number: int) -> Iterator[Dated]:
    morning = datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)
    for day in sorted(random.sample(range(1, 300), number)):
        form = random.choice(FORMATS)
        districts = DISTRICTS if form == "online" else [random.choice(DISTRICTS)]
        places = random.choice((Places.LEFT, Places.LEFT, Places.FULL, Places.CLOSED))
        starts = morning + timedelta(days=day)
        yield Dated(f"{day}", starts, form, tuple(districts), places)


def plans(number: int = 30) -> list[Plan]:
    """Searches of up to four words, some with what else they are called and with marks, over each
    selection in turn; those of none look through everything."""
    random = Random(3)
    asked = [_concepts(random, index % 5) for index in range(number)]
    return [
        Plan(
            TODAY,
            concepts,
            minimum=len(concepts) if len(concepts) < 3 else len(concepts) - 1,
            phrase=tuple(concept.said for concept in concepts),
            selection=selection,
        )
        for selection in SELECTIONS
        for concepts in asked
    ]


def _concepts(random: Random, number: int) -> tuple[Concept, ...]:
    concepts = []
    for word in random.sample(ASKED, number):
        others = [Alternative((other,), 0.7) for other in random.sample(WORDS[50:3_000], 2)]
        phrase = Alternative(tuple(random.sample(WORDS[:200], 2)), 0.7)
        several = [*others, phrase] if random.random() < 0.5 else []
        marks = (Marked(Facet.NEED, random.choice(FACETS[Facet.NEED])),) if random.random() < 0.3 else ()
        concepts.append(Concept(word, (Alternative((word,)), *several), marks))
    return tuple(concepts)


def beginnings(number: int = 300) -> list[Sequence[str]]:
    """What somebody has typed so far."""
    random = Random(4)
    words = [random.choices(WORDS, cum_weights=WEIGHTS, k=1 + index % 3) for index in range(number)]
    return [[*typed[:-1], typed[-1][: random.randint(2, 5)]] for typed in words]
