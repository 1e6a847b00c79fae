"""The admin as a whole: a menu by job, a first screen, and addresses that stay free."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from portal.base import clock
from portal.home.admin_menu import menu_for
from portal.home.models import HomePage, StandardPage
from portal.outbox.models import DueRun
from tests.factories.accounts import PersonFactory, UserFactory, sign_in
from tests.factories.training import CoursePageFactory, SessionFactory, TrainerFactory, in_a_week
from training.models import TrainingIndexPage

pytestmark = pytest.mark.django_db


def signed_in(client: Client, group: str) -> Client:
    sign_in(client, UserFactory(name="Asha Example", groups=[group]))
    return client


def menu_words(client: Client) -> str:
    """The sidebar's data, which holds what the menu shows."""
    return (
        client.get("/admin/")
        .content.decode()
        .split('id="wagtail-sidebar-props"')[1]
        .split("</script>")[0]
    )


def page_form(**changes: str) -> dict[str, object]:
    values = {"title": "About us", "slug": "about-us", "summary": "", "body": streamfield([]), **changes}
    no_comments = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data: dict[str, object] = nested_form_data({**values, "comments": no_comments})
    return data | {"action-publish": "1"}


@pytest.mark.parametrize(
    ("group", "shown", "hidden"),
    [
        (
            "Content editors",
            ["Training", "Directory", "Site", "Courses", "Pages"],
            ["Bookings", "Reports"],
        ),
        ("Officers", ["Training", "Bookings"], ["Directory", "Reports", "Courses"]),
        ("Auditors", ["Training", "Directory", "Bookings"], ["Reports", "Pages"]),
        ("Trainers", ["Training", "Bookings"], ["Directory", "Reports", "Site"]),
        ("Administrators", ["Training", "Directory", "Bookings", "Site", "Reports", "Settings"], []),
    ],
)
def test_each_role_sees_the_jobs_it_has(
    client: Client, group: str, shown: list[str], hidden: list[str]
) -> None:
    words = menu_words(signed_in(client, group))
    assert [label for label in shown if f'"{label}"' not in words] == []
    assert [label for label in hidden if f'"{label}"' in words] == []


def test_stray_entries_leave_the_main_menu() -> None:
    class Request:
        user = UserFactory(groups=["Content editors"])

    class Item:
        def __init__(self, name: str) -> None:
            self.name = name

    kept = menu_for(
        Request(), [Item(name) for name in ("explorer", "training", "images", "snippets", "site")]
    )  # type: ignore[arg-type]
    assert [item.name for item in kept] == ["training", "site"]


def test_the_first_screen_greets_and_offers_what_an_editor_came_for(client: Client) -> None:
    course = CoursePageFactory(title="Visual support")
    SessionFactory(course=course, capacity=24, taken=7)
    SessionFactory(course=course, state="draft", meetings=[])
    words = signed_in(client, "Content editors").get("/admin/").content.decode()
    for wanted in ("Welcome, Asha", "Add a course", "1 session in draft"):
        assert wanted in words
    assert "See who is booked" not in words


def test_only_who_may_write_pages_is_offered_to_add_a_course(client: Client) -> None:
    officer = UserFactory()
    officer.user_permissions.add(
        *Permission.objects.filter(codename__in=["access_admin", "add_resource", "change_resource"])
    )
    CoursePageFactory(has_unpublished_changes=True)
    sign_in(client, officer, mfa=True)
    page = client.get("/admin/").content.decode()
    assert "Add a resource" in page
    assert "Add a course" not in page
    assert "1 course with changes not published yet" not in page


def test_the_first_screen_lists_the_sessions_of_the_next_days(client: Client) -> None:
    SessionFactory(
        course=CoursePageFactory(title="Tomorrow’s course"), starts_at=in_a_week() - timedelta(days=6)
    )
    SessionFactory(
        course=CoursePageFactory(title="Next month’s course"), starts_at=in_a_week() + timedelta(days=30)
    )
    words = signed_in(client, "Officers").get("/admin/").content.decode()
    assert "Tomorrow’s course" in words
    assert "Next month’s course" not in words


def test_a_trainer_finds_their_own_sessions_first_however_far_ahead(client: Client) -> None:
    trainer = UserFactory(groups=["Trainers"])
    later = in_a_week() + timedelta(days=40)
    own: Any = SessionFactory(course=CoursePageFactory(title="My course"), starts_at=later)
    SessionFactory(course=CoursePageFactory(title="Somebody else’s course"), starts_at=in_a_week())
    own.trainers.add(TrainerFactory(person=PersonFactory(user=trainer)))
    sign_in(client, trainer, mfa=True)
    page = BeautifulSoup(client.get("/admin/").content, "html.parser")
    panels = [
        (str(panel["aria-labelledby"]), [link.get_text() for link in panel.select("td a")])
        for panel in page.select("section[aria-labelledby]")
    ]
    assert panels[0] == ("kd-own_sessions", ["My course"])
    assert ("kd-soon", ["Somebody else’s course"]) in panels


def test_nobody_else_has_sessions_of_their_own(client: Client) -> None:
    SessionFactory(course=CoursePageFactory())
    assert b"kd-own_sessions" not in signed_in(client, "Officers").get("/admin/").content


@pytest.mark.parametrize(("group", "told"), [("Administrators", True), ("Officers", False)])
def test_administrators_are_told_first_that_the_worker_is_down(
    client: Client, group: str, told: bool
) -> None:
    sign_in(client, UserFactory(groups=[group]))
    run = DueRun.objects.create(name="offers", done_at=clock.now())
    assert "the worker is down" not in client.get(reverse("wagtailadmin_home")).content.decode()
    run.done_at = clock.now() - timedelta(minutes=6)
    run.save()
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert ("the worker is down" in page) is told
    assert (f'href="{reverse("background:late")}"' in page) is told


def test_our_accent_and_mark_are_on_every_admin_page(client: Client) -> None:
    words = signed_in(client, "Content editors").get("/admin/").content.decode()
    assert "portal/admin.css" in words
    assert "portal/mark.svg" in words


@pytest.mark.parametrize("slug", ["search", "bookings", "admin", "API", "dev", "certificates"])
def test_a_page_cannot_take_an_address_of_the_portal(client: Client, slug: str) -> None:
    home = HomePage.objects.get()
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", home.pk])
    response = signed_in(client, "Content editors").post(address, page_form(slug=slug))
    assert response.status_code == 200
    assert "belongs to the portal itself" in " ".join(response.context["form"].errors["slug"])
    assert not StandardPage.objects.exists()


def test_an_editor_publishes_a_standard_page_with_its_text(client: Client) -> None:
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", HomePage.objects.get().pk])
    body = streamfield([("heading", "Who we are")])
    signed_in(client, "Content editors").post(address, page_form(summary="Who we are.", body=body))
    page = StandardPage.objects.get()
    assert (page.live, page.summary, page.body[0].value) == (True, "Who we are.", "Who we are")


def test_what_the_home_page_says_can_be_changed(client: Client) -> None:
    address = reverse("wagtailadmin_pages:edit", args=[HomePage.objects.get().pk])
    form = signed_in(client, "Content editors").get(address).context["form"]
    assert {"purpose", "example_searches", "parents_heading", "parents_text"} <= set(form.fields)


def test_deeper_down_any_address_is_free(client: Client) -> None:
    parent = HomePage.objects.get().add_child(instance=StandardPage(title="About", slug="about"))
    address = reverse("wagtailadmin_pages:add", args=["home", "standardpage", parent.pk])
    signed_in(client, "Content editors").post(address, page_form(slug="search"))
    assert StandardPage.objects.get(slug="search").href == "/about/search/"


def test_a_section_keeps_its_address_whatever_is_posted(client: Client) -> None:
    section = TrainingIndexPage.objects.get()
    address = reverse("wagtailadmin_pages:edit", args=[section.pk])
    client = signed_in(client, "Moderators")
    assert "cannot be changed" in client.get(address).content.decode()
    client.post(address, page_form(title="All courses", slug="courses"))
    section.refresh_from_db()
    assert (section.title, section.slug) == ("All courses", "training")


@pytest.mark.parametrize("action", ["delete", "unpublish"])
def test_a_section_is_neither_deleted_nor_unpublished(client: Client, action: str) -> None:
    section = TrainingIndexPage.objects.get()
    response = signed_in(client, "Administrators").post(
        reverse(f"wagtailadmin_pages:{action}", args=[section.pk]), follow=True
    )
    assert "fixed part of the portal" in response.content.decode()
    assert TrainingIndexPage.objects.filter(live=True).exists()


def test_a_page_is_not_moved_onto_an_address_of_the_portal(client: Client) -> None:
    home = HomePage.objects.get()
    parent = home.add_child(instance=StandardPage(title="About", slug="about"))
    child = parent.add_child(instance=StandardPage(title="Search", slug="search"))
    address = reverse("wagtailadmin_pages:move_confirm", args=[child.pk, home.pk])
    response = signed_in(client, "Administrators").post(address, follow=True)
    assert "belongs to the portal itself" in response.content.decode()
    assert Page.objects.get(pk=child.pk).get_parent().pk == parent.pk


def test_a_page_is_not_copied_onto_an_address_of_the_portal(client: Client) -> None:
    home = HomePage.objects.get()
    page = home.add_child(instance=StandardPage(title="About", slug="about"))
    response = signed_in(client, "Administrators").post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "Search", "new_slug": "search", "new_parent_page": home.pk},
        follow=True,
    )
    assert "belongs to the portal itself" in response.content.decode()
    assert not Page.objects.filter(slug="search").exists()


def test_deleting_a_page_is_for_moderators_and_moving_it_is_for_editors_too(client: Client) -> None:
    home = HomePage.objects.get()
    page = home.add_child(instance=StandardPage(title="About us", slug="about-us", live=False))
    delete = reverse("wagtailadmin_pages:delete", args=[page.pk])
    bulk = f"{reverse('wagtail_bulk_action', args=['wagtailcore', 'page', 'delete'])}?id={page.pk}"
    editor = UserFactory(groups=["Content editors"])
    sign_in(client, editor)
    StandardPage.objects.update(owner=editor)
    assert client.get(delete).status_code in (302, 403)
    client.post(delete)
    client.post(bulk)
    assert Page.objects.filter(pk=page.pk).exists()
    assert client.get(reverse("wagtailadmin_pages:move", args=[page.pk])).status_code == 200
    assert delete not in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    client.logout()
    signed_in(client, "Moderators")
    assert client.get(delete).status_code == 200
    client.post(bulk)
    assert not Page.objects.filter(pk=page.pk).exists()
