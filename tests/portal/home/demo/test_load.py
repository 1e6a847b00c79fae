"""What somebody finds who starts the portal for the first time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q
from django.test import Client

from bookings.places.models import Approval, Booking, Place
from directory.models import Organisation, Resource, Service
from portal.accounts.merging.suggestions import suggestions
from portal.accounts.models import LostStep, Membership, RegisterLoad, School
from portal.base import clock
from portal.base.models import SiteSettings
from portal.editorial.models import Finding
from portal.home.demo.load import load_demo
from portal.home.demo.old_addresses import OLD_PAGE, OLD_RESOURCE, PAGE, RESOURCE
from portal.home.demo.terms import is_school_day
from portal.vocabulary.choices import AudienceGroup
from portal.vocabulary.models import District, Phase
from training.choices import Booking as Stage
from training.choices import OfferState
from training.models import CoursePage, Meeting, Session, Venue

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("demonstration")]


def stages() -> list[Stage]:
    return [session.booking() for session in Session.objects.select_related("seats")]


def test_all_courses_resources_services_and_family_sessions_are_there() -> None:
    families = CoursePage.objects.exclude(audiences__group=AudienceGroup.PROFESSIONAL).distinct()
    assert families.count() == 26
    assert CoursePage.objects.count() - families.count() >= 70
    assert (Resource.objects.count(), Service.objects.count()) == (70, 26)
    assert Organisation.objects.exclude(url="").exists()


def test_everything_loaded_is_marked_as_a_demonstration() -> None:
    for model in (CoursePage, Resource, Service, Organisation, School, Session, Venue):
        assert not model._default_manager.filter(demonstration=False).exists(), model
    assert SiteSettings.objects.get().demonstration


def test_some_sessions_have_a_day_on_which_it_is_decided_whether_they_go_ahead() -> None:
    assert Session.objects.filter(minimum=8, decide_by__isnull=False).exists()
    assert Session.objects.filter(state="cancelled").exclude(cancel_reason="").exists()


def test_loading_again_changes_nothing() -> None:
    def rows() -> dict[str, int]:
        return {model._meta.label: model._default_manager.count() for model in apps.get_models()}

    before = rows()
    assert load_demo() is False
    assert rows() == before


def test_one_waiting_list_has_the_senco_in_it_and_another_offers_her_a_place() -> None:
    mine = Place.objects.filter(booking__booker__user__email="senco@demo.example")
    assert set(mine.filter(state="waiting").values_list("session__seats__waiting", flat=True)) == {4}
    assert mine.filter(state="offered").count() == 1


def test_every_course_names_resources_that_share_a_need_with_it() -> None:
    for course in CoursePage.objects.prefetch_related("needs", "related_resources__needs"):
        resources = course.related_resources.all()
        assert resources, course
        shared = [set(course.needs.all()) & set(resource.needs.all()) for resource in resources]
        assert all(shared), course


def test_every_course_that_is_offered_has_a_date_to_come() -> None:
    to_come = Session.objects.filter(starts_at__gt=clock.now()).values("course")
    without = CoursePage.objects.exclude(pk__in=to_come)
    assert [course.offer_state() for course in without] in ([], [OfferState.WITHDRAWN])


def test_the_counters_of_each_session_are_the_numbers_of_its_places() -> None:
    held = Count("places", filter=Q(places__state__in=Place.HOLDING))
    waiting = Count("places", filter=Q(places__state=Place.State.WAITING))
    counted = Session.objects.annotate(held=held, in_line=waiting)
    assert not counted.exclude(held=F("seats__taken"), in_line=F("seats__waiting")).exists()
    assert Place.objects.live().count() > 1000


def test_visitors_meet_every_stage_of_booking() -> None:
    # Whether a date is under way depends on the day and the hour of loading.
    assert set(stages()) | {Stage.BEGUN} == set(Stage)


def test_some_sessions_are_nearly_full() -> None:
    lefts = [session.seats.left for session in Session.objects.bookable().select_related("seats")]
    assert [left for left in lefts if 0 < left <= 3]


def test_sessions_are_held_on_days_when_schools_are_open() -> None:
    days = {clock.in_london(meeting.starts_at).date() for meeting in Meeting.objects.all()}
    assert [day for day in days if not is_school_day(day)] == []


def test_a_meeting_begins_at_the_same_time_of_day_in_winter_and_in_summer() -> None:
    starts = [clock.in_london(meeting.starts_at) for meeting in Meeting.objects.all()]
    assert {start.utcoffset() for start in starts if start.utcoffset()}, "some fall in summer"
    assert {(start.hour, start.minute) for start in starts} <= {
        (9, 30), (13, 30), (15, 45), (10, 0), (18, 30),
    }  # fmt: skip


def test_some_sessions_are_for_thanet_alone_and_some_for_one_role() -> None:
    assert Session.objects.filter(districts__slug="thanet", districts__isnull=False).exists()
    assert Session.objects.filter(audiences__slug="senco").exists()


def test_courses_with_several_meetings_have_them_a_week_or_more_apart() -> None:
    course = CoursePage.objects.filter(meeting_count__gt=1).first()
    assert course is not None
    days = [meeting.starts_at.date() for meeting in course.sessions.first().meetings.all()]
    assert len(days) == course.meeting_count
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(days))


def test_a_small_register_is_loaded_and_an_update_with_bad_rows_waits() -> None:
    closed = School.objects.get(urn=980_001)
    assert closed.status is School.Status.CLOSED
    assert closed.successor.urn == 980_002
    assert closed.demonstration
    waiting = RegisterLoad.objects.get(state=RegisterLoad.State.WAITING)
    assert waiting.report["bad_rows"] == 3
    settings = School.objects.filter(urn=None, kind="Early-years setting", email_domain="")
    assert {setting.ofsted_number for setting in settings} == {"EY980001", None}
    assert [pair.gone.name for pair in suggestions() if pair.kind == "school"] == [
        "Little Acorns Pre School (demonstration)"
    ]


def test_sixty_schools_stand_in_every_district_and_phase() -> None:
    schools = School.objects.filter(demonstration=True, email_domain__endswith=".example")
    assert schools.count() == 60
    assert set(schools.values_list("district", flat=True)) == set(
        District.objects.values_list("pk", flat=True)
    )
    assert set(schools.values_list("phases", flat=True)) == set(
        Phase.objects.values_list("pk", flat=True)
    )
    assert schools.filter(urn=None, phases__slug="early-years").exists()


def test_each_district_has_a_base_that_says_how_to_get_in() -> None:
    for venue in Venue.objects.prefetch_related("access_features"):
        assert venue.access_notes
        assert venue.access_features.all()
    assert Venue.objects.values("district").distinct().count() == 12


def test_the_offer_shows_each_stage_of_its_life_and_what_comes_after() -> None:
    courses = list(CoursePage.objects.all())
    assert {course.offer_state() for course in courses} == set(OfferState)
    leaving = [course for course in courses if course.withdrawn_on]
    assert all(course.successor for course in leaving)


def test_the_senco_has_bookings_to_come_past_and_cancelled() -> None:
    own = Booking.objects.filter(booker__user__email="senco@demo.example")
    assert own.filter(state=Booking.State.CANCELLED).exists()
    confirmed = own.filter(state=Booking.State.CONFIRMED)
    assert confirmed.filter(session__starts_at__gt=clock.now()).exists()
    assert confirmed.filter(session__ends_at__lt=clock.now()).exists()


def test_the_first_school_is_a_thanet_primary_with_senco_head_manager_and_colleagues() -> None:
    senco = Membership.objects.get(person__user__email="senco@demo.example")
    assert senco.school.district.slug == "thanet"
    for name, role in (("head", Membership.Role.APPROVER), ("business", Membership.Role.BUSINESS)):
        assert senco.school.memberships.get(person__user__email=f"{name}@demo.example").role == role
    assert senco.school.memberships.filter(person__user=None).count() >= 8


def test_no_invented_contact_can_be_a_real_one() -> None:
    numbers = list(District.objects.values_list("contact_phone", flat=True))
    assert all(number.startswith("01632 960") for number in numbers)
    addresses = list(District.objects.values_list("contact_email", flat=True))
    assert all(address.endswith(".example") for address in addresses)


def test_something_waits_to_be_mended_and_a_lost_telephone_for_an_officer() -> None:
    assert set(Finding.objects.values_list("title", "check_name")) == {
        ("Stammering: what helps", "links"),
        ("Helping with reading at home", "headings"),
    }
    loss = LostStep.objects.get()
    assert (loss.state, str(loss.user)) == (LostStep.State.ASKED, "Fiona Webb")


@pytest.mark.parametrize("command", ["load_demo", "demo_sign_ins"])
def test_production_refuses_it(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEMONSTRATION_ALLOWED", False)
    with pytest.raises(CommandError, match="not loaded"):
        call_command(command)


def test_every_step_towards_support_can_be_taken_from_its_page(client: Client) -> None:
    html = BeautifulSoup(client.get("/support/").content, "html.parser")
    steps = html.select(".kd-steps li")
    assert "Link Teacher" in steps[0].get_text()
    assert all(step.select("a[href]") for step in [*steps, *html.select("main .kd-callout")])
    for link in html.select("main a[href]"):
        address = str(link["href"])
        if address.startswith("#"):
            assert html.find(id=address[1:]) is not None, address
        elif address.startswith("/"):
            assert client.get(address).status_code == 200, address


def test_the_list_of_district_teams_behind_lift_has_them_all(client: Client) -> None:
    html = BeautifulSoup(client.get("/support/").content, "html.parser")
    (link,) = html.find_all("a", string="Find your district team")
    listed = BeautifulSoup(client.get(str(link["href"])).content, "html.parser")
    teams = [title for title in listed.select(".kd-card__title") if "district team" in title.get_text()]
    assert len(teams) == District.objects.count()


def test_what_was_renamed_is_found_at_its_old_address(client: Client) -> None:
    page, resource = f"/{PAGE}/", f"/directory/resources/{RESOURCE}/"
    assert client.get(OLD_PAGE)["Location"] == page
    assert client.get(f"/directory/resources/{OLD_RESOURCE}/")["Location"] == resource
    assert client.get(page).status_code == client.get(resource).status_code == 200


def test_a_booking_of_its_senco_waits_for_the_head_of_its_first_school() -> None:
    approval = Approval.objects.select_related("booking__booker__user", "booking__session").get()
    assert approval.booking.booker.user is not None
    assert approval.booking.booker.user.email == "senco@demo.example"
    assert approval.booking.session.demonstration
    assert approval.booking.session.course.needs_approval
    assert approval.booking.held_places
