"""The page of a course: what, who for, when, where, what it costs and what is left."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from portal.base import clock
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.directory import ResourceFactory
from tests.factories.training import (
    CoursePageFactory,
    SessionFactory,
    TrainerFactory,
    VenueFactory,
    in_a_week,
)
from tests.factories.vocabulary import (
    AreaOfNeedFactory,
    AudienceFactory,
    DistrictFactory,
    NeedFactory,
    PhaseFactory,
)
from training.course_page import length_words
from training.models import CoursePage
from training.session_rows import say_day

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def page(client: Client, course: CoursePage) -> BeautifulSoup:
    response = client.get(course.href)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def words(part: Any) -> str:
    return " ".join(part.get_text(" ").split())


def dates(client: Client, course: CoursePage) -> str:
    return words(page(client, course).select_one("section[aria-labelledby=dates]"))


def parents() -> Any:
    return AudienceFactory(slug="parent-carer", name="Parent or carer", group=AudienceGroup.FAMILY)


def test_the_page_answers_what_a_visitor_asks(client: Client) -> None:
    course = CoursePageFactory(
        title="Visual support that works",
        audiences=[AudienceFactory(slug="teacher", name="Class teacher")],
        phases=[PhaseFactory(slug="key-stage-1", name="Key stage 1")],
        outcomes=[("outcome", "Adapt one lesson")],
        related_resources=[ResourceFactory(title="Now and next board")],
        meeting_count=2,
        prerequisites="First steps",
    )
    SessionFactory(course=course, capacity=6, taken=2)
    said = words(page(client, course).select_one("main"))
    for part in (
        "Visual support that works", "Class teacher", "Key stage 1", "Targeted", "First steps",
        "2 meetings of 1 hour 30 minutes, live online", "Free to Kent schools", "4 places left",
        "After this you can… Adapt one lesson", "Now and next board", clock.say_date(in_a_week()),
    ):  # fmt: skip
        assert part in said


def test_each_open_date_leads_to_its_booking(client: Client) -> None:
    course = CoursePageFactory()
    session = SessionFactory(course=course)
    links = page(client, course).select(".kd-session__action a")
    assert {link["href"] for link in links} == {reverse("bookings:delegates", args=[session.uid])}
    assert all(link.get_text().startswith("Book: ") for link in links)


def test_a_full_date_leads_to_its_waiting_list(client: Client) -> None:
    course = CoursePageFactory()
    session = SessionFactory(course=course, capacity=2, taken=2)
    links = page(client, course).select(".kd-session__action a")
    assert {link["href"] for link in links} == {reverse("bookings:delegates", args=[session.uid])}
    assert all(link.get_text().startswith("Join the waiting list: ") for link in links)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"state": "closed"}, "Booking has closed"),
        ({"state": "cancelled"}, "Cancelled This date does not take place."),
    ],
)
def test_a_date_that_cannot_be_booked_says_why(client: Client, state: dict[str, Any], said: str) -> None:
    course = CoursePageFactory()
    SessionFactory(course=course, **state)
    assert said in dates(client, course)
    assert not page(client, course).select(".kd-session__action")


def test_a_date_not_open_yet_says_when_it_opens(client: Client) -> None:
    opens = clock.now() + timedelta(days=2)
    course = CoursePageFactory()
    SessionFactory(course=course, booking_opens_at=opens)
    assert f"Booking opens on {say_day(opens)}" in dates(client, course)


def test_limits_are_said_beside_the_date(client: Client) -> None:
    course = CoursePageFactory()
    districts = [
        DistrictFactory(slug="swale", name="Swale"),
        DistrictFactory(slug="thanet", name="Thanet"),
    ]
    SessionFactory(
        course=course, districts=districts, audiences=[AudienceFactory(slug="senco", name="SENCO")]
    )
    said = dates(client, course)
    assert "Only for schools and settings in Swale and Thanet." in said
    assert "Only for: SENCO." in said


def test_a_session_of_several_meetings_lists_them(client: Client) -> None:
    start = in_a_week()
    times = [
        (start + timedelta(weeks=week), start + timedelta(weeks=week, hours=1)) for week in range(3)
    ]
    course = CoursePageFactory()
    SessionFactory(course=course, meetings=times)
    said = dates(client, course)
    for begins, ends in times:
        assert clock.say_span(begins, ends) in said


def test_a_date_under_way_stays_where_the_calendar_leads_until_its_last_meeting_is_over(
    client: Client,
) -> None:
    course, now = CoursePageFactory(), clock.now()
    hour, week = timedelta(hours=1), timedelta(weeks=1)
    begun = SessionFactory(
        course=course, meetings=[(now - week, now - week + hour), (now + week, now + week + hour)]
    )
    over = SessionFactory(course=course, starts_at=now - week)
    found = page(client, course)
    row = found.select_one(f"#date-{begun.uid}")
    assert row is not None
    assert "Has begun" in words(row)
    assert not row.select(".kd-session__action")
    assert found.select_one(f"#date-{over.uid}") is None


def test_the_panel_prefers_a_date_to_come_to_one_under_way(client: Client) -> None:
    course, now = CoursePageFactory(), clock.now()
    hour, week = timedelta(hours=1), timedelta(weeks=1)
    SessionFactory(
        course=course, meetings=[(now - week, now - week + hour), (now + week, now + week + hour)]
    )
    later = SessionFactory(course=course, starts_at=in_a_week() + week, state="closed")
    panel = words(page(client, course).select_one(".kd-aside--float"))
    assert clock.say_date(later.starts_at) in panel
    assert "Has begun" not in panel


def test_the_panel_offers_the_soonest_date_with_places(client: Client) -> None:
    course = CoursePageFactory()
    SessionFactory(course=course, capacity=1, taken=1)
    later = SessionFactory(course=course, starts_at=in_a_week() + timedelta(days=7))
    panel = words(page(client, course).select_one(".kd-aside--float"))
    assert "Next date with places" in panel
    assert clock.say_date(later.starts_at) in panel
    assert "See all 2 dates" in panel


def test_trainers_and_venues_say_what_one_needs_to_know(client: Client) -> None:
    course = CoursePageFactory()
    venue = VenueFactory(
        name="Laleham Gap School", access_notes="Ring at the blue gate.", travel_notes="Park behind."
    )
    trainer = TrainerFactory(name="Amina Patel", qualifications="PGCert SpLD")
    for week in (0, 1):
        starts = in_a_week() + timedelta(weeks=week)
        SessionFactory(
            course=course, venue=venue, format="in-person", trainers=[trainer], starts_at=starts
        )
    soup = page(client, course)
    venues = words(soup.select_one("section[aria-labelledby=venues]"))
    for part in ("Laleham Gap School", "CT12 6FH", "Ring at the blue gate.", "Park behind."):
        assert part in venues
    assert words(soup.select_one("section[aria-labelledby=trainers]")).count("Amina Patel") == 1


def test_the_joining_link_is_never_public(client: Client) -> None:
    course = CoursePageFactory()
    SessionFactory(course=course, joining_link="https://meet.example/secret")
    for address in (course.href, "/training/", "/"):
        assert b"meet.example" not in client.get(address).content


def test_what_is_not_published_stays_away(client: Client) -> None:
    course = CoursePageFactory(related_resources=[ResourceFactory(title="Hidden draft", live=False)])
    SessionFactory(course=course, state="draft")
    SessionFactory(course=course, visible_from=clock.now() + timedelta(days=1))
    said = words(page(client, course).select_one("main"))
    assert "Hidden draft" not in said
    assert "There are no dates yet" in said


def test_a_withdrawn_course_leads_on_to_what_replaced_it(client: Client) -> None:
    successor = CoursePageFactory(title="The new course")
    course = CoursePageFactory(successor=successor)
    SessionFactory(course=course)
    course.withdrawn_on = clock.today()
    course.save()
    soup = page(client, course)
    assert "We no longer offer this course" in words(soup)
    assert soup.select_one(f"main a[href='{successor.href}']") is not None
    assert not soup.select(".kd-session__action, #dates")


def test_a_successor_that_is_a_draft_is_not_shown(client: Client) -> None:
    successor = CoursePageFactory(title="The new course", live=False)
    course = CoursePageFactory(withdrawn_on=clock.today(), successor=successor)
    assert "The new course" not in words(page(client, course))


def test_a_course_being_withdrawn_and_one_planned_say_until_or_from_when(client: Client) -> None:
    day = clock.today() + timedelta(days=40)
    ending, coming = CoursePageFactory(withdrawn_on=day), CoursePageFactory(offered_from=day)
    assert f"until {say_day(day)}" in words(page(client, ending))
    assert f"from {say_day(day)}" in words(page(client, coming))


def test_when_no_date_suits_courses_about_the_same_needs_are_offered(client: Client) -> None:
    need = NeedFactory(slug="autism")
    course = CoursePageFactory(needs=[need])
    other = CoursePageFactory(title="Another way in", needs=[need])
    SessionFactory(course=other)
    part = page(client, course).select_one("section[aria-labelledby=others]")
    assert part is not None
    assert [link["href"] for link in part.select("a")] == [other.href, "/training/?need=autism"]


def test_a_chargeable_course_explains_why_and_shows_the_free_ones_first(client: Client) -> None:
    course = CoursePageFactory(funding="chargeable", price_pence=45050, price_unit="school")
    soup = page(client, course)
    assert "£450.50 a school, plus VAT" in words(soup)
    assert (
        soup.select_one("section[aria-labelledby=bespoke] a[href^='/training/?cost=free']") is not None
    )


def test_a_session_for_families_is_told_in_plain_words(client: Client) -> None:
    course = CoursePageFactory(
        audiences=[parents()], level=None, min_age=4, max_age=11, co_produced=True, reference="P-1"
    )
    soup = page(client, course)
    said = words(soup.select_one("main"))
    for part in ("Your child’s age 4 to 11", "Cost Free", "Parents and carers helped to make this."):
        assert part in said
    for jargon in ("Level", "Core Standards", "P-1", "Kent schools"):
        assert jargon not in said
    assert soup.select_one("main .govuk-breadcrumbs a[href='/parents/']") is not None
    assert "kd-parents" in soup.body["class"]  # type: ignore[index]


def test_a_session_for_families_stands_behind_their_door_and_says_their_words(client: Client) -> None:
    area = AreaOfNeedFactory(name="Cognition and learning", plain_name="How children think and learn")
    soup = page(client, CoursePageFactory(audiences=[parents()], area_of_need=area))
    marked = [link["href"] for link in soup.select(".kd-menu a[aria-current]")]
    assert marked == ["/parents/"]
    said = words(soup.select_one("main"))
    assert "How children think and learn" in said and "Cognition and learning" not in said


def test_a_course_for_schools_stands_behind_the_schools_door(client: Client) -> None:
    soup = page(client, CoursePageFactory())
    assert [link["href"] for link in soup.select(".kd-menu a[aria-current]")] == ["/training/"]


def test_a_course_without_dates_says_what_to_do_meanwhile(client: Client) -> None:
    course = CoursePageFactory()
    assert "While you wait" in words(page(client, course))
    SessionFactory(course=course)
    said = words(page(client, course))
    assert "No date suits you?" in said and "While you wait" not in said


def test_a_draft_is_not_found_by_the_public(client: Client) -> None:
    assert client.get(CoursePageFactory(live=False).href).status_code == 404


def test_an_editor_previews_a_course_before_it_is_published(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Content editors"]))
    course = CoursePageFactory(live=False, title="In the making", needs=[NeedFactory()])
    course.save_revision()
    response = client.get(reverse("wagtailadmin_pages:view_draft", args=[course.pk]))
    assert response.status_code == 200
    assert "In the making" in response.content.decode()


def test_a_course_that_was_never_saved_can_be_previewed() -> None:
    course = CoursePage(title="New", slug="new", summary="S", needs=[NeedFactory()])
    response = course.make_preview_request()
    response.render()
    assert response.status_code == 200
    assert "There are no dates yet" in response.content.decode()


@pytest.mark.parametrize(
    ("meetings", "minutes", "said"),
    [
        (1, 120, "2 hours"), (1, 60, "1 hour"), (1, 45, "45 minutes"), (1, 90, "1 hour 30 minutes"),
        (3, 60, "3 meetings of 1 hour"),
    ],
)  # fmt: skip
def test_a_length_is_said_in_hours_and_minutes(meetings: int, minutes: int, said: str) -> None:
    assert length_words(meetings, minutes) == said


def test_a_course_with_everything_takes_eight_queries_however_many_dates(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    need = NeedFactory()
    resources = [ResourceFactory() for _ in range(5)]
    course = CoursePageFactory(
        needs=[need], related_resources=resources, withdrawn_on=clock.today() + timedelta(days=99),
        successor=CoursePageFactory(),
    )  # fmt: skip
    for number in (5, 55):
        for day in range(number):
            SessionFactory(
                course=course, venue=VenueFactory(), format="in-person", trainers=[TrainerFactory()],
                starts_at=in_a_week() + timedelta(days=day),
            )  # fmt: skip
        client.get(course.href)
        with django_assert_max_num_queries(8):
            assert client.get(course.href).status_code == 200
