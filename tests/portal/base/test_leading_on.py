"""Old addresses of pages lead on for ever: after a new name, a move, a way back and a taking down."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from portal.home.models import HomePage, IndexPage, StandardPage
from tests.factories.training import CoursePageFactory
from training.models import CoursePage

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page() -> StandardPage:
    made = StandardPage(title="Ask us", slug="ask-us", live=False)
    HomePage.objects.get().add_child(instance=made)
    made.save_revision().publish()
    return StandardPage.objects.get(pk=made.pk)


def rename(page: Page, slug: str) -> None:
    fresh = type(page).objects.get(pk=page.pk)
    fresh.slug = slug
    fresh.save_revision().publish()


def leads_to(client: Client, address: str) -> tuple[int, str]:
    response = client.get(address)
    return response.status_code, response.get("Location", "")


def test_a_renamed_page_is_found_at_its_old_address_with_the_question_kept(
    client: Client, page: StandardPage
) -> None:
    rename(page, "contact")
    assert leads_to(client, "/ask-us/") == (301, "/contact/")
    assert leads_to(client, "/ask-us/?from=mail&x=%C3%A9") == (301, "/contact/?from=mail&x=%C3%A9")


def test_two_new_names_make_no_chain(client: Client, page: StandardPage) -> None:
    rename(page, "contact")
    rename(page, "talk-to-us")
    assert leads_to(client, "/ask-us/") == (301, "/talk-to-us/")
    assert leads_to(client, "/contact/") == (301, "/talk-to-us/")


def test_a_page_that_takes_its_old_name_back_makes_no_circle(client: Client, page: StandardPage) -> None:
    rename(page, "contact")
    rename(page, "ask-us")
    assert client.get("/ask-us/").status_code == 200
    assert leads_to(client, "/contact/") == (301, "/ask-us/")
    assert not Redirect.objects.filter(old_path="/ask-us").exists()


def test_another_page_may_take_the_old_address(client: Client, page: StandardPage) -> None:
    rename(page, "contact")
    other = StandardPage(title="Ask anything", slug="ask-us", live=False)
    HomePage.objects.get().add_child(instance=other)
    other.save_revision().publish()
    assert client.get("/ask-us/").context["page"].pk == other.pk
    rename(other, "questions")
    assert leads_to(client, "/ask-us/") == (301, "/questions/")


def test_pages_below_a_moved_page_lead_on_as_well(client: Client, page: StandardPage) -> None:
    below = StandardPage(title="By telephone", slug="telephone")
    page.add_child(instance=below)
    index = IndexPage(title="About us", slug="about")
    HomePage.objects.get().add_child(instance=index)
    page.move(index, pos="last-child")
    assert leads_to(client, "/ask-us/") == (301, "/about/ask-us/")
    assert leads_to(client, "/ask-us/telephone/") == (301, "/about/ask-us/telephone/")


def test_what_was_taken_down_says_so(client: Client, page: StandardPage) -> None:
    page.unpublish()
    response = client.get("/ask-us/")
    assert response.status_code == 410
    assert b"This page has been taken down" in response.content
    assert b"Ask us</h1>" not in response.content


def test_an_old_address_of_what_was_taken_down_makes_no_circle(
    client: Client, page: StandardPage
) -> None:
    rename(page, "contact")
    StandardPage.objects.get(pk=page.pk).unpublish()
    assert leads_to(client, "/ask-us/")[0] == 410
    assert leads_to(client, "/contact/")[0] == 410


def test_a_course_that_was_taken_down_leads_to_what_replaced_it(client: Client) -> None:
    newer, old = CoursePageFactory(slug="newer"), CoursePageFactory(slug="older")
    old.successor = newer
    old.save()
    rename(old, "oldest")
    CoursePage.objects.get(pk=old.pk).unpublish()
    assert leads_to(client, "/training/oldest/") == (301, "/training/newer/")
    assert leads_to(client, "/training/older/") == (301, "/training/newer/")


def test_two_that_replace_each_other_and_are_both_down_end_in_words(client: Client) -> None:
    one, two = CoursePageFactory(slug="one"), CoursePageFactory(slug="two")
    CoursePage.objects.filter(pk=one.pk).update(successor=two)
    CoursePage.objects.filter(pk=two.pk).update(successor=one)
    for course in CoursePage.objects.all():
        course.unpublish()
    assert leads_to(client, "/training/one/")[0] == 410


def test_a_first_draft_is_unknown_at_every_address_it_had(client: Client) -> None:
    draft = StandardPage(title="Secret plan", slug="secret-plan", live=False)
    HomePage.objects.get().add_child(instance=draft)
    draft.save_revision()
    assert client.get("/secret-plan/").status_code == 404
    draft.slug = "plan"
    draft.save()
    assert client.get("/secret-plan/").status_code == 404
    assert client.get("/plan/").status_code == 404


def test_of_a_private_page_nobody_is_told_that_it_was_here(client: Client, page: StandardPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    page.unpublish()
    assert client.get("/ask-us/").status_code == 404


def test_a_redirect_onto_itself_is_left_out(client: Client) -> None:
    Redirect.add_redirect("/round/", "/round/")
    assert client.get("/round/").status_code == 404


def test_a_redirect_of_a_moderator_leads_elsewhere(client: Client) -> None:
    Redirect.add_redirect("/old.html", "https://www.kent.gov.uk/send", is_permanent=False)
    assert leads_to(client, "/old.html") == (302, "https://www.kent.gov.uk/send")


def test_a_form_sent_to_an_old_address_is_not_led_on(client: Client, page: StandardPage) -> None:
    rename(page, "contact")
    assert client.post("/ask-us/").status_code in (403, 404)


def test_redirects_that_lead_round_in_a_circle_are_left_out(client: Client) -> None:
    for old, link in [("/one/", "/two/?from=one"), ("/two/", "/three/"), ("/three/", "/one/")]:
        Redirect.add_redirect(old, link)
    for word in ("one", "two", "three"):
        assert client.get(f"/{word}/").status_code == 404


def test_a_redirect_onto_itself_by_its_whole_address_is_left_out(client: Client) -> None:
    Redirect.add_redirect("/round/", "http://testserver/round/")
    Redirect.add_redirect("/there/", "//testserver/there")
    assert client.get("/round/").status_code == 404
    assert client.get("/there/").status_code == 404


def test_a_circle_that_a_page_stands_in_ends_at_the_page(client: Client, page: StandardPage) -> None:
    Redirect.add_redirect("/old/", "/ask-us/")
    Redirect.add_redirect("/ask-us/", "/old/")
    assert leads_to(client, "/old/") == (301, "/ask-us/")
    assert client.get("/ask-us/").status_code == 200


def test_redirects_one_after_another_lead_on(client: Client) -> None:
    Redirect.add_redirect("/older/", "/old/")
    Redirect.add_redirect("/old/", "https://www.kent.gov.uk/send")
    assert leads_to(client, "/older/") == (301, "/old/")


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://[nowhere", "/a\nSet-Cookie: a=b", "mailto:", "http://"]
)
def test_a_redirect_that_leads_nowhere_is_left_out(client: Client, link: str) -> None:
    Redirect.add_redirect("/old/", link)
    assert client.get("/old/").status_code == 404


def test_two_redirects_of_one_address_are_no_error(client: Client) -> None:
    for link in ("/first/", "/second/"):
        Redirect.objects.create(old_path="/twice", redirect_link=link)
    assert leads_to(client, "/twice/") == (301, "/first/")
