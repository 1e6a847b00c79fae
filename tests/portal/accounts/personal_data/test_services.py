"""Deleting somebody: the person goes, the totals stay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import Traveller
from wagtail.models import Comment, Page

from bookings.places.models import Booking, Place
from bookings.places.personal_data import release_once_more
from bookings.places.services.reconciliation import reconcile
from portal.accounts.email_change.services import ask_for_email_change
from portal.accounts.memberships.services.requests import ask_to_join
from portal.accounts.models import (
    Erasure,
    Membership,
    MembershipEvent,
    MembershipRequest,
    Person,
    User,
)
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.services import (
    delete_at_request,
    delete_own_account,
    foresee,
    subject_of,
)
from portal.base import clock
from portal.notify.models import Message
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain
from tests.factories.accounts import (
    PASSWORD,
    MembershipFactory,
    PersonFactory,
    SchoolFactory,
    UserFactory,
    sign_in,
)
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import SessionFactory
from training.models import Trainer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

EMAIL = "asha@school.example"


def totals() -> dict[str, Any]:
    """What reports count: places by session and by district, bookings, people."""
    return {
        "by session": dict(Place.objects.order_by().values_list("session").annotate(Count("pk"))),
        "by district": dict(
            Place.objects.order_by().values_list("booking__school__district").annotate(Count("pk"))
        ),
        "by month": dict(
            Place.objects.order_by().values_list("session__starts_at__month").annotate(Count("pk"))
        ),
        "by role": dict(Place.objects.order_by().values_list("role").annotate(Count("pk"))),
        "bookings": Booking.objects.count(),
        "delegates": Place.objects.values("person").distinct().count(),
    }


@pytest.mark.both_databases
def test_the_totals_are_the_same_before_and_after(fixed_clock: Traveller) -> None:
    user, person, school = make_booker(name="Asha Okafor", email=EMAIL)
    over = SessionFactory()
    make_booking(over, person, school, [person, make_colleague(school)])
    fixed_clock.shift(timedelta(days=8))
    to_come = SessionFactory(starts_at=clock.now() + timedelta(days=40))
    make_booking(to_come, person, school, [person, make_colleague(school)])
    make_booking(to_come)
    before = totals()
    delete_own_account(user=user)
    assert totals() == before
    assert Place.objects.live().filter(session=over).count() == 2
    assert Place.objects.live().filter(session=to_come).count() == 2
    assert reconcile().differences == []


@pytest.mark.both_databases
def test_places_to_come_are_given_back_and_those_of_colleagues_stay() -> None:
    user, person, school = make_booker(name="Asha Okafor", email=EMAIL)
    session = SessionFactory()
    colleague = make_colleague(school, name="Bola Staying")
    booking = make_booking(session, person, school, [person, colleague])
    session.seats.refresh_from_db()
    assert session.seats.taken == 2
    delete_own_account(user=user)
    session.seats.refresh_from_db()
    assert session.seats.taken == 1
    assert [place.person for place in booking.places.live()] == [colleague]
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    assert booking.booker.name == DELETED
    assert reconcile().differences == []


def test_whoever_waits_for_a_place_waits_no_longer() -> None:
    user, person, school = make_booker()
    make_booking(session := SessionFactory(capacity=1))
    make_booking(session, person, school, or_wait=True)
    delete_own_account(user=user)
    assert not Place.objects.filter(person=person, state__in=Place.ACTIVE).exists()
    assert reconcile().differences == []


def test_colleagues_who_go_and_who_wait_are_told_of_before() -> None:
    user, person, school = make_booker()
    full = SessionFactory(capacity=1)
    make_booking(full, person, school, [make_colleague(school)])
    make_booking(full, person, school, [make_colleague(school), make_colleague(school)], or_wait=True)
    [stays] = [said for said in foresee(subject=subject_of(user=user)).stays if "colleagues" in said]
    assert stays.startswith("1 place and 2 turns on waiting lists that you booked for colleagues")


@pytest.mark.both_databases
def test_a_booking_in_progress_that_points_at_who_is_deleted_does_not_wait_for_it() -> None:
    user, _person, _school = make_booker()
    with CaptureQueriesContext(connection) as asked:
        delete_own_account(user=user)
    locks = [
        query["sql"] for query in asked if " FOR " in query["sql"] and "accounts_user" in query["sql"]
    ]
    assert bool(locks) is (connection.vendor == "postgresql")
    assert all("FOR NO KEY UPDATE" in sql for sql in locks)


def test_a_place_that_a_colleague_booked_is_given_back_too_and_they_are_told() -> None:
    user, person, school = make_booker(name="Asha Okafor", email=EMAIL)
    _user, booker, _school = make_booker(school, email="booker@school.example")
    booking = make_booking(None, booker, school, [person])
    drain()
    mail.outbox.clear()
    delete_own_account(user=user)
    drain()
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    told = [message for message in mail.outbox if message.to == ["booker@school.example"]]
    assert "Asha Okafor" in told[0].body


def test_whoever_books_for_the_school_can_still_change_what_was_booked_for_it() -> None:
    user, person, school = make_booker(email=EMAIL)
    other_user, _other, _school = make_booker(school)
    booking = make_booking(None, person, school, [make_colleague(school)])
    delete_own_account(user=user)
    assert booking in Booking.objects.readable_by(other_user)


def test_nobody_can_sign_in_and_all_sessions_end(client: Client) -> None:
    user, _person, _school = make_booker(email=EMAIL)
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, user)
    delete_own_account(user=user)
    assert elsewhere.get("/accounts/").status_code == 302
    visitor = Client()
    visitor.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" not in visitor.session
    user.refresh_from_db()
    assert not user.is_active and not user.has_usable_password()
    assert not EmailAddress.objects.filter(user=user).exists()


def test_the_same_address_can_sign_up_anew_as_somebody_new(client: Client) -> None:
    user, person, school = make_booker(email=EMAIL)
    make_booking(None, person, school, [person])
    delete_own_account(user=user)
    drain()
    again = User.objects.create_user(EMAIL, PASSWORD, name="Asha Again")
    EmailAddress.objects.create(user=again, email=EMAIL, verified=True, primary=True)
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    assert "_auth_user_id" in client.session
    assert "Nothing booked yet" in client.get("/bookings/").content.decode()


@pytest.mark.both_databases
def test_name_and_address_are_nowhere_left(client: Client) -> None:
    admin = UserFactory(name="Ada Admin", is_superuser=True)
    sign_in(client, admin)
    user, person, school = make_booker(name="Asha Okafor-Unique", email=EMAIL, groups=["Officers"])
    # The history of the admin keeps titles.
    client.post(
        reverse("people:edit", args=[person.pk]),
        {"name": person.name, "email": person.email, "role": ""},
    )
    client.post(
        reverse("wagtailusers_users:edit", args=[user.pk]),
        {"name": user.name, "email": user.email, "is_active": "on"},
    )
    membership = Membership.objects.get(person=person)
    client.post(
        reverse("memberships:edit", args=[membership.pk]),
        {"role": "approver", "started_on": "2026-09-01", "ended_on": ""},
    )
    _user, _approver, elsewhere = make_booker(role="approver", email="approver@school.example")
    ask_to_join(person=person, school=elsewhere, role="staff", words="It is me, Asha Okafor-Unique")
    page = Page.objects.get(depth=2)
    Comment.objects.create(page=page, user=user, text="A thought", contentpath="title")
    page.specific.save_revision(user=user)
    ask_for_email_change(user=user, email="asha.new@school.example", asked_by=user)
    _user, booker, _school = make_booker(school, email="booker@school.example")
    make_booking(None, booker, school, [person, booker])
    make_booking(None, person, school, [person])
    drain()
    delete_own_account(user=user)
    drain()
    wherever = everything_kept()
    for word in ("Okafor-Unique", EMAIL, "asha.new@school.example"):
        assert word.lower() not in wherever.lower(), where(wherever, word)
    assert Comment.objects.get().user.get_full_name() == DELETED
    page.refresh_from_db()
    assert str(page.get_latest_revision().user) == DELETED


def test_requests_and_invitations_go_and_the_schools_record_stays_without_the_person() -> None:
    user, person, _school = make_booker(name="Asha Okafor", email=EMAIL)
    _user, _approver, elsewhere = make_booker(role="approver", email="approver@school.example")
    ask_to_join(person=person, school=elsewhere, role="staff")
    events = MembershipEvent.objects.count()
    delete_own_account(user=user)
    assert not MembershipRequest.objects.exists()
    assert MembershipEvent.objects.count() == events
    assert not MembershipEvent.objects.filter(person=person).exists()


def everything_kept() -> str:
    """Every value of every row of the database, one to a line."""
    lines = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            for row in model._base_manager.values():
                lines += [f"{model._meta.label}.{name}: {value}" for name, value in row.items()]
    return "\n".join(lines)


def where(kept: str, word: str) -> str:
    return "\n".join(line[:300] for line in kept.splitlines() if word.lower() in line.lower())


def test_the_last_mail_goes_to_the_old_address_and_is_then_forgotten() -> None:
    user, _person, _school = make_booker(name="Asha Okafor", email=EMAIL)
    delete_own_account(user=user)
    drain()
    assert mail.outbox[-1].to == [EMAIL]
    assert mail.outbox[-1].subject == "Your account is deleted"
    assert not Message.objects.filter(to=EMAIL).exists()


def test_mails_to_an_address_that_somebody_else_uses_too_stay() -> None:
    user, person, school = make_booker(name="Asha Okafor", email=EMAIL)
    other = make_colleague(school, name="Bola Office", email="ASHA@school.example")
    make_booking(None, person, school, [other])
    drain()
    delete_own_account(user=user)
    drain()
    kept = Message.objects.filter(to__iexact=EMAIL)
    assert kept.exists()
    assert not any("Asha Okafor" in message.body for message in kept)
    other.refresh_from_db()
    assert (other.name, other.email) == ("Bola Office", "ASHA@school.example")


def test_a_person_of_two_schools_leaves_both() -> None:
    user, person, _school = make_booker(email=EMAIL)
    MembershipFactory(person=person, school=SchoolFactory(), role=Membership.Role.STAFF)
    delete_own_account(user=user)
    assert not Membership.objects.filter(person=person).exists()
    person.refresh_from_db()
    assert (person.name, person.email, person.user) == (DELETED, "", None)


def test_the_last_superuser_stays() -> None:
    user = UserFactory(is_superuser=True)
    PersonFactory(user=user)
    UserFactory(is_superuser=True, is_active=False)
    with pytest.raises(ValidationError):
        delete_own_account(user=user)
    user.refresh_from_db()
    assert user.is_active and Person.objects.get().email == user.email
    UserFactory(is_superuser=True)
    delete_own_account(user=user)
    user.refresh_from_db()
    assert not user.is_active


def test_the_last_approver_is_warned_and_so_is_the_last_booker() -> None:
    user, person, school = make_booker(role=Membership.Role.APPROVER, email=EMAIL)
    make_booking(None, person, school, [make_colleague(school)])
    warned = foresee(subject=subject_of(user=user)).warnings
    assert any("last head or approver" in line for line in warned)
    assert any("Nobody else books" in line for line in warned)
    make_booker(school, role=Membership.Role.APPROVER)
    assert foresee(subject=subject_of(user=user)).warnings == []


def test_a_trainer_stays_named_where_they_trained() -> None:
    user, person, _school = make_booker(email=EMAIL)
    trainer = Trainer.objects.create(name="Asha, trainer", person=person)
    assert any("trainer" in line for line in foresee(subject=subject_of(user=user)).warnings)
    delete_own_account(user=user)
    trainer.refresh_from_db()
    assert (trainer.name, trainer.person) == ("Asha, trainer", None)


def test_a_second_press_changes_nothing() -> None:
    user, _person, _school = make_booker(email=EMAIL)
    delete_own_account(user=user)
    rows = OutboxRow.objects.count()
    delete_own_account(user=user)
    assert Erasure.objects.count() == 1
    assert OutboxRow.objects.count() == rows


@pytest.mark.both_databases
def test_a_place_booked_in_the_very_moment_of_deleting_is_given_back_a_little_later() -> None:
    user, person, school = make_booker(email=EMAIL)
    _user, booker, _school = make_booker(school)
    session = SessionFactory()
    delete_own_account(user=user)
    MembershipFactory(person=person, school=school)
    booking = make_booking(session, booker, school, [person])
    assert OutboxRow.objects.filter(kind="release_places", key=str(person.pk)).exists()
    release_once_more(str(person.pk))
    booking.refresh_from_db()
    assert booking.state == Booking.State.CANCELLED
    release_once_more(str(person.pk))


def test_somebody_who_deletes_halfway_through_leaves_everything_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user, person, school = make_booker(name="Asha Okafor", email=EMAIL)
    booking = make_booking(None, person, school, [person])
    drain()

    def fail(_user: User) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("portal.accounts.personal_data.services.empty_user", fail)
    with pytest.raises(RuntimeError):
        delete_own_account(user=user)
    booking.refresh_from_db()
    person.refresh_from_db()
    assert (booking.state, person.name) == (Booking.State.CONFIRMED, "Asha Okafor")
    assert Message.objects.filter(to=EMAIL).exists()


def test_an_officer_deletes_somebody_without_a_sign_in_and_the_reason_is_kept() -> None:
    officer = UserFactory(groups=["Officers"])
    person = make_colleague(SchoolFactory(), name="Bola Example", email="bola@school.example")
    with pytest.raises(ValidationError):
        delete_at_request(person=person, reason="  ", by=officer)
    delete_at_request(person=person, reason="Letter of 3 March, file 118", by=officer)
    person.refresh_from_db()
    assert person.name == DELETED
    proof = Erasure.objects.get()
    assert (proof.reason, proof.carried_out_by) == ("Letter of 3 March, file 118", officer)


def test_the_page_asks_for_the_e_mail_to_be_typed(client: Client) -> None:
    user, person, school = make_booker(email=EMAIL)
    make_booking(None, person, school, [person])
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    page = client.get("/accounts/delete/").content.decode()
    assert "somebody else can have it" in page
    for typed in ("", "other@school.example"):
        response = client.post("/accounts/delete/", {"email": typed})
        assert response.context["form"].errors["email"]
        assert "Enter type" not in response.content.decode()
    user.refresh_from_db()
    assert user.is_active
    response = client.post("/accounts/delete/", {"email": EMAIL.upper()}, follow=True)
    assert "Your account is deleted" in response.content.decode()
    user.refresh_from_db()
    assert user.deleted_at is not None


def test_an_open_session_alone_deletes_nothing(client: Client) -> None:
    user, _person, _school = make_booker(email=EMAIL)
    sign_in(client, user, mfa=False)
    response = client.post("/accounts/delete/", {"email": EMAIL})
    assert response.url.startswith("/accounts/reauthenticate/")
    user.refresh_from_db()
    assert user.is_active
