"""Two records made one while others use them, over HTTP."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import pytest
from django.urls import reverse

from bookings.places.models import Booking, Place
from portal.accounts.memberships.models import MembershipRequest
from portal.accounts.merging.plans import plan
from portal.accounts.merging.services import leads_to
from portal.accounts.merging.viewsets import compare_url
from portal.accounts.models import Membership, Merge, Person, School, User
from tests.factories.accounts import (
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    make_member,
)
from tests.factories.training import SessionFactory
from tests.races.clients import Answer, Press, press_together
from tests.races.crowd import cookie_of, crowd_for, staff_cookie_of

pytestmark = pytest.mark.both_databases

ROUNDS = 3


@pytest.fixture
def officers(live_portal: str) -> list[str]:
    return [staff_cookie_of(UserFactory(groups=["Officers"])) for _twice in range(2)]


def merge(kept: School | Person, gone: School | Person, cookie: str) -> Press:
    """What an officer presses who sees the two as they are now."""
    kind = "school" if isinstance(kept, School) else "person"
    kept, gone = (type(row)._default_manager.get(pk=row.pk) for row in (kept, gone))
    shown = plan(kind=kind, kept=kept, gone=gone)
    ticked = {field.name: field.choice or "kept" for field in shown.open_fields}
    return Press(compare_url(kind, kept.pk, gone.pk), {**ticked, "stamp": shown.stamp}, cookie)


def no_errors(answers: Sequence[Answer]) -> bool:
    return all(200 <= answer.status < 500 for answer in answers)


def twins() -> tuple[School, School]:
    one = SchoolFactory(urn=None)
    return one, SchoolFactory(urn=None, district=one.district)


def test_a_pair_merged_both_ways_at_once_is_merged_one_way(
    live_portal: str, officers: list[str]
) -> None:
    for number in range(ROUNDS):
        pair = twins() if number % 2 else (PersonFactory(), PersonFactory())
        if number % 2 == 0:
            school = SchoolFactory()
            for person in pair:
                MembershipFactory(person=person, school=school)
        answers = press_together(
            live_portal, [merge(*pair, officers[0]), merge(pair[1], pair[0], officers[1])]
        )
        assert no_errors(answers), answers
        model = type(pair[0])
        assert model.objects.filter(pk__in=[row.pk for row in pair]).count() == 1
        assert Merge.objects.count() == number + 1


def test_of_overlapping_pairs_at_once_nothing_is_lost(live_portal: str, officers: list[str]) -> None:
    for _round in range(ROUNDS):
        one, two = twins()
        three = SchoolFactory(urn=None, district=one.district)
        members = [MembershipFactory(school=school) for school in (one, two, three)]
        presses = [
            merge(one, two, officers[0]),
            merge(two, three, officers[1]),
            merge(three, one, officers[0]),
        ]
        answers = press_together(live_portal, presses)
        assert no_errors(answers), answers
        assert Membership.objects.filter(pk__in=[row.pk for row in members]).count() == 3
        left = School.objects.filter(pk__in=[one.pk, two.pk, three.pk])
        assert 1 <= left.count() < 3


def test_asking_to_join_a_school_that_is_merged_away_at_that_moment(
    live_portal: str, officers: list[str]
) -> None:
    for _round in range(ROUNDS):
        kept, gone = twins()
        askers = [UserFactory() for _each in range(4)]
        path = reverse("membership:ask", args=[gone.pk])
        presses = [merge(kept, gone, officers[0])]
        presses += [Press(path, {"role": "senco"}, cookie_of(user)) for user in askers]
        answers = press_together(live_portal, presses)
        assert no_errors(answers), answers
        there = School.objects.filter(pk=gone.pk).exists()
        asked = MembershipRequest.objects.filter(person__user__in=askers)
        assert {row.school_id for row in asked} <= {gone.pk if there else kept.pk}


def test_what_somebody_does_while_they_are_merged_with_another(
    live_portal: str, officers: list[str]
) -> None:
    school = SchoolFactory()
    for _round in range(ROUNDS):
        user = UserFactory()
        gone, kept = PersonFactory(user=user, email="x@school.example"), PersonFactory()
        presses = [merge(kept, gone, officers[0])]
        presses += [
            Press(reverse("membership:ask", args=[school.pk]), {"role": "senco"}, cookie_of(user))
        ]
        presses += [
            Press(
                reverse("accounts:details"),
                {"name": "New name", "email": "n@school.example"},
                cookie_of(user),
            )
        ]
        answers = press_together(live_portal, presses)
        assert no_errors(answers), answers
        assert Person.objects.filter(user=user).count() == 1


def test_booking_for_a_school_and_people_that_are_merged_away_at_that_moment(
    live_portal: str, officers: list[str]
) -> None:
    for _round in range(ROUNDS):
        session = SessionFactory(capacity=30)
        crowd = crowd_for(session, [2, 3])
        kept = PersonFactory(name="Kept", email="")
        first, second = crowd
        away = Person.objects.filter(memberships__school=first.school).exclude(pk=first.person.pk).get()
        into = SchoolFactory(urn=None, district=second.school.district)
        path = reverse("bookings:check", args=[session.uid])
        presses = [
            Press(path, {"key": first.key}, first.cookie),
            Press(path, {"key": second.key}, second.cookie),
            merge(kept, away, officers[0]),
            merge(into, second.school, officers[1]),
        ]
        answers = press_together(live_portal, presses)
        assert no_errors(answers), answers
        for row in Booking.objects.filter(session=session):
            assert School.objects.filter(pk=row.school_id).exists()
        told = sum(w.number for w, a in zip(crowd, answers, strict=False) if a.booked)
        assert Place.objects.live().filter(session=session).count() == told


def test_deleting_somebody_while_they_are_merged_away(live_portal: str, officers: list[str]) -> None:
    for _round in range(ROUNDS):
        gone, kept = PersonFactory(name="Ann Gone"), PersonFactory()
        MembershipFactory(person=gone)
        words = {"reason": "Letter of 1 March, in the folder", "name": gone.name}
        presses = [
            merge(kept, gone, officers[0]),
            Press(reverse("people:erase", args=[gone.pk]), words, officers[1]),
            Press(
                reverse("people:edit", args=[gone.pk]), {"name": "Ann Other", "email": ""}, officers[1]
            ),
        ]
        answers = press_together(live_portal, presses)
        assert no_errors(answers), answers
        assert leads_to(kind="person", gone_id=gone.pk) in (kept.pk, None)


def test_a_colleague_confirmed_while_they_are_merged_away(live_portal: str, officers: list[str]) -> None:
    for _round in range(ROUNDS):
        school = SchoolFactory()
        head = make_member(school, "approver", email=f"{uuid.uuid4().hex}@race.example")
        user: User = UserFactory()
        gone, kept = PersonFactory(user=user), PersonFactory()
        asked = MembershipRequest.objects.create(person=gone, school=school, role="senco")
        answer = reverse("membership:decide", args=[school.pk, asked.pk])
        presses = [
            merge(kept, gone, officers[0]),
            Press(answer, {"answer": "confirm"}, cookie_of(head.person.user)),
        ]
        answers = press_together(live_portal, presses)
        assert no_errors(answers), answers
        asked.refresh_from_db()
        belongs = Membership.objects.current().filter(school=school, person__user=user).exists()
        assert belongs == (asked.state == "confirmed")
