"""What somebody typed becomes a plan: words, what they mean, hints that never filter, spelling."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.vocabulary.school_terms import SchoolTerm
from search.documents import Facet
from search.plan import Concept, Selection, Sort
from search.synonyms.models import Direction, SynonymRule
from search.understanding.plan import Understood, understand

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 11, 23)
WORDS = dict.fromkeys(
    [
        "autism",
        "autistic",
        "training",
        "course",
        "circuits",
        "sensory",
        "working",
        "memory",
        "school",
        "talk",
        "selective",
        "mutism",
        "help",
        "reading",
        "hates",
        "dyslexia",
        "therapy",
        "speech",
        "thanet",
        "free",
        "behaviour",
        "dyscalculia",
    ],
    3,
)


def asked(text: str, words: dict[str, int] | None = WORDS, **others: Any) -> Understood:
    return understand(text, selection=Selection(), sort=Sort.BEST, today=MONDAY, words=words, **others)


def said(found: Understood, *, optional: bool = False) -> list[str]:
    return [c.said for c in found.plan.concepts if c.optional is optional and c.said]


def marks(found: Understood) -> set[tuple[Facet, str]]:
    return {(mark.facet, mark.value) for concept in found.plan.concepts for mark in concept.marks}


def concept(found: Understood, words: str) -> Concept:
    return next(c for c in found.plan.concepts if c.said == words)


def labels(found: Understood) -> dict[str, dict[str, str]]:
    return {hint.label: dict(hint.changes) for hint in found.hints}


@pytest.fixture
def selective_mutism() -> SynonymRule:
    return SynonymRule.objects.create(
        direction=Direction.ONE_WAY, words="won't talk at school", meanings="selective mutism\nslcn"
    )


@pytest.mark.usefixtures("selective_mutism")
@pytest.mark.parametrize(
    "text",
    [
        "my son won't talk at school",
        "MY SON WON’T TALK AT SCHOOL!!",
        "son wont talk at school",
        "she will not talk to anyone at school",
        "he refuses to talk at school",
        "won\u200b't ta\u200blk at \u202eschool",
    ],
)
def test_ways_to_say_the_same_find_the_same(text: str) -> None:
    found = asked(text)
    assert any(
        ("selective", "mutism") in [way.words for way in one.alternatives]
        for one in found.plan.concepts
        if not one.optional
    )
    assert "selective mutism" in found.also


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("isn't sleeping", "is not sleeping"),
        ("aren't sleeping", "are not sleeping"),
        ("doesn't sleep", "does not sleep"),
        ("can't sleep", "is unable to sleep"),
        ("won't sleep", "refuses to sleep"),
    ],
)
def test_short_forms_and_long_ones_are_looked_up_alike(one: str, other: str) -> None:
    SynonymRule.objects.create(words=f"{one}\nflump")
    assert "flump" in asked(other).also


def test_a_rule_that_is_switched_off_does_nothing_at_once(selective_mutism: SynonymRule) -> None:
    selective_mutism.words = "clams right up"
    selective_mutism.save()
    assert asked("clams right up").also == ("selective mutism", "slcn")
    selective_mutism.active = False
    selective_mutism.save()
    assert asked("clams right up").also == ()


def test_one_way_rules_do_not_work_backwards(selective_mutism: SynonymRule) -> None:
    ways = [way.words for one in asked("slcn").plan.concepts for way in one.alternatives]
    assert ("wont", "talk", "at", "school") not in ways


def test_an_ampersand_is_and() -> None:
    SynonymRule.objects.create(words="C&I\ncommunication and interaction")
    assert "communication and interaction" in asked("c and i").also


def test_small_words_are_asked_of_nothing() -> None:
    found = asked("is there any training about autism for us")
    assert said(found) == ["autism"]
    assert said(found, optional=True) == ["training"]


def test_words_that_nothing_has_are_not_counted_among_those_to_be_met() -> None:
    assert asked("autism zzqxv").plan.minimum == 1
    assert asked("zzqxv plorp").plan.minimum == 2


def test_a_question_of_nothing_but_hints_looks_for_them() -> None:
    found = asked("free training near Thanet")
    assert found.plan.minimum == 2
    assert found.looser is not None
    assert found.looser.minimum == 1


def test_a_place_is_a_hint_and_no_filter() -> None:
    found = asked("autism training in Margate")
    assert (Facet.DISTRICT, "thanet") in marks(found)
    assert labels(found)["Near Margate"] == {"near": "Margate"}
    assert found.hints[-1].rest == "autism training"
    assert not found.plan.selection.values
    assert found.plan.selection.near is None


@pytest.mark.parametrize("text", ["how to deal with anger", "sandwich making", "hythe"])
def test_everyday_words_are_no_places_unless_alone(text: str) -> None:
    assert bool(labels(asked(text))) == (text == "hythe")


@pytest.mark.parametrize(("text", "near"), [("clinic CT10", "CT10"), ("clinic near ct9 1aa", "CT9")])
def test_a_postcode_is_offered_by_its_first_half(text: str, near: str) -> None:
    assert labels(asked(text)) == {f"Near {near}": {"near": near}}


def test_a_number_after_a_place_is_not_its_own() -> None:
    found = asked("thanet 4 year old")
    assert {(Facet.DISTRICT, "thanet"), (Facet.PHASE, "early-years")} <= marks(found)


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("dyslexia yr 4", "key-stage-2"),
        ("dyslexia year 9", "key-stage-3"),
        ("ks2 phonics", "key-stage-2"),
        ("is my 2 year old a late talker", "early-years"),
        ("aged 7 and cannot read", "key-stage-2"),
        ("worries in reception", "early-years"),
        ("sixth form autism", "post-16"),
        ("Y10 exams", "key-stage-4"),
    ],
)
def test_years_and_ages_name_a_phase(text: str, phase: str) -> None:
    assert (Facet.PHASE, phase) in marks(asked(text))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("course for TAs", (Facet.AUDIENCE, "teaching-assistant")),
        ("governor training", (Facet.AUDIENCE, "governor")),
        ("autism for parents", (Facet.KIND, "parent_session")),
        ("autism leaflet", (Facet.KIND, "resource")),
        ("autism free of charge", (Facet.COST, "free")),
        ("autism webinar", (Facet.FORMAT, "online")),
    ],
)
def test_roles_kinds_and_prices_raise(text: str, mark: tuple[Facet, str]) -> None:
    found = asked(text)
    assert mark in marks(found)
    assert found.hints


def test_free_school_meals_are_not_free_training() -> None:
    assert "Free" not in labels(asked("free school meals"))


def test_a_word_within_a_known_wording_is_no_hint() -> None:
    SynonymRule.objects.create(words="toileting\ntoilet training")
    assert labels(asked("toilet training")) == {}
    assert labels(asked("training")) == {"Courses": {"kind": "course"}}


def test_next_term_comes_from_the_terms_that_staff_keep() -> None:
    SchoolTerm.objects.all().delete()
    SchoolTerm.objects.create(name="Term 2", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18))
    SchoolTerm.objects.create(name="Term 3", starts_on=date(2027, 1, 4), ends_on=date(2027, 2, 12))
    assert labels(asked("autism next term")) == {"Next term": {"from": "2027-01-04", "to": "2027-02-12"}}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("clinic this week", {"from": "2026-11-23", "to": "2026-11-29"}),
        ("clinic next week", {"from": "2026-11-30", "to": "2026-12-06"}),
        ("clinic tomorrow", {"from": "2026-11-24", "to": "2026-11-24"}),
        ("clinic next month", {"from": "2026-12-01", "to": "2026-12-31"}),
        ("clinic in March", {"from": "2027-03-01", "to": "2027-03-31"}),
        ("clinic november", {"from": "2026-11-23", "to": "2026-11-30"}),
        ("clinic june 2027", {"from": "2027-06-01", "to": "2027-06-30"}),
    ],
)
def test_days_are_offered_as_a_filter(text: str, days: dict[str, str]) -> None:
    assert list(labels(asked(text)).values()) == [days]


def test_may_is_only_a_month_after_in() -> None:
    assert labels(asked("autism may")) == {}
    assert labels(asked("autism in may"))


@pytest.mark.parametrize(
    ("text", "better"),
    [
        ("autsim", "autism"),
        ("workng memory", "working memory"),
        ("sensory curcuits", "sensory circuits"),
        ("dyscalclia", "dyscalculia"),
        ("Help with autsim, please", "Help with autism, please"),
        ("dizlexia", "dyslexia"),
        ("dizlexja", ""),
        ("eutism", ""),
        ("autsmi", ""),
        ("fre", ""),
        ("talks", ""),
        ("zzqxv", ""),
        ("ASX", ""),
        ("year 4", ""),
        ("Margate", ""),
    ],
)
def test_only_words_that_nothing_has_are_put_right(text: str, better: str) -> None:
    assert asked(text).corrected == better


def test_what_is_wanted_as_typed_stays_so() -> None:
    found = asked("autsim", as_typed=True)
    assert (found.corrected, said(found)) == ("", ["autsim"])


def test_nothing_is_put_right_while_the_engine_does_not_answer() -> None:
    assert asked("autsim", None).corrected == ""


def test_no_more_than_200_characters_and_20_words_are_read() -> None:
    assert len(asked("autism " * 3000).plan.concepts) <= 20
    assert asked("autism " * 3000).shortened
    assert asked("x" * 5000).shortened
    assert not asked("autism").shortened


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "((((", "title:*", "a OR", "\ud800", "<b>", "\u202e\u200b", "'", "&"]
)
def test_whatever_is_typed_makes_a_plan(text: str) -> None:
    found = asked(text)
    assert found.plan.minimum <= len(found.plan.concepts)


@pytest.mark.parametrize(
    ("text", "days"),
    [("autism term ፩", []), ("autism june ፪", ["June 2027"]), ("autism in march ᧚", ["March 2027"])],
)
def test_a_numeral_that_is_no_decimal_number_names_neither_term_nor_year(
    text: str, days: list[str]
) -> None:
    assert [label for label, changes in labels(asked(text)).items() if "from" in changes] == days


@pytest.mark.usefixtures("selective_mutism")
@pytest.mark.parametrize("text", ["autism", "& ", "won't talk at school "])
def test_what_is_said_again_and_again_is_asked_once(text: str) -> None:
    again = asked(f"{text} " * 6).plan
    assert (again.concepts, again.minimum) == (asked(text).plan.concepts, 1)
