"""Two schools, or two people, become one, on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from portal.accounts.choices import SchoolRole
from portal.accounts.merging.plans import BOTH_REGISTERED, plan
from portal.accounts.merging.services import CHANGED, leads_to, merge
from portal.accounts.models import (
    Membership,
    MembershipEvent,
    MembershipRequest,
    Merge,
    Person,
    School,
    User,
)
from portal.accounts.services import person_for
from portal.vocabulary.models import Phase
from portal.vocabulary.services import load_vocabulary
from tests.factories.accounts import MembershipFactory, PersonFactory, SchoolFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def officer() -> User:
    return UserFactory(groups=["Officers"])


def make_one(kept: Any, gone: Any, actor: User, **choices: str) -> Merge:
    """Looks, chooses and merges."""
    kind = Merge.Kind.SCHOOL if isinstance(kept, School) else Merge.Kind.PERSON
    shown = plan(kind=kind, kept=kept, gone=gone)
    ticked = {field.name: field.choice for field in shown.open_fields}
    return merge(
        kind=kind, kept_id=kept.pk, gone_id=gone.pk, choices={**ticked, **choices}, stamp=shown.stamp,
        actor=actor,
    )  # fmt: skip


def test_a_school_takes_what_hung_on_the_other_and_its_old_address_leads_on(
    officer: User, client: Client
) -> None:
    load_vocabulary()
    kept, gone = (
        SchoolFactory(name="Oakfield", urn=118234),
        SchoolFactory(name="Oakfield Primary", urn=None),
    )
    gone.phases.set(Phase.objects.all()[:2])
    kept.phases.set(Phase.objects.all()[1:3])
    before = SchoolFactory(closed_on=date(2020, 8, 31), successor=gone)
    person = MembershipFactory(school=gone).person
    record = make_one(kept, gone, officer)
    assert not School.objects.filter(pk=gone.pk).exists()
    kept.refresh_from_db()
    before.refresh_from_db()
    assert (kept.name, kept.urn, kept.phases.count()) == ("Oakfield", 118234, 3)
    assert before.successor == kept
    assert Membership.objects.get(person=person).school == kept
    assert (record.gone_name, record.merged_by, record.moved["memberships"]) == (
        "Oakfield Primary", officer, 1,
    )  # fmt: skip
    response = client.get(f"/schools/{gone.pk}/")
    assert (response.status_code, response["Location"]) == (301, f"/schools/{kept.pk}/")


def test_fields_are_those_that_were_chosen(officer: User) -> None:
    kept = SchoolFactory(name="Oakfield", town="Margate", urn=None, ofsted_number=None, email_domain="")
    gone = SchoolFactory(name="Oak Field", town="Ramsgate", urn=None, ofsted_number="EY123456")
    gone.email_domain = "oak.example"
    gone.save()
    record = make_one(kept, gone, officer, name="gone", town="kept", district="kept")
    kept.refresh_from_db()
    assert (kept.name, kept.town, kept.ofsted_number, kept.email_domain) == (
        "Oak Field", "Margate", "EY123456", "oak.example",
    )  # fmt: skip
    assert set(record.taken) == {"name", "ofsted_number", "email_domain"}
    assert School.objects.find("oak field").hits


def test_the_registers_fields_come_from_the_school_that_is_in_it(officer: User) -> None:
    kept = SchoolFactory(name="By hand", urn=None, town="Old")
    gone = SchoolFactory(
        name="In the register", urn=118234, town="New", from_register_on=date(2026, 9, 1)
    )
    make_one(kept, gone, officer)
    kept.refresh_from_db()
    assert (kept.name, kept.urn, kept.town, kept.from_register_on) == (
        "In the register", 118234, "New", date(2026, 9, 1),
    )  # fmt: skip


def test_two_registered_schools_are_not_merged(officer: User) -> None:
    with pytest.raises(ValidationError) as told:
        make_one(SchoolFactory(urn=118234), SchoolFactory(urn=118235), officer)
    assert told.value.messages == [BOTH_REGISTERED]


def test_lasting_memberships_of_one_person_become_one_from_the_earlier_day(officer: User) -> None:
    kept, gone = SchoolFactory(urn=None), SchoolFactory(urn=None)
    person = PersonFactory()
    stays = MembershipFactory(
        person=person, school=kept, role=SchoolRole.STAFF, started_on=date(2026, 9, 1)
    )
    ends = MembershipFactory(
        person=person, school=gone, role=SchoolRole.APPROVER, started_on=date(2024, 9, 1)
    )
    make_one(kept, gone, officer)
    stays.refresh_from_db()
    ends.refresh_from_db()
    assert (stays.role, stays.started_on, stays.ended_on) == ("approver", date(2024, 9, 1), None)
    assert (ends.school, ends.ended_on) == (kept, date(2026, 11, 23))
    assert MembershipEvent.objects.get().reason == "Two records of the same were made one."


def test_of_two_waiting_requests_one_is_withdrawn(officer: User) -> None:
    kept, gone, person = SchoolFactory(urn=None), SchoolFactory(urn=None), PersonFactory()
    for school in (kept, gone):
        MembershipRequest.objects.create(person=person, school=school, role="staff")
    make_one(kept, gone, officer)
    states = sorted(MembershipRequest.objects.filter(school=kept).values_list("state", flat=True))
    assert states == ["waiting", "withdrawn"]


def test_a_school_that_followed_the_other_does_not_follow_itself(officer: User) -> None:
    gone = SchoolFactory(urn=None)
    kept = SchoolFactory(urn=None, successor=gone)
    make_one(kept, gone, officer)
    kept.refresh_from_db()
    assert kept.successor is None


def test_a_person_keeps_their_sign_in_and_takes_the_others_past(officer: User) -> None:
    kept = PersonFactory(user=UserFactory(email="asha@school.example"))
    gone = PersonFactory(name="A. Example", email="ASHA@school.example")
    membership = MembershipFactory(person=gone)
    record = make_one(kept, gone, officer)
    membership.refresh_from_db()
    assert membership.person == kept
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert record.gone_name == ""


def test_a_sign_in_moves_to_the_person_that_stays(officer: User) -> None:
    user = UserFactory(email="asha@school.example")
    kept, gone = PersonFactory(email="asha@school.example"), PersonFactory(user=user)
    make_one(kept, gone, officer)
    kept.refresh_from_db()
    user.refresh_from_db()
    assert (kept.user, user.is_active) == (user, True)


def test_two_who_sign_in_are_not_merged_without_saying_which_sign_in_stays(officer: User) -> None:
    kept, gone = PersonFactory(user=UserFactory()), PersonFactory(user=UserFactory())
    with pytest.raises(ValidationError) as told:
        make_one(kept, gone, officer)
    assert "user" in told.value.message_dict
    assert Person.objects.filter(pk=gone.pk).exists()
    make_one(kept, gone, officer, user="gone")
    kept.refresh_from_db()
    assert kept.user == gone.user
    assert kept.user.is_active
    assert User.objects.filter(is_active=False).count() == 1


def test_an_officer_cannot_close_a_colleagues_sign_in_by_merging(officer: User) -> None:
    kept = PersonFactory(user=UserFactory())
    gone = PersonFactory(user=UserFactory(groups=["Administrators"]))
    with pytest.raises(ValidationError, match="administrator"):
        make_one(kept, gone, officer)


def test_somebody_who_signs_in_meanwhile_stops_the_merge(officer: User) -> None:
    kept, gone = PersonFactory(email="a@school.example"), PersonFactory(email="asha@school.example")
    shown = plan(kind="person", kept=kept, gone=gone)
    choices = {field.name: field.choice for field in shown.open_fields}
    user = UserFactory(email="asha@school.example")
    assert person_for(user=user) == gone
    with pytest.raises(ValidationError) as told:
        merge(
            kind="person", kept_id=kept.pk, gone_id=gone.pk, choices=choices, stamp=shown.stamp,
            actor=officer,
        )  # fmt: skip
    assert told.value.messages == [CHANGED]
    assert Person.objects.filter(pk=gone.pk).exists()


def test_the_second_of_two_officers_is_told_that_it_is_done(officer: User) -> None:
    kept, gone = SchoolFactory(urn=None), SchoolFactory(urn=None)
    shown = plan(kind="school", kept=kept, gone=gone)
    choices = {field.name: field.choice for field in shown.open_fields}
    given: dict[str, Any] = {
        "kind": "school", "kept_id": kept.pk, "gone_id": gone.pk, "choices": choices,
        "stamp": shown.stamp, "actor": officer,
    }  # fmt: skip
    merge(**given)
    with pytest.raises(ValidationError, match="no longer there"):
        merge(**given)
    assert Merge.objects.count() == 1


def test_old_ids_lead_on_through_several_merges(officer: User) -> None:
    first, second, third = (SchoolFactory(urn=None, name=f"S{n}") for n in range(3))
    make_one(second, first, officer)
    second.refresh_from_db()
    make_one(third, second, officer)
    assert leads_to(kind="school", gone_id=first.pk) == third.pk
    assert leads_to(kind="school", gone_id=third.pk) is None


def test_a_fault_half_way_leaves_both(
    officer: User, monkeypatch: pytest.MonkeyPatch, fixed_clock: time_machine.Traveller
) -> None:
    kept, gone = SchoolFactory(urn=None), SchoolFactory(urn=None)
    membership = MembershipFactory(school=gone)

    def fail(*_args: Any) -> None:
        raise RuntimeError("the machine stops")

    monkeypatch.setattr("portal.accounts.merging.services._write", fail)
    with pytest.raises(RuntimeError):
        make_one(kept, gone, officer)
    membership.refresh_from_db()
    assert membership.school == gone
