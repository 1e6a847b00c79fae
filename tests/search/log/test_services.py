"""Searches are counted by wording and day; a wording is kept once it came on three days, and not for ever."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from portal.outbox.retention import keep_to
from search.log import services
from search.log.counting import MOST_WAITING, NOTHING, OPENED, SEARCHED, Event, counting
from search.log.models import Wording, WordingDay
from search.log.services import RETENTION, count, flush
from tests.factories.accounts import PersonFactory
from tests.factories.directory import ResourceFactory
from tests.factories.vocabulary import NeedFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

MONDAY = date(2026, 11, 23)
DAYS = [MONDAY + timedelta(days=number) for number in range(5)]


@pytest.fixture(autouse=True)
def _counting(settings: Any) -> Iterator[None]:
    settings.SEARCH_COUNTING = True
    counting.take()
    yield
    counting.take()


def searched(wording: str, *days: date, **others: int) -> None:
    for day in days:
        count(events={Event(wording, day, name): n for name, n in ({SEARCHED: 1} | others).items()})


def test_a_wording_is_a_digest_until_its_third_day() -> None:
    searched("fasd", DAYS[0], DAYS[0], DAYS[0], DAYS[1])
    row = Wording.objects.get()
    assert (row.text, row.days) == ("", 2)
    assert "fasd" not in row.digest
    searched("fasd", DAYS[4])
    row.refresh_from_db()
    assert (row.text, row.days, row.first_day, row.last_day) == ("fasd", 3, DAYS[0], DAYS[4])
    assert list(row.counts.order_by("day").values_list("day", "searches")) == [
        (DAYS[0], 3),
        (DAYS[1], 1),
        (DAYS[4], 1),
    ]


def test_the_database_refuses_a_wording_in_clear_before_its_third_day() -> None:
    searched("fasd", DAYS[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Wording.objects.update(text="fasd")


def test_somebody_the_portal_knows_is_not_named() -> None:
    NeedFactory(name="Autism")
    PersonFactory(name="Zebedee Quillfeather")
    searched("quillfeather autism", *DAYS[:3])
    searched("zebedee quillfeather", *DAYS[:3])
    assert sorted(Wording.objects.values_list("text", flat=True)) == ["", "… autism"]


def test_a_name_stays_unsaid_once_its_bearer_is_forgotten() -> None:
    person = PersonFactory(name="Zebedee Quillfeather")
    searched("zebedee quillfeather", *DAYS[:3])
    person.delete()
    searched("zebedee quillfeather", DAYS[3])
    assert Wording.objects.get().text == ""


def test_counts_of_a_day_add_up_whichever_process_brings_them() -> None:
    searched("fasd", DAYS[0], without_results=1)
    searched("fasd", DAYS[0], opened=2)
    row = WordingDay.objects.get()
    assert (row.searches, row.without_results, row.opened) == (2, 1, 2)


def test_a_result_opened_on_later_days_is_no_day_on_which_the_wording_came() -> None:
    searched("jo's own words", DAYS[0])
    for day in DAYS[1:]:
        count(events={Event("jo's own words", day, OPENED): 1})
    row = Wording.objects.get()
    assert (row.text, row.days, row.last_day) == ("", 1, DAYS[0])


def test_a_result_said_to_be_opened_for_words_that_nobody_searched_for_keeps_nothing() -> None:
    for day in DAYS:
        count(events={Event("forged", day, OPENED): 1})
    assert Wording.objects.get().text == ""
    searched("forged", *DAYS[2:4])
    row = Wording.objects.get()
    assert (row.text, row.days, row.last_day) == ("", 2, DAYS[3])


def test_a_late_count_of_an_earlier_day_is_no_new_day() -> None:
    searched("fasd", DAYS[1], DAYS[0])
    assert Wording.objects.get().days == 1


def test_counts_go_after_thirteen_months_and_what_nobody_repeated_after_three(
    fixed_clock: Any,
) -> None:
    today = services.clock.today()
    searched("old", *(today - timedelta(days=back) for back in (400, 399, 398)))
    searched("once", today - timedelta(days=93))
    searched("fresh", *(today - timedelta(days=back) for back in (397, 2, 1)))
    for rule in RETENTION:
        keep_to(rule)
    row = Wording.objects.get()
    assert row.text == "fresh"
    assert row.counts.count() == 2
    assert [keep_to(rule) for rule in RETENTION] == [0, 0]


def test_mostly_is_at_least_half_and_only_what_is_counted_counts() -> None:
    searched("seldom", DAYS[0], without_results=1)
    searched("seldom", *DAYS[1:3])
    searched("half", *DAYS[:2])
    searched("half", *DAYS[1:3], without_results=1)
    counted = Wording.objects.kept().counted_since(DAYS[0])
    assert [row.text for row in counted.that_found_nothing()] == ["half"]
    later = Wording.objects.kept().counted_since(DAYS[2]).order_by("text")
    assert [(row.text, row.searches, row.without_results) for row in later] == [
        ("half", 1, 1),
        ("seldom", 1, 0),
    ]
    assert not Wording.objects.counted_since(DAYS[3]).exists()


def test_a_flood_of_different_words_does_not_fill_the_memory() -> None:
    for number in range(MOST_WAITING + 50):
        counting.note("word" + "x" * (number % 90) + chr(97 + number % 26) * (number // 90), SEARCHED)
    assert len(counting.take()) <= MOST_WAITING


def test_a_search_and_what_was_opened_from_it_are_counted_after_the_page(client: Client) -> None:
    resource = ResourceFactory(title="Now and next board")
    came_from = {"Referer": "http://testserver/search/?q=now+next"}
    client.get("/search/", {"q": "Now  next"})
    client.get("/search/", {"q": "Now  next", "kind": "resource"}, headers=came_from)
    client.get("/search/", {"q": "now next", "page": "2"}, headers=came_from)
    client.get(resource.href, headers=came_from)
    client.get(resource.href, headers={"Referer": "http://elsewhere.example/search/?q=now+next"})
    client.get("/training/", headers=came_from)
    client.get("/directory/resources/nothing-here/", headers=came_from)
    client.get("/search/", {"q": "zzqxv"})
    assert not Wording.objects.exists()
    flush()
    assert sorted(WordingDay.objects.values_list("searches", "without_results", "opened")) == [
        (1, 0, 1),
        (1, 1, 0),
    ]


def test_nothing_found_because_of_a_filter_is_no_fault_of_the_words(client: Client) -> None:
    ResourceFactory(title="Now and next board")
    client.get("/search/", {"q": "now next", "kind": "course"})
    flush()
    assert list(WordingDay.objects.values_list("searches", "without_results")) == [(1, 0)]


@pytest.mark.parametrize(
    "referrer",
    [
        "http://testserver/search/?q=%FF%00",
        "http://[bad",
        "http://testserver/search/?" + "&".join(f"a{n}=1" for n in range(200)),
        "http://testserver/search/?q=" + "word+" * 1_000,
    ],
)
def test_a_strange_referrer_is_no_error(client: Client, referrer: str) -> None:
    resource = ResourceFactory()
    assert client.get(resource.href, headers={"Referer": referrer}).status_code == 200


def test_robots_are_not_counted(client: Client) -> None:
    client.get("/search/", {"q": "autism"}, headers={"User-Agent": "Examplebot/2.1"})
    assert flush() == 0


def test_a_database_that_is_down_costs_counts_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counting.note("fasd", SEARCHED, NOTHING, OPENED)

    def down(**_events: object) -> None:
        raise services.DatabaseError

    monkeypatch.setattr(services, "count", down)
    assert flush() == 0
