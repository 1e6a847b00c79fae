"""What words seem to ask for beside a subject: kind, role, phase, price, place and time.

A hint raises what meets it and is offered as a filter; it never hides anything by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from portal.vocabulary.choices import Format
from portal.vocabulary.places import PlaceKind, is_outcode, is_postcode, look_up, names
from portal.vocabulary.registry import terms
from search.documents import Facet
from search.kinds import all_kinds
from search.plan import Marked
from search.understanding import times
from search.understanding.hint_words import (
    AGE,
    AGED,
    BIT_OF_FREE,
    EVERYDAY_PLACES,
    FREE,
    LEADING_ON,
    MARKS,
    PLACED_BY,
    STAGES,
    YEAR,
    Meant,
    phase_of_age,
    phase_of_stage,
    phase_of_year,
    phrases,
)
from search.understanding.question import Question, Token

LONGEST_PLACE = 4
PLACE_WORTH = 1.6
FREE_WORTH = 0.7
DATED_WORTH = 0.4


@dataclass(frozen=True)
class Hint:
    """Something that the words seem to ask for: ``changes`` to the address make it a filter.

    ``said`` is how it was typed, ``rest`` the question without that.
    """

    label: str
    said: str
    rest: str
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Recognised:
    """Words ``first`` to ``last`` of a question (without the latter), and what they seem to ask for.

    ``also`` are further words for it. ``silent`` words are not looked for as text.
    """

    first: int
    last: int
    marks: tuple[Marked, ...]
    hints: tuple[tuple[str, Mapping[str, str]], ...] = ()
    also: tuple[tuple[str, ...], ...] = ()
    silent: bool = False


def recognise(question: Question, today: date) -> list[Recognised]:
    """All that is recognised, from left to right, none over another; the longest at each word."""
    tokens, found, at = question.tokens, [], 0
    while at < len(tokens):
        here = [one for find in _FINDERS if (one := find(tokens, at, today))]
        best = max(here, key=lambda one: one.last, default=None)
        if best:
            found.append(best)
        at = best.last if best else at + 1
    return found


def hints_of(question: Question, found: Sequence[Recognised]) -> list[Hint]:
    """The hints of what was recognised, each once, with the words that lead on to it."""
    hints: dict[str, Hint] = {}
    for one in found:
        first = one.first
        while first and question.tokens[first - 1].word in LEADING_ON:
            first -= 1
        start, end = question.tokens[first].start, question.tokens[one.last - 1].end
        said = question.text[question.tokens[one.first].start : end]
        for label, changes in one.hints:
            hints.setdefault(label, Hint(label, said, question.without(start, end), changes))
    return list(hints.values())


def _place(tokens: Sequence[Token], at: int, _today: date) -> Recognised | None:
    for last in range(min(at + LONGEST_PLACE, len(tokens)), at, -1):
        words = [token.word for token in tokens[at:last]]
        text = " ".join(words)
        if len(words) == 1 and text in EVERYDAY_PLACES and not _placed(tokens, at):
            continue
        if text.isdigit() or not (text[0].isalpha()):
            continue
        place = look_up(text) if _may_be_place(text) else None
        if place is None:
            continue
        coded = place.kind in (PlaceKind.POSTCODE, PlaceKind.OUTCODE)
        near = place.name.split()[0] if coded else place.name
        district = tuple(place.district.split("-"))
        return Recognised(
            at,
            last,
            (Marked(Facet.DISTRICT, place.district, PLACE_WORTH),),
            ((f"Near {near}", {"near": near}),),
            () if tuple(words) == district else (district,),
        )
    return None


def _may_be_place(text: str) -> bool:
    """``look_up`` alone would take “thanet 4” for Thanet, and the 4 from “4 year old”."""
    return text in names() or is_postcode(text) or is_outcode(text)


def _placed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that is also an everyday one is meant as a place."""
    if at and tokens[at - 1].word in PLACED_BY:
        return True
    return len(tokens) == 1


def _time(tokens: Sequence[Token], at: int, today: date) -> Recognised | None:
    found = times.read([token.word for token in tokens[at : at + times.LONGEST]], today)
    if found is None:
        return None
    if found.needs_before and not (at and tokens[at - 1].word in times.BEFORE):
        return None
    days = {"from": found.first.isoformat(), "to": found.last.isoformat()}
    dated = (Marked(Facet.PLACES, "left", DATED_WORTH),)
    return Recognised(at, at + found.length, dated, ((found.label, days),), silent=True)


def _price(tokens: Sequence[Token], at: int, _today: date) -> Recognised | None:
    words = [token.word for token in tokens[at : at + 3]]
    after = words[1] if len(words) > 1 else ""
    if words[0] == "free" and after in BIT_OF_FREE:
        return None
    for said in FREE:
        if tuple(words[: len(said)]) == said:
            marks = (Marked(Facet.COST, "free", FREE_WORTH),)
            return Recognised(at, at + len(said), marks, (("Free", {"cost": "free"}),))
    return None


def _phase(tokens: Sequence[Token], at: int, _today: date) -> Recognised | None:
    text = " ".join(token.word for token in tokens[at : at + 5])
    for pattern, phase_of in (
        (STAGES, phase_of_stage),
        (YEAR, phase_of_year),
        (AGED, phase_of_age),
        (AGE, phase_of_age),
    ):
        if match := pattern.match(text):
            slug = phase_of(int(match[1]))
            marks = (Marked(Facet.PHASE, slug, MARKS[Facet.PHASE]),)
            hints = ((_label(Facet.PHASE, slug), {Facet.PHASE.value: slug}),)
            return Recognised(at, at + len(match[0].split()), marks, hints)
    return None


def _words(tokens: Sequence[Token], at: int, _today: date) -> Recognised | None:
    """Words for kinds, roles, phases and formats."""
    known = phrases()
    for last in range(min(at + known.longest, len(tokens)), at, -1):
        meant: Meant | None = known.by_words.get(tuple(token.word for token in tokens[at:last]))
        if meant:
            marks = tuple(
                Marked(facet, value, MARKS[facet] * share) for facet, value, share in meant.marks
            )
            hints = tuple((_label(facet, value), {facet.value: value}) for facet, value in meant.filters)
            return Recognised(at, last, marks, hints)
    return None


def _label(facet: Facet, value: str) -> str:
    if facet is Facet.KIND:
        return next((kind.plural for kind in all_kinds() if kind.slug == value), value)
    if facet is Facet.FORMAT:
        return str(Format(value).label)
    listed = terms("phases" if facet is Facet.PHASE else "audiences").by_slug.get(value)
    return str(listed.name) if listed else value


_FINDERS = (_place, _time, _price, _phase, _words)
