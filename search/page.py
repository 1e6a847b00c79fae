"""What the search page shows: results of one page, filters to narrow them by, or where to look instead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from portal.base import clock
from portal.base.paging import PAGE_SIZE, Paged, page_of
from portal.vocabulary.facets import Chip, replacing
from portal.vocabulary.places import ATTRIBUTION
from portal.vocabulary.registry import terms
from search.asked import ORDER, SORTS, SPELLING, WITHIN, Asked, read
from search.documents import Facet
from search.engine import Engine, Found
from search.facets import Group, groups_of
from search.instead import Instead, elsewhere_address, instead, say_results
from search.kinds import results
from search.lists import Correction, correction_of
from search.plan import MOST_RANKED, Plan, Sort
from search.port import engine
from search.promotions.services import pinned_for
from search.results import Result
from search.understanding.engine_words import engine_words
from search.understanding.normal import MOST_WORDS
from search.understanding.plan import Understood, understand

EXAMPLES = ("autism", "won’t go to school", "dyslexia in Year 4")
OPEN_AT_FIRST = (Facet.KIND, Facet.DIMENSION, Facet.PLACES)
"""Filters whose boxes show before anything is chosen."""
UNCOUNTED = (
    "The search is slower than usual today, so the filters do not say how many results each gives."
)


@dataclass(frozen=True)
class HintChip:
    """Something that the words seem to ask for: one click makes it a filter, another leaves it out."""

    label: str
    use_href: str
    drop_href: str
    said: str


@dataclass(frozen=True)
class SearchPage:
    """All that the page shows. ``total`` is None where nothing was asked."""

    asked: Asked
    groups: tuple[Group, ...]
    chips: tuple[Chip, ...]
    hints: tuple[HintChip, ...] = ()
    also: tuple[str, ...] = ()
    correction: Correction | None = None
    results: Sequence[Result] = ()
    pages: dict[str, Any] | None = None
    total: int | None = None
    notices: tuple[str, ...] = ()
    nothing: Instead | None = None

    @property
    def count_words(self) -> str:
        """“12 results for “autism””."""
        if self.total is None:
            return ""
        words = self.correction.shown if self.correction else self.asked.text
        return f"{say_results(self.total)} for “{words}”" if words else say_results(self.total)

    @property
    def words_message(self) -> str:
        """What the field for the words says where nothing can be looked for."""
        wordless = self.asked.words.wordless and self.total is None
        return "Enter a word to look for. There is none in what you typed." if wordless else ""

    @property
    def shown_examples(self) -> tuple[str, ...]:
        """Searches that show what can be asked, until something is found."""
        return () if self.total else EXAMPLES

    @property
    def needs(self) -> list[Any]:
        """Every need from A to Z, for those whose words found nothing."""
        return sorted(terms("needs").choosable, key=lambda need: need.name.lower())

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """Orders to choose from; the nearest first needs a place."""
        near = self.asked.near.place is not None
        return [(sort.value, words) for sort, words in SORTS.items() if near or sort is not Sort.NEAREST]

    @property
    def kept(self) -> list[dict[str, str]]:
        """What stays in the address while the words change."""
        return [
            {"name": name, "value": str(value)}
            for name, values in self.asked.address.lists()
            if name != "q"
            for value in values
        ]

    @property
    def attribution(self) -> str:
        """Whose data says where a place is."""
        return ATTRIBUTION if self.asked.near.place else ""

    @property
    def total_words(self) -> str:
        """“12 results”, for the button that shows them on a phone."""
        return say_results(self.total or 0).lower()

    @property
    def clear_href(self) -> str:
        """The same words without any filter."""
        return f"?{urlencode({'q': self.asked.text})}" if self.asked.text else "?"

    @property
    def kept_hidden(self) -> list[dict[str, str]]:
        """What stays in the address while filters change and has no field of its own."""
        return [field for field in self.kept if field["name"] in (WITHIN, SPELLING)]

    @property
    def number(self) -> int:
        """Which page of the results this is."""
        items = (self.pages or {}).get("items", [])
        return next((item["number"] for item in items if item.get("current")), 1)

    @property
    def ask_heading(self) -> str:
        """Whom to ask, by district."""
        district = self.nothing and self.nothing.district
        return f"Ask the {district.name} team" if district else "Ask a person"

    @property
    def elsewhere_href(self) -> str:
        """The same question for all of Kent."""
        return elsewhere_address(self.asked)


def search_page(query: QueryDict) -> SearchPage:
    """Searches for what the address asks; what it cannot understand becomes a notice."""
    asked = read(query)
    if not asked.anything:
        return SearchPage(asked, groups_of(asked.facets, {}), (), notices=asked.notices)
    using, number = engine(), query.get("page")
    meaning = _meaning(asked)
    plan, found, paged = _answer(using, meaning, number)
    if meaning.corrected and not found.total:
        meaning = _meaning(replace(asked, as_typed=True))
        plan, found, paged = _answer(using, meaning, number)
    loosened = plan is meaning.looser
    return SearchPage(
        asked=asked,
        groups=groups_of(asked.facets, found.counts, opened=OPEN_AT_FIRST),
        chips=_chips(asked),
        hints=_hints(meaning, asked),
        also=meaning.also,
        correction=correction_of(meaning.corrected, asked.text, asked.address),
        results=results(found.hits, asked.near.place),
        pages=paged.links(asked.address),
        total=found.total,
        notices=(*asked.notices, *_notices(asked, meaning, found, paged, loosened=loosened)),
        nothing=None if found.total else instead(asked, plan, using, meaning.hints),
    )


def _meaning(asked: Asked) -> Understood:
    """What the words mean, with what staff chose to come first for them."""
    today = clock.today()
    meaning = understand(
        asked.text,
        selection=asked.selection,
        sort=asked.sort,
        today=today,
        words=engine_words(),
        as_typed=asked.as_typed,
    )
    pinned = pinned_for([text for text in (asked.text, meaning.corrected) if text], today)
    return replace(meaning, plan=replace(meaning.plan, pinned=pinned)) if pinned else meaning


def _answer(using: Engine, meaning: Understood, number: str | None) -> tuple[Plan, Found, Paged]:
    """What the words find, or where that is nothing, what the looser plan does."""
    found, paged = _page(using, meaning.plan, number)
    if found.total or meaning.looser is None:
        return meaning.plan, found, paged
    return meaning.looser, *_page(using, meaning.looser, number)


def _page(using: Engine, plan: Plan, number: str | None) -> tuple[Found, Paged]:
    """The results of the page asked for. The first answer says how many pages there are."""
    first = _start(number)
    found = using.search(plan, start=first, size=PAGE_SIZE, counting=ORDER)
    ranked = min(found.total, MOST_RANKED)
    paged = page_of(range(ranked), number)
    start = paged.page.start_index() - 1 if ranked else 0
    if ranked and start != first:
        found = using.search(plan, start=start, size=PAGE_SIZE, counting=ORDER)
    return found, paged


def _start(number: str | None) -> int:
    """Where a page begins; of no use for nonsense, which ``page_of`` then puts right."""
    plain = number is not None and number.isascii() and number.isdigit() and len(number) < 6
    return (max(int(number or 1), 1) - 1) * PAGE_SIZE if plain else 0


def _chips(asked: Asked) -> tuple[Chip, ...]:
    """Each chosen value with the way to take it away."""
    chips = list(asked.facets.chips)
    chips += [
        Chip(clock.say_date(field.day), field.label, replacing(asked.address, **{field.name: ""}))
        for field in (asked.first, asked.last)
        if field.day
    ]
    if asked.near.place:
        href = replacing(asked.address, near="", **{WITHIN: ""})
        chips.append(Chip(asked.near.place.name, asked.near.label, href))
    return tuple(chips)


def _hints(meaning: Understood, asked: Asked) -> tuple[HintChip, ...]:
    """What the words seem to ask for, each as a filter that is not chosen yet."""
    return tuple(
        HintChip(
            hint.label,
            replacing(asked.address, **{"q": hint.rest, **hint.changes}),
            replacing(asked.address, q=hint.rest),
            hint.said,
        )
        for hint in meaning.hints
    )


def _notices(
    asked: Asked, meaning: Understood, found: Found, paged: Paged, *, loosened: bool
) -> list[str]:
    notices = [words for words in (asked.words.unused, "" if found.counted else UNCOUNTED) if words]
    if meaning.shortened:
        notices.append(f"We searched for the first {MOST_WORDS} words of what you typed.")
    if loosened and found.total:
        notices.append("Nothing has all of your words, so these have some of them.")
    if paged.page.number == paged.page.paginator.num_pages and found.total > MOST_RANKED:
        notices.append(
            f"We rank the best {MOST_RANKED:,} of {found.total:,} results: add a word or a filter."
        )
    return [*notices, *([paged.notice] if paged.notice else [])]
