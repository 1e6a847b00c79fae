"""What staff see of the checks: the list of published content to mend, plain words, and the panel."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.editorial.models import Finding, PlainWord
from portal.editorial.plain_words import jargon, load_plain_words
from portal.editorial.services import examine
from portal.home.models import HomePage, StandardPage
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import OrganisationFactory
from tests.factories.vocabulary import NeedFactory

pytestmark = pytest.mark.django_db

WRONG = [("text", '<p><a href="/training/">Click here</a></p>')]


def signed_in(client: Client, group: str) -> Client:
    sign_in(client, UserFactory(groups=[group]), mfa=True)
    return client


@pytest.fixture
def page() -> StandardPage:
    made = StandardPage(title="=About us", slug="about-us", body=WRONG)
    HomePage.objects.get().add_child(instance=made)
    examine(content=made)
    return made


def test_editors_find_what_to_mend_and_go_there_in_one_step(client: Client, page: StandardPage) -> None:
    entry = OrganisationFactory(body=WRONG)
    examine(content=entry)
    words = signed_in(client, "Content editors").get(reverse("findings:index")).content.decode()
    assert "does not say where it leads" in words
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in words
    assert reverse("wagtailsnippets_directory_organisation:edit", args=[entry.pk]) in words


def test_the_list_is_filtered_by_check_and_comes_as_a_safe_spreadsheet(
    client: Client, page: StandardPage
) -> None:
    address = reverse("findings:index")
    client = signed_in(client, "Moderators")
    assert "About us" in client.get(f"{address}?check_name=links").content.decode()
    assert "About us" not in client.get(f"{address}results/?check_name=alt").content.decode()
    assert client.get(f"{address}?check_name=nonsense").status_code == 200
    sheet = client.get(f"{address}?export=csv").getvalue().decode()  # type: ignore[attr-defined]
    assert "'=About us" in sheet
    assert "Links that say where they lead" in sheet


def test_officers_do_not_see_the_list(client: Client, page: StandardPage) -> None:
    assert signed_in(client, "Officers").get(reverse("findings:index")).status_code == 302


def test_the_words_to_start_from_are_loaded_once_and_staff_keep_them() -> None:
    PlainWord.objects.all().delete()
    assert load_plain_words() > 40
    PlainWord.objects.filter(term="SENCO").delete()
    assert load_plain_words() == 0
    assert not PlainWord.objects.filter(term="SENCO").exists()


def test_short_forms_of_needs_are_jargon_with_the_needs_plain_name() -> None:
    NeedFactory(
        slug="dld", name="DLD", plain_name="Difficulty with talking", teacher_words="DLD\nlanguage"
    )
    found = {row.term: row.plain for row in jargon.get()}
    assert found["DLD"] == "Difficulty with talking"
    assert "language" not in found


def test_a_moderator_adds_a_plain_word_and_the_advice_uses_it_at_once(
    client: Client, page: StandardPage
) -> None:
    client = signed_in(client, "Moderators")
    client.post(reverse("plain_words:add"), {"term": "click", "plain": "press"})
    editor = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "“click”" in editor
    assert "Say “press”" in editor


def test_the_panel_beside_the_editor_says_what_to_mend(client: Client, page: StandardPage) -> None:
    client = signed_in(client, "Content editors")
    entry = OrganisationFactory(body=WRONG)
    for address in (
        reverse("wagtailadmin_pages:edit", args=[page.pk]),
        reverse("wagtailsnippets_directory_organisation:edit", args=[entry.pk]),
    ):
        words = client.get(address).content.decode()
        assert "Before you publish" in words
        assert "does not say where it leads" in words
    new = reverse("wagtailsnippets_directory_organisation:add")
    assert "Save a draft" in client.get(new).content.decode()
    assert Finding.objects.count() == 1
