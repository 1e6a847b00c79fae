"""Where to look when nothing was found: which filter to drop, what is on elsewhere, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from portal.vocabulary.facets import replacing
from portal.vocabulary.places import look_up
from portal.vocabulary.registry import terms
from search.asked import WITHIN, Asked, read
from search.documents import Facet
from search.engine import Engine
from search.kinds import all_kinds, results
from search.plan import Plan, Selection, Sort
from search.results import Result
from search.suggestions import suggestions
from search.understanding.hints import Hint

MOST_WAYS = 5
ELSEWHERE = 3


@dataclass(frozen=True)
class Way:
    """Something to take away, and what that would give."""

    label: str
    url: str


@dataclass(frozen=True)
class Instead:
    """What the page offers in place of results."""

    ways: tuple[Way, ...]
    elsewhere: tuple[Result, ...]
    district: Any | None


def instead(asked: Asked, plan: Plan, engine: Engine, hints: Sequence[Hint] = ()) -> Instead:
    """Looks for what lies near a question that found nothing; ``hints`` are what its words asked for."""
    ways = (
        tuple(_ways(asked, plan, engine))
        or tuple(_hinted(asked, plan, engine, hints))
        or tuple(Way(one.text, one.url) for one in suggestions(asked.text))
    )
    return Instead(
        ways=ways[:MOST_WAYS],
        elsewhere=tuple(_elsewhere(asked, plan, engine)),
        district=district_of(asked),
    )


def district_of(asked: Asked) -> Any | None:
    """The district whose team to ask: of the place asked for, or the one that was chosen."""
    by_slug = terms("districts").by_slug
    if asked.near.place:
        return by_slug.get(asked.near.place.district)
    chosen = asked.facets.by_name[Facet.DISTRICT].chosen
    return chosen[0] if len(chosen) == 1 else None


def _ways(asked: Asked, plan: Plan, engine: Engine) -> Iterator[Way]:
    """What each filter takes away, those first that bring most; the words come last, as they are what
    the reader wants."""
    narrower = list(_narrowed(asked, plan.selection))
    counted = [
        (_total(engine, replace(plan, selection=rest)), label, url) for label, url, rest in narrower
    ]
    counted.sort(key=lambda row: -row[0])
    if asked.text and narrower:
        bare = Plan(today=plan.today, selection=plan.selection)
        words = f"the words “{asked.text}”"
        counted.append((_total(engine, bare), words, replacing(asked.address, q="")))
    for total, label, url in counted:
        if total:
            yield Way(f"Without {label}: {say_results(total)}", url)
    if len(narrower) > 1 and not any(total for total, _label, _url in counted):
        everything = _total(engine, replace(plan, selection=Selection(near=plan.selection.near)))
        if everything:
            only_words = QueryDict(mutable=True)
            only_words["q"] = asked.text
            yield Way(f"Without any filter: {say_results(everything)}", f"?{only_words.urlencode()}")


def _hinted(asked: Asked, plan: Plan, engine: Engine, hints: Sequence[Hint]) -> Iterator[Way]:
    """What fits all that was said beside the unknown words; if that is nothing, what fits each bit."""
    together = [tuple(hints)] if hints else []
    for some in [*together, *((hint,) for hint in hints if len(hints) > 1)]:
        changes = {name: value for hint in some for name, value in hint.changes.items()}
        url = replacing(asked.address, **{"q": "", **changes})
        selection = read(QueryDict(url.removeprefix("?"))).selection
        total = _total(engine, Plan(today=plan.today, selection=selection))
        if total:
            said = " and ".join(f"“{hint.label}”" for hint in some)
            yield Way(f"Everything that fits {said}: {say_results(total)}", url)
            if len(some) == len(hints):
                return


def _narrowed(asked: Asked, selection: Selection) -> Iterator[tuple[str, str, Selection]]:
    """Each filter that was chosen: its words, the address without it and the selection without it."""
    for facet in asked.facets:
        if facet.chosen:
            label = f"“{facet.legend}: {', '.join(_names(facet))}”"
            url = replacing(asked.address, **{facet.name: ""})
            yield label, url, selection.without(Facet(facet.name))
    if asked.first.day or asked.last.day:
        url = replacing(asked.address, **{"from": "", "to": ""})
        yield "the dates", url, replace(selection, first=None, last=None)


def _names(facet: Any) -> list[str]:
    return [item.text for item in facet.items if item.checked]


def _elsewhere(asked: Asked, plan: Plan, engine: Engine) -> list[Result]:
    """The nearest dates for the same question in other districts and online."""
    chosen = asked.facets.by_name[Facet.DISTRICT].chosen
    if not chosen:
        return []
    wider = plan.selection.without(Facet.DISTRICT)
    near = wider.near or look_up(chosen[0].name)
    dated = [kind.slug for kind in all_kinds() if kind.dated]
    kinds = tuple(slug for slug in dated if slug in wider.values.get(Facet.KIND, dated))
    if near is None or not kinds:
        return []
    wider = replace(wider, values={**wider.values, Facet.KIND: kinds}, near=near)
    found = engine.search(replace(plan, selection=wider, sort=Sort.NEAREST), start=0, size=ELSEWHERE)
    return results(found.hits, near)


def elsewhere_address(asked: Asked) -> str:
    """The same question for all of Kent, the nearest first."""
    chosen = asked.facets.by_name[Facet.DISTRICT].chosen
    near = {"near": asked.near.text or chosen[0].name, "sort": Sort.NEAREST.value} if chosen else {}
    within = {WITHIN: asked.address.get(WITHIN, "")}
    return replacing(asked.address, district="", **within, **near)


def _total(engine: Engine, plan: Plan) -> int:
    return engine.search(plan, start=0, size=0).total


def say_results(total: int) -> str:
    """“12 results”, “1 result”, “No results”."""
    return f"{total:,} results" if total > 1 else ("1 result" if total else "No results")
