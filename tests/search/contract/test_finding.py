"""What words find, in which order, and what a result shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from portal.vocabulary.places import Place, PlaceKind
from search.documents import Facet, Places
from search.engine import Engine
from search.plan import Alternative, Concept, Marked, Plan, Sort
from tests.search.contract.documents import choosing, concept, crowd, dated, document, plan

MARGATE = Place("Margate", PlaceKind.TOWN, 51.385, 1.383, "thanet")


def keys(engine: Engine, asked: Plan, *, start: int = 0, size: int = 20) -> list[str]:
    """The keys found, in order."""
    return [hit.key for hit in engine.search(asked, start=start, size=size).hits]


def test_nothing_is_found_in_nothing(engine: Engine) -> None:
    found = engine.search(plan("autism"), start=0, size=20, counting=[Facet.NEED])
    assert (found.total, found.hits, found.counts) == (0, (), {Facet.NEED: {}})


@pytest.mark.parametrize("field", ["title", "summary", "body"])
def test_each_text_is_searched(engine: Engine, field: str) -> None:
    engine.write([document("resource:1", **{field: "Sensory circuits"}), document("resource:2")])
    assert keys(engine, plan("sensory", "circuits")) == ["resource:1"]


def test_keywords_are_searched(engine: Engine) -> None:
    engine.write([document("resource:1", keywords=("selective mutism", "will not talk"))])
    assert keys(engine, plan("mutism")) == ["resource:1"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Children’s anxieties", "anxiety"),
        ("Communicating", "communication"),
        ("José", "jose"),
        ("R&D", "r"),
        ("It doesn't help", "doesnt"),
        ("IT at school", "it"),
        ("11–16 years", "16"),
        ("see example.org", "example"),
    ],
)
def test_words_are_found_as_they_are_normalised_and_stemmed(
    engine: Engine, written: str, asked: str
) -> None:
    engine.write([document("resource:1", written), document("resource:2", "Nothing like that")])
    assert keys(engine, plan(asked)) == ["resource:1"]


def test_a_word_counts_most_in_the_title_and_least_in_the_body(engine: Engine) -> None:
    filling = "about many things that schools do"
    engine.write(
        [
            document("resource:1", "One", body=f"sensory {filling}"),
            document("resource:2", "Two", summary=f"sensory {filling}"),
            document("resource:3", "Three", keywords=("sensory", *filling.split())),
            document("resource:4", f"sensory {filling}"),
        ]
    )
    found = keys(engine, plan("sensory"))
    assert (found[0], found[-1], len(found)) == ("resource:4", "resource:1", 4)


def test_at_least_the_minimum_of_concepts_is_met(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Reading and sleep"),
            document("resource:2", "Reading and play"),
            document("resource:3", "Sleep"),
        ]
    )
    both = plan("reading", "sleep")
    assert keys(engine, both) == ["resource:1"]
    either = plan("reading", "sleep", minimum=1)
    assert keys(engine, either)[0] == "resource:1"
    assert set(keys(engine, either)) == {"resource:1", "resource:2", "resource:3"}


def test_an_optional_concept_raises_and_asks_for_nothing(engine: Engine) -> None:
    engine.write([document("resource:1", "Reading"), document("resource:2", "Reading for free")])
    asked = plan(concepts=(concept("reading"), concept("free", optional=True)), minimum=1)
    assert keys(engine, asked) == ["resource:2", "resource:1"]
    only = plan(concepts=(concept("free", optional=True),), minimum=0)
    assert keys(engine, only) == ["resource:2", "resource:1"]


def test_any_alternative_meets_a_concept_and_a_lighter_one_counts_less(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Autistic spectrum condition"),
            document("resource:2", "Autism"),
            document("resource:3", "Spectrum of autistic colours"),
        ]
    )
    asked = Concept(
        "autism", (Alternative(("autism",)), Alternative(("autistic", "spectrum"), weight=0.1))
    )
    assert keys(engine, plan(concepts=(asked,))) == ["resource:2", "resource:1"]


def test_a_phrase_does_not_run_from_one_keyword_into_the_next(engine: Engine) -> None:
    engine.write([document("resource:1", keywords=("school refusal", "anxiety"))])
    assert keys(engine, plan(concepts=(concept("school refusal"),))) == ["resource:1"]


def test_a_mark_meets_a_concept_by_itself_and_by_a_date(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", facets={Facet.DISTRICT: ("thanet",)}),
            document("course:2", dates=(dated(3, "thanet"),)),
            document("resource:3", facets={Facet.DISTRICT: ("dover",)}),
        ]
    )
    asked = Concept("margate", (Alternative(("margate",)),), (Marked(Facet.DISTRICT, "thanet"),))
    assert set(keys(engine, plan(concepts=(asked,)))) == {"resource:1", "course:2"}


def test_a_concept_with_nothing_to_meet_it_is_never_met(engine: Engine) -> None:
    engine.write([document("resource:1")])
    assert keys(engine, plan(concepts=(Concept("?"),))) == []


def test_a_title_that_has_the_words_together_comes_first(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Reading at home, help with writing", summary="help with reading"),
            document("resource:2", "A long title which mentions help reading among other things"),
        ]
    )
    asked = plan("help", "reading", phrase=("help", "reading"))
    assert keys(engine, asked) == ["resource:2", "resource:1"]


def test_what_is_overdue_comes_last_and_what_is_soon_first(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Autism autism autism", overdue=True),
            document("course:2", "Autism", dates=(dated(200),)),
            document("course:3", "Autism", dates=(dated(5),)),
            document("resource:4", "Autism"),
        ]
    )
    assert keys(engine, plan("autism")) == ["course:3", "course:2", "resource:4", "resource:1"]


def test_what_is_pinned_comes_first_in_its_order_if_it_meets_the_selection(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Autism"),
            document("resource:2", "Other words", overdue=True, facets={Facet.COST: ("free",)}),
            document("resource:3", "Different words"),
        ]
    )
    asked = plan("autism", pinned=("resource:3", "resource:2", "resource:9"))
    found = engine.search(asked, start=0, size=5, counting=[Facet.COST])
    assert [hit.key for hit in found.hits] == ["resource:3", "resource:2", "resource:1"]
    assert [hit.pinned for hit in found.hits] == [True, True, False]
    assert (found.total, found.counts) == (3, {Facet.COST: {"free": 1}})
    free = plan("autism", pinned=asked.pinned, selection=choosing(cost=("free",)))
    assert keys(engine, free) == ["resource:2"]


def test_sorted_by_date_of_change_and_by_next_date(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", changed=date(2026, 1, 1)),
            document("resource:2"),
            document("course:3", changed=date(2026, 3, 1), dates=(dated(50),)),
            document("course:4", changed=date(2026, 2, 1), dates=(dated(5), dated(90))),
        ]
    )
    newest = keys(engine, plan(sort=Sort.NEWEST))
    assert newest == ["course:3", "course:4", "resource:1", "resource:2"]
    soonest = keys(engine, plan(sort=Sort.SOONEST))
    assert soonest == ["course:4", "course:3", "resource:1", "resource:2"]


def test_the_next_date_is_the_soonest_with_places(engine: Engine) -> None:
    full, closed = (dated(2, places=places) for places in (Places.FULL, Places.CLOSED))
    engine.write(
        [
            document("course:1", dates=(full, dated(60))),
            document("course:2", dates=(dated(30),)),
            document("course:3", dates=(closed,)),
        ]
    )
    assert keys(engine, plan(sort=Sort.SOONEST)) == ["course:3", "course:2", "course:1"]


def test_what_serves_the_place_comes_first_then_what_is_nearest(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", facets={Facet.DISTRICT: ("dover",)}, latitude=51.39, longitude=1.38),
            document("course:2", dates=(dated(5, "thanet", latitude=51.33, longitude=1.42),)),
            document("course:3", dates=(dated(9, "thanet", latitude=51.38, longitude=1.38),)),
            document("resource:4", facets={Facet.DISTRICT: ("thanet",)}),
        ]
    )
    asked = choosing(near=MARGATE)
    nearest = keys(engine, plan(selection=asked, sort=Sort.NEAREST))
    assert nearest == ["course:3", "course:2", "resource:4", "resource:1"]
    assert keys(engine, plan(selection=asked))[-1] == "resource:1"
    assert len(keys(engine, plan(sort=Sort.NEAREST))) == 4


def test_pages_neither_repeat_nor_lose_anything(engine: Engine) -> None:
    engine.rebuild(crowd(150))
    asked = plan()
    whole = keys(engine, asked, size=150)
    pages = [key for start in range(0, 160, 20) for key in keys(engine, asked, start=start)]
    assert pages == whole
    assert len(set(whole)) == 150


def test_ties_are_in_order_of_next_date_then_of_key(engine: Engine) -> None:
    engine.write(
        [
            document("resource:3", "Sleep"),
            document("course:1", "Sleep", dates=(dated(8),)),
            document("course:2", "Sleep", dates=(dated(7),)),
            document("resource:1", "Sleep"),
        ]
    )
    assert keys(engine, plan("sleep")) == ["course:2", "course:1", "resource:1", "resource:3"]


def test_nobody_pages_beyond_a_thousand_but_all_are_counted(engine: Engine) -> None:
    engine.rebuild(document(f"resource:{number:04}") for number in range(1_050))
    found = engine.search(plan(), start=980, size=50)
    assert (len(found.hits), found.total) == (20, 1_050)
    assert engine.search(plan(), start=1_000, size=20).hits == ()
    assert engine.search(plan(), start=5_000_000, size=20).total == 1_050


def test_an_excerpt_marks_the_words_and_is_safe_to_show(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", summary="<script>alert('sleep')</script> & more"),
            document(
                "resource:2", body="Long before. " * 200 + "Then sleeping well. " + "Long after. " * 200
            ),
        ]
    )
    found = engine.search(plan("sleep"), start=0, size=5)
    excerpts = {hit.key: hit.excerpt for hit in found.hits}
    assert "<mark>sleep</mark>" in excerpts["resource:1"]
    assert "<script" not in excerpts["resource:1"]
    assert "&lt;script&gt;" in excerpts["resource:1"]
    assert "<mark>sleeping</mark> well" in excerpts["resource:2"]
    assert len(excerpts["resource:2"]) < 500


def test_who_wants_no_excerpts_finds_the_same_without(engine: Engine) -> None:
    engine.write(
        [
            document("resource:1", "Sleep", summary="About sleep"),
            document("resource:2", "Other words", summary="About sleep"),
            document("resource:3", "Different words", summary="About sleep"),
        ]
    )
    asked = plan("sleep", pinned=("resource:3",))
    marked, bare = (
        engine.search(replace(asked, excerpts=wanted), start=0, size=5, counting=[Facet.KIND])
        for wanted in (True, False)
    )
    assert all("<mark>" in hit.excerpt for hit in marked.hits)
    assert replace(marked, hits=tuple(replace(hit, excerpt="") for hit in marked.hits)) == bare


def test_operators_of_query_languages_are_only_words(engine: Engine) -> None:
    engine.write([document("resource:1", "title:* OR 1=1")])
    for words in ("title", "or", "1"):
        assert keys(engine, plan(words)) == ["resource:1"]
    for words in ("title:*", "((((", "a OR", "/.*/", '"', "*", "\x00", "–", "\u200f"):
        engine.search(plan(words), start=0, size=5)


def test_thousands_of_words_are_answered(engine: Engine) -> None:
    engine.rebuild(crowd(50))
    words = [f"word{number}" for number in range(200)]
    assert engine.search(plan("sleep", *words, minimum=1), start=0, size=5).total > 0


@pytest.mark.parametrize(
    "typed",
    [
        "\x00",
        "sleep\x00",
        "x" * 5_000,
        "é" * 5_000,
        "\u202esleep\u200b",
        "\ufeff\u2066",
        "<script>alert(1)</script>",
        "title:* OR (sleep",
        "sleep~2^4",
        "a.*|b{1,9}",
        "'; drop table",
        "😀",
        "ﷺ",
    ],
)
def test_whatever_is_typed_is_answered(engine: Engine, typed: str) -> None:
    engine.write([document("resource:1", "Sleep"), document("resource:2", typed.replace("\x00", " "))])
    for sort in Sort:
        found = engine.search(plan(typed, typed, phrase=(typed, typed), sort=sort), start=0, size=5)
        assert all("<script" not in hit.excerpt for hit in found.hits)
    assert len(engine.suggest([typed, typed], limit=5)) <= 2
