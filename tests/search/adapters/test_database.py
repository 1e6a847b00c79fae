"""The database as a search engine: what it finds, what it must never show, what it must survive."""

from __future__ import annotations

import random
import string
from dataclasses import dataclass, replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, PageViewRestriction
from wagtail.search import index

from portal.home.models import HomePage, StandardPage
from search.adapters.database import DatabaseEngine
from search.asked import read_words
from search.documents import Facet
from search.kinds import results
from search.plan import Alternative, Concept, Plan, Selection
from search.results import Result
from search.words import words_of
from tests.factories.directory import OrganisationFactory, ResourceFactory, ServiceFactory
from tests.factories.vocabulary import NeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

SEED = 20261123
STRANGE = [
    '"',
    "'",
    "''",
    '"autism',
    "(autism",
    "autism)",
    "AND",
    "OR NOT",
    "NEAR(a b)",
    "a*",
    "*",
    "-autism",
    "autism:title",
    "title:autism",
    "^autism",
    "{autism}",
    "\\",
    "%",
    "_",
    "a & b | !c <-> d",
    "'; DROP TABLE x",
    "\u200b",
    "\ud83d\ude00",
    "ﷺ",
    "é́́",
    "don't",
    "rock ’n’ roll",
    "c++",
    "١٢٣",
    "<script>",
    "\x07bell",
    "\ufeff",
]


@dataclass(frozen=True)
class Answer:
    """What the database found: with all words, or else with any of them."""

    total: int
    results: list[Result]
    by_kind: dict[str, int]
    any_word: bool = False


def ask(words: str, *kinds: str, start: int = 0, size: int = 20) -> Answer:
    selection = Selection({Facet.KIND: kinds} if kinds else {})
    terms = list(dict.fromkeys(words_of(read_words(words)[0])))[:20]
    if not terms:
        return Answer(0, [], {})
    concepts = tuple(Concept(term, (Alternative((term,)),)) for term in terms)
    plan = Plan(date(2026, 11, 23), concepts, len(concepts), selection=selection)

    def found(plan: Plan) -> tuple[int, list[Result], dict[str, int]]:
        answer = DatabaseEngine().search(plan, start=start, size=size, counting=[Facet.KIND])
        return answer.total, list(results(answer.hits)), dict(answer.counts.get(Facet.KIND, {}))

    total, rows, by_kind = found(plan)
    any_word = len(terms) > 1 and not any(by_kind.values())
    if any_word:
        total, rows, by_kind = found(replace(plan, minimum=1))
    return Answer(total, rows, by_kind, any_word=any_word and any(by_kind.values()))


def titles(words: str, *kinds: str) -> list[str]:
    return [result.title for result in ask(words, *kinds).results]


def add_page(title: str, *, parent: Page | None = None, live: bool = True) -> StandardPage:
    page = StandardPage(title=title, live=live)
    (parent or HomePage.objects.get()).add_child(instance=page)
    index.insert_or_update_object(page)
    return page


def test_a_word_of_the_title_finds_an_entry() -> None:
    ResourceFactory(title="Autism checklist")
    ResourceFactory(title="Dyslexia guide")
    assert titles("autism") == ["Autism checklist"]


def test_a_parents_word_for_a_need_finds_what_helps() -> None:
    ResourceFactory(title="Talking tips", needs=[NeedFactory(parent_words="late talker")])
    assert titles("late talker") == ["Talking tips"]


def test_a_title_counts_for_more_than_a_summary() -> None:
    ResourceFactory(title="Quiet spaces", summary="Also of use for autism, among much else in a school.")
    ResourceFactory(title="Autism checklist")
    assert titles("autism")[0] == "Autism checklist"


def test_kinds_stand_in_one_list_and_can_be_asked_for_alone() -> None:
    ResourceFactory(title="Autism checklist")
    ServiceFactory(title="Autism advice line")
    add_page("Autism in Kent")
    answer = ask("autism")
    assert {result.kind_label for result in answer.results} == {"Resource: checklist", "Service", "Page"}
    assert titles("autism", "service") == ["Autism advice line"]
    assert ask("autism", "service").by_kind["resource"] == 1


def test_the_summary_of_an_organisation_finds_the_services_it_runs() -> None:
    ServiceFactory(
        title="Advice line", organisation=OrganisationFactory(title="IASK", summary="Impartial")
    )
    assert titles("impartial") == ["Advice line"]


def test_drafts_are_never_found() -> None:
    ResourceFactory(title="Autism draft", live=False)
    ServiceFactory(title="Autism draft service", live=False)
    add_page("Autism draft page", live=False)
    assert ask("autism") == Answer(0, [], dict.fromkeys(ask("autism").by_kind, 0))


def test_pages_below_a_view_restriction_are_never_found() -> None:
    private = add_page("Staff room")
    add_page("Autism for staff", parent=private)
    PageViewRestriction.objects.create(page=private, restriction_type=PageViewRestriction.LOGIN)
    assert titles("autism staff") == []


def test_what_was_taken_off_the_site_is_found_no_more() -> None:
    page = add_page("Autism in Kent")
    page.unpublish()
    assert titles("autism") == []


def test_all_words_are_wanted_first_and_some_words_are_better_than_nothing() -> None:
    ResourceFactory(title="Autism checklist")
    ResourceFactory(title="Dyslexia checklist")
    assert titles("autism checklist") == ["Autism checklist"]
    answer = ask("autism spaceship")
    assert answer.any_word
    assert [result.title for result in answer.results] == ["Autism checklist"]


def test_a_misspelt_word_alone_finds_nothing() -> None:
    ResourceFactory(title="Autism checklist")
    answer = ask("autsim")
    assert (answer.total, answer.any_word) == (0, False)


def test_results_come_in_pages_that_neither_repeat_nor_lose_any() -> None:
    for number in range(7):
        ResourceFactory(title=f"Autism sheet {number}")
    pages = [ask("autism", start=start, size=3) for start in (0, 3, 6)]
    found = [result.title for page in pages for result in page.results]
    assert pages[0].total == 7
    assert sorted(found) == sorted({f"Autism sheet {number}" for number in range(7)})


@pytest.mark.parametrize("words", STRANGE)
def test_strange_words_break_nothing(words: str) -> None:
    ResourceFactory(title="Autism checklist")
    assert ask(words).total in (0, 1)


def test_random_punctuation_and_letters_break_nothing() -> None:
    ResourceFactory(title="Autism checklist")
    dice = random.Random(SEED)
    alphabet = string.printable + "“”‘’–…£€éßİıſﬀ漢字\u0301\u202e\u0000\U0001f600"
    for _ in range(60):
        words = "".join(dice.choice(alphabet) for _ in range(dice.randint(1, 60)))
        assert ask(words).total >= 0, words


def test_three_thousand_words_are_cut_to_size() -> None:
    ResourceFactory(title="Autism checklist")
    assert titles("autism " + " ".join(f"word{number}" for number in range(3_000))) == [
        "Autism checklist"
    ]


def test_an_answer_costs_one_query_one_for_words_on_sqlite_and_one_for_each_kind_shown(
    django_assert_max_num_queries,
) -> None:  # type: ignore[no-untyped-def]
    for number in range(12):
        ResourceFactory(title=f"Autism sheet {number}")
        ServiceFactory(title=f"Autism service {number}")
    ask("autism")
    with django_assert_max_num_queries(4 if connection.vendor == "sqlite" else 3):
        ask("autism")


def test_sqlite_is_asked_once_for_the_words_of_all_kinds() -> None:
    """Its planner would look into the full-text table once for every row."""
    ResourceFactory(title="Sleep diary")
    ServiceFactory(title="Sleep advice")
    with CaptureQueriesContext(connection) as asked:
        assert ask("sleep").total == 2
    matches = sum("MATCH" in query["sql"] for query in asked)
    assert matches == (1 if connection.vendor == "sqlite" else 0)
