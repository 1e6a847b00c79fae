"""The admin's synonyms: warnings, who changed what, and trying a question."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from search.synonyms.models import SynonymRule
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Officers"]), mfa=True)
    return client


def saved(client: Client, **changes: str) -> str:
    data = {"direction": "both", "words": "", "meanings": "", "active": "on", "note": "", **changes}
    return client.post(reverse("synonyms:add"), data).content.decode()


def test_a_rule_works_at_once_and_says_who_made_it(officer: Client) -> None:
    saved(officer, words="Flump\nselective mutism flump")
    rule = SynonymRule.objects.get(words="Flump\nselective mutism flump")
    assert rule.changed_by is not None
    page = officer.get(reverse("synonyms:edit", args=[rule.pk]), {"try": "my flump"})
    assert "selective mutism flump" in page.content.decode().split("also finds")[1]


def test_a_broad_word_needs_a_tick(officer: Client) -> None:
    page = saved(officer, words="child\nflump")
    assert "Nearly everything has “child”" in page
    assert "flump" in page
    saved(officer, words="child\nflump", save_all_the_same="on")
    assert SynonymRule.objects.filter(words="child\nflump").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("flump", "Enter at least one other word or phrase that these words should find."),
        ("flump\x00", "Null characters are not allowed."),
    ],
)
def test_a_mistake_is_said_by_its_field_and_the_input_kept(
    officer: Client, words: str, said: str
) -> None:
    page = saved(officer, direction="one-way", words=words)
    assert not SynonymRule.objects.filter(words__contains="flump").exists()
    assert said in page
    assert "flump" in page


def test_the_list_can_be_filtered_and_searched(officer: Client) -> None:
    page = officer.get(reverse("synonyms:index"), {"direction": "one-way", "q": "spectrum"})
    assert page.status_code == 200
    assert "autism" in page.content.decode()


def test_each_rule_of_the_list_leads_to_its_form(officer: Client) -> None:
    rule = SynonymRule.objects.create(words="flump\nblump")
    page = officer.get(reverse("synonyms:index"), {"q": "flump"}).content.decode()
    assert f'href="{reverse("synonyms:edit", args=[rule.pk])}' in page


def test_who_may_only_read_is_led_to_no_form(client: Client) -> None:
    rule = SynonymRule.objects.create(words="flump\nblump")
    sign_in(client, UserFactory(groups=["Content editors"]), mfa=True)
    page = client.get(reverse("synonyms:index"), {"q": "flump"}).content.decode()
    assert "flump, blump" in page
    assert reverse("synonyms:edit", args=[rule.pk]) not in page


def test_trying_a_question_keeps_the_words_of_the_report(officer: Client) -> None:
    page = officer.get(reverse("synonyms:add"), {"words": "flump", "try": "my son"})
    soup = BeautifulSoup(page.content, "html.parser")
    trying = soup.select_one("form:has(#try-question)")
    assert trying is not None
    assert [field["value"] for field in trying.select("input[name=words]")] == ["flump"]


def test_the_way_a_rule_works_is_chosen_from_sentences_that_can_be_read_whole(officer: Client) -> None:
    page = officer.get(reverse("synonyms:add"))
    soup = BeautifulSoup(page.content, "html.parser")
    choices = [words.get_text(" ", strip=True) for words in soup.select("label:has([type=radio])")]
    assert choices == [
        "Both ways: each finds what the others find",
        "One way: whoever searches for the first also finds the second",
    ]
