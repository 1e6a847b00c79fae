"""What is published and taken down by itself, to the minute and under the same rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from directory.entries import Resource, Service
from portal.base import clock
from portal.base.models import SiteSettings
from portal.notify.models import Message
from portal.outbox.due import run_due
from portal.publishing.services.schedule import late_publishing, publish_and_expire, publish_scheduled
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import ResourceFactory, ServiceFactory
from tests.factories.publishing import (
    a_moderator,
    an_editor,
    ask_for_two,
    changed,
    draft_service,
    published,
    standard_page,
)
from tests.factories.training import CoursePageFactory, SessionFactory
from training.models import CoursePage

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NIGHT_BEFORE_SUMMER = datetime(2027, 3, 27, 20, 0, tzinfo=clock.LONDON)
FIRST_SUMMER_MORNING = datetime(2027, 3, 28, 9, 30, tzinfo=clock.LONDON)


@pytest.fixture
def evening() -> Iterator[time_machine.Traveller]:
    """The evening before the clocks go forward; the test moves on."""
    with time_machine.travel(NIGHT_BEFORE_SUMMER, tick=False) as traveller:
        yield traveller


def scheduled(instance: Any, by: Any = None, **times: datetime) -> Any:
    instance = changed(instance, by, **times)
    instance.latest_revision.publish(user=by)
    return type(instance).objects.get(pk=instance.pk)


def is_live(instance: Any) -> bool:
    return bool(type(instance).objects.get(pk=instance.pk).live)


@pytest.mark.parametrize("kind", ["entry", "page"])
def test_a_draft_appears_at_its_minute_and_not_before(
    evening: time_machine.Traveller, kind: str
) -> None:
    draft = ResourceFactory(live=False) if kind == "entry" else standard_page(live=False)
    draft.save_revision()
    shown = scheduled(draft, go_live_at=FIRST_SUMMER_MORNING)
    evening.move_to(FIRST_SUMMER_MORNING - timedelta(seconds=1))
    publish_and_expire()
    assert not is_live(shown)
    evening.move_to(FIRST_SUMMER_MORNING)
    publish_and_expire()
    assert is_live(shown)


@pytest.mark.parametrize("kind", ["entry", "page"])
def test_what_expires_is_taken_down_at_its_minute(evening: time_machine.Traveller, kind: str) -> None:
    live = published(ResourceFactory() if kind == "entry" else standard_page())
    live = scheduled(live, expire_at=FIRST_SUMMER_MORNING)
    publish_and_expire()
    assert is_live(live)
    evening.move_to(FIRST_SUMMER_MORNING)
    publish_and_expire()
    assert not is_live(live)
    assert type(live).objects.get(pk=live.pk).expired


def test_the_public_keeps_the_old_words_until_the_new_ones_are_due(
    evening: time_machine.Traveller,
) -> None:
    resource = published(ResourceFactory(summary="Old words."))
    resource = scheduled(changed(resource, None, summary="New words."), go_live_at=FIRST_SUMMER_MORNING)
    assert Resource.objects.get().summary == "Old words."
    evening.move_to(FIRST_SUMMER_MORNING)
    run_due()
    assert Resource.objects.get().summary == "New words."


def test_what_should_have_been_published_or_taken_down_is_told_as_late(
    evening: time_machine.Traveller,
) -> None:
    scheduled(published(ResourceFactory()), go_live_at=FIRST_SUMMER_MORNING)
    scheduled(published(standard_page()), expire_at=FIRST_SUMMER_MORNING)
    assert list(late_publishing(clock.now())) == []
    evening.move_to(FIRST_SUMMER_MORNING + timedelta(minutes=6))
    told = {late.what: late.number for late in late_publishing(clock.now())}
    assert told["Pages and entries to publish"] == 1
    assert sum(told.values()) == 2
    publish_and_expire()
    assert list(late_publishing(clock.now())) == []


def test_two_workers_publish_it_once(evening: time_machine.Traveller) -> None:
    resource = scheduled(published(ResourceFactory()), go_live_at=FIRST_SUMMER_MORNING)
    key = resource.scheduled_revision.pk
    evening.move_to(FIRST_SUMMER_MORNING)
    assert publish_scheduled(revision_id=key)
    assert not publish_scheduled(revision_id=key)


def test_what_a_second_person_approved_is_published_when_due(evening: time_machine.Traveller) -> None:
    ask_for_two(Service)
    service = draft_service(an_editor(), go_live_at=FIRST_SUMMER_MORNING)
    service.latest_revision.publish(user=a_moderator())
    evening.move_to(FIRST_SUMMER_MORNING)
    publish_and_expire()
    assert is_live(service)


def test_what_its_author_alone_scheduled_before_the_rule_came_is_kept_back_and_they_are_told(
    evening: time_machine.Traveller,
) -> None:
    author = a_moderator()
    service = draft_service(author, go_live_at=FIRST_SUMMER_MORNING)
    service.latest_revision.publish(user=author)
    ask_for_two(Service)
    evening.move_to(FIRST_SUMMER_MORNING)
    publish_and_expire()
    assert not is_live(service)
    assert not Service.objects.get().approved_schedule
    letter = Message.objects.get(template_key="publication-called-off")
    assert letter.to == author.email
    assert "nobody has approved this version" in letter.body


@pytest.mark.parametrize("author_left", [False, True])
def test_what_a_check_keeps_back_is_told_once_to_its_author_or_else_to_the_service(
    evening: time_machine.Traveller, author_left: bool
) -> None:
    service = SiteSettings.objects.create(contact_email="training@portal.example")
    author = a_moderator()
    resource = ResourceFactory(live=False, body=[("text", '<p><a href="/training/">click here</a></p>')])
    revision = resource.save_revision(user=author)
    revision.approved_go_live_at = FIRST_SUMMER_MORNING
    revision.save()
    if author_left:
        author.is_active = False
        author.save()
    evening.move_to(FIRST_SUMMER_MORNING)
    publish_and_expire()
    assert not is_live(resource)
    letter = Message.objects.get()
    assert letter.to == (service.contact_email if author_left else author.email)
    assert "does not say where it leads" in letter.body


def test_one_that_fails_keeps_no_other_from_its_time(
    evening: time_machine.Traveller, monkeypatch: pytest.MonkeyPatch
) -> None:
    scheduled(published(ServiceFactory()), go_live_at=FIRST_SUMMER_MORNING)
    second = ResourceFactory(live=False)
    second.save_revision()
    second = scheduled(second, go_live_at=FIRST_SUMMER_MORNING)
    evening.move_to(FIRST_SUMMER_MORNING)

    def fails(self: Service, *_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(Service, "publish", fails)
    publish_and_expire()
    assert is_live(second)


def edit_form(**changes: str) -> dict[str, str]:
    resource = Resource.objects.get()
    return {
        "title": resource.title,
        "slug": resource.slug,
        "summary": resource.summary,
        "body-count": "0",
        "resource_type": str(resource.resource_type_id),
        "link": "https://www.example.org/",
        **changes,
    }


@pytest.mark.parametrize(
    ("typed", "utc"),
    [("2027-03-29 09:30", "2027-03-29T08:30"), ("2027-01-11 09:30", "2027-01-11T09:30")],
)
def test_times_are_typed_as_a_kent_clock_shows_them(
    fixed_clock: time_machine.Traveller, client: Client, typed: str, utc: str
) -> None:
    resource = ResourceFactory()
    sign_in(client, UserFactory(groups=["Content editors"]))
    address = reverse("wagtailsnippets_directory_resource:edit", args=[resource.pk])
    client.post(address, edit_form(go_live_at=typed) | {"action-publish": "1"})
    due = Resource.objects.get().scheduled_revision.approved_go_live_at
    assert due.isoformat().startswith(utc)


@pytest.mark.parametrize("typed", ["2027-03-28 01:30", "2027-10-31 01:30"])
def test_a_time_that_the_clocks_skip_or_repeat_is_refused_by_the_field(
    fixed_clock: time_machine.Traveller, client: Client, typed: str
) -> None:
    resource = ResourceFactory(title="Now and next board")
    sign_in(client, UserFactory(groups=["Content editors"]))
    address = reverse("wagtailsnippets_directory_resource:edit", args=[resource.pk])
    posted = edit_form(go_live_at=typed, title="Kept as typed") | {"action-publish": "1"}
    response = client.post(address, posted)
    assert response.status_code == 200
    assert response.context["form"].errors["go_live_at"]
    assert "Kept as typed" in response.content.decode()
    assert Resource.objects.get().title == "Now and next board"


def test_an_expired_course_is_nowhere_and_its_dates_are_unharmed(
    evening: time_machine.Traveller, client: Client
) -> None:
    course = CoursePageFactory(title="Zebra crossing")
    session: Any = SessionFactory(
        course=course, starts_at=FIRST_SUMMER_MORNING + timedelta(days=9), capacity=7, taken=3
    )
    scheduled(published(course), expire_at=FIRST_SUMMER_MORNING)
    evening.move_to(FIRST_SUMMER_MORNING)
    publish_and_expire()
    for address in ("/", "/training/", "/training/calendar/", "/search/?q=zebra", "/sitemap.xml"):
        assert "Zebra crossing" not in client.get(address).content.decode(), address
    gone = client.get(course.href)
    assert gone.status_code == 410
    assert "Zebra crossing" not in gone.content.decode()
    session.refresh_from_db()
    assert (session.seats.capacity, session.seats.taken) == (7, 3)


def test_bringing_back_an_old_version_of_a_course_leaves_dates_and_seats_alone() -> None:
    course = published(CoursePageFactory(summary="First promise."))
    first = course.latest_revision
    session: Any = SessionFactory(course=course, capacity=7, taken=3)
    before = session.starts_at
    changed(course, None, summary="Second promise.").latest_revision.publish()
    first.as_object().save_revision(previous_revision=first).publish()
    assert CoursePage.objects.get().summary == "First promise."
    session.refresh_from_db()
    assert session.starts_at == before
    assert (session.state, session.seats.capacity, session.seats.taken) == ("open", 7, 3)
