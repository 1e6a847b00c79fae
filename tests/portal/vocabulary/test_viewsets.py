"""Moderators look after the vocabulary; those who only use it read it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from portal.vocabulary.models import Level, Need
from portal.vocabulary.registry import terms
from portal.vocabulary.services import load_vocabulary
from portal.vocabulary.viewsets import VocabularyGroup
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.training import CoursePageFactory

if TYPE_CHECKING:
    from pytest_django.plugin import DjangoDbBlocker

pytestmark = pytest.mark.django_db
LISTS = [item.name for item in VocabularyGroup.items]


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The words, loaded once for all tests of this file and rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_vocabulary()
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _words(_loaded: None, db: None) -> None:
    """The same, with what one test changes undone after it."""


@pytest.fixture
def moderator(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Moderators"]))
    return client


@pytest.mark.parametrize("name", LISTS)
def test_a_moderator_opens_every_list_and_its_form(moderator: Client, name: str) -> None:
    assert moderator.get(reverse(f"{name}:index")).status_code == 200
    assert moderator.get(reverse(f"{name}:add")).status_code == 200


@pytest.mark.parametrize("name", LISTS)
def test_an_officer_reads_every_list_but_changes_none(client: Client, name: str) -> None:
    sign_in(client, UserFactory(groups=["Officers"]))
    assert client.get(reverse(f"{name}:index")).status_code == 200
    assert client.get(reverse(f"{name}:add")).status_code == 302


@pytest.mark.parametrize("name", LISTS)
def test_trainers_and_editors_have_no_business_there(client: Client, name: str) -> None:
    sign_in(client, UserFactory(groups=["Content editors"]))
    assert client.get(reverse(f"{name}:index")).status_code == 302


def test_a_level_that_is_renamed_has_its_new_name_everywhere_at_once(moderator: Client) -> None:
    level = Level.objects.get(slug="targeted")
    terms("levels")
    moderator.post(
        reverse("levels:edit", args=[level.pk]),
        {"name": "Targeted plus", "slug": level.slug, "order": level.order, "core_offer": "on"},
    )
    assert terms("levels").by_slug["targeted"].name == "Targeted plus"


def test_a_need_can_be_found_by_the_words_that_parents_use(moderator: Client) -> None:
    page = moderator.get(reverse("needs:index"), {"q": "late talker"}).content.decode()
    assert "Speech, language and communication needs" in page


def test_needs_can_be_narrowed_to_one_area(moderator: Client) -> None:
    need = Need.objects.select_related("area").get(slug="dyslexia")
    page = moderator.get(reverse("needs:index"), {"area": need.area_id}).content.decode()
    assert need.name in page
    assert "Speech, language and communication needs" not in page


def test_a_level_that_courses_use_is_kept_and_the_moderator_told(client: Client) -> None:
    sign_in(client, UserFactory(is_superuser=True))
    level = CoursePageFactory(level=Level.objects.get(slug="targeted")).level
    page = client.post(reverse("levels:delete", args=[level.pk]), follow=True).content.decode()
    assert "was not deleted" in page
    assert Level.objects.filter(pk=level.pk).exists()


def test_the_vocabulary_stands_in_the_menu_site(moderator: Client) -> None:
    page = moderator.get(reverse("wagtailadmin_home")).content.decode()
    assert "Vocabulary" in page
    assert reverse("needs:index") in page
