"""A lost second step is taken away by two colleagues, neither of them the person, within three days."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from django.test import Client
from time_machine import travel

from portal.accounts.lost_step import services
from portal.accounts.lost_step.models import LostStep
from portal.accounts.models import User
from portal.outbox.due import run_due
from portal.outbox.services import drain
from tests.factories.accounts import PASSWORD, TOTP_SECRET, UserFactory, lasting_code

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clear_cache")]

SAID = {"how": LostStep.How.RANG_BACK, "note": "Rang the office, they put me through."}
State = LostStep.State


def with_app(**fields: object) -> User:
    user = UserFactory(**fields)
    TOTP.activate(user, TOTP_SECRET)
    RecoveryCodes.activate(user)
    return user


@pytest.fixture
def person() -> User:
    return with_app(name="Ella Editor", groups=["Content editors"])


@pytest.fixture
def first() -> User:
    return UserFactory(name="Fay First")


@pytest.fixture
def second() -> User:
    return UserFactory(name="Sue Second")


def has_step(user: User) -> bool:
    return Authenticator.objects.filter(user=user).exists()


def test_two_colleagues_remove_it_and_all_three_are_told(
    person: User, first: User, second: User
) -> None:
    loss = services.ask_for_help(user=person)
    services.identify(user=person, by=first, **SAID)
    assert has_step(person)
    services.confirm(loss_id=loss.pk, by=second)
    assert not has_step(person)
    loss.refresh_from_db()
    assert (loss.state, loss.identified_by, loss.decided_by) == (State.DONE, first, second)
    mail.outbox.clear()
    drain()
    told = {(message.to[0], message.subject) for message in mail.outbox[-3:]}
    assert told == {
        (person.email, "Your second step was removed"),
        (first.email, "Second step removed: Ella Editor"),
        (second.email, "Second step removed: Ella Editor"),
    }


def test_the_person_hears_of_each_step(person: User, first: User) -> None:
    services.ask_for_help(user=person)
    services.identify(user=person, by=first, **SAID)
    drain()
    to_person = [message for message in mail.outbox if message.to == [person.email]]
    assert [message.subject for message in to_person] == [
        "Somebody asked to remove your second step"
    ] * 2
    assert "Fay First has made sure that it is you" in to_person[1].body


def test_whoever_made_sure_cannot_confirm(person: User, first: User) -> None:
    loss = services.identify(user=person, by=first, **SAID)
    with pytest.raises(ValidationError, match="second colleague"):
        services.confirm(loss_id=loss.pk, by=first)
    assert has_step(person)


def test_nobody_sees_to_their_own(person: User, first: User) -> None:
    with pytest.raises(ValidationError, match="colleague"):
        services.identify(user=person, by=person, **SAID)
    loss = services.identify(user=person, by=first, **SAID)
    with pytest.raises(ValidationError, match="their own"):
        services.confirm(loss_id=loss.pk, by=person)
    assert has_step(person)


def test_nothing_is_confirmed_before_somebody_made_sure(person: User, second: User) -> None:
    loss = services.ask_for_help(user=person)
    with pytest.raises(ValidationError, match="First a colleague makes sure"):
        services.confirm(loss_id=loss.pk, by=second)
    assert has_step(person)


@pytest.mark.parametrize(
    "said",
    [{"how": "", "note": "x"}, {"how": "rang_back", "note": "  "}, {"how": "guessed", "note": "x"}],
)
def test_how_they_made_sure_has_to_be_said(person: User, first: User, said: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        services.identify(user=person, by=first, **said)
    assert not LostStep.objects.filter(state=State.IDENTIFIED).exists()


def test_it_expires_after_three_days(person: User, first: User, second: User) -> None:
    with travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        loss = services.identify(user=person, by=first, **SAID)
        clock.shift(timedelta(hours=72))
        with pytest.raises(ValidationError, match="expired"):
            services.confirm(loss_id=loss.pk, by=second)
        assert run_due() == []
        loss.refresh_from_db()
        assert loss.state == State.EXPIRED
        assert has_step(person)
        again = services.identify(user=person, by=first, **SAID)
    assert again != loss


def test_an_old_request_does_not_keep_a_new_one_from_beginning(person: User) -> None:
    with travel("2026-11-23 10:00:00+00:00", tick=False) as clock:
        old = services.ask_for_help(user=person)
        clock.shift(timedelta(hours=73))
        assert services.ask_for_help(user=person) != old


def test_repeats_change_nothing_and_tell_nobody_again(person: User, first: User, second: User) -> None:
    loss = services.ask_for_help(user=person)
    assert services.ask_for_help(user=person) == loss
    services.identify(user=person, by=first, **SAID)
    with pytest.raises(ValidationError, match="Fay First made sure already"):
        services.identify(user=person, by=second, **SAID)
    services.confirm(loss_id=loss.pk, by=second)
    drain()
    sent = len(mail.outbox)
    TOTP.activate(person, TOTP_SECRET)
    services.confirm(loss_id=loss.pk, by=second)
    drain()
    assert len(mail.outbox) == sent
    assert has_step(person)


def test_a_refused_one_removes_nothing_and_stays_so(person: User, first: User, second: User) -> None:
    loss = services.identify(user=person, by=first, **SAID)
    with pytest.raises(ValidationError, match="Say why"):
        services.refuse(loss_id=loss.pk, by=second, reason=" ")
    services.refuse(loss_id=loss.pk, by=second, reason="The office does not know the number")
    with pytest.raises(ValidationError, match="decided already"):
        services.confirm(loss_id=loss.pk, by=second)
    assert has_step(person)
    drain()
    to_first = [message for message in mail.outbox if message.to == [first.email]]
    assert "The office does not know the number" in to_first[-1].body


def test_a_superusers_takes_a_superuser_to_confirm(first: User, second: User) -> None:
    boss = with_app(is_superuser=True)
    loss = services.identify(user=boss, by=first, **SAID)
    with pytest.raises(ValidationError, match="may do everything"):
        services.confirm(loss_id=loss.pk, by=second)
    services.confirm(loss_id=loss.pk, by=UserFactory(is_superuser=True))
    assert not has_step(boss)


def test_who_has_no_second_step_has_none_to_lose(first: User) -> None:
    with pytest.raises(ValidationError, match="no second step"):
        services.identify(user=UserFactory(), by=first, **SAID)
    assert not LostStep.objects.exists()


def test_all_sessions_end_and_the_next_sign_in_needs_the_mailbox(
    person: User, first: User, second: User
) -> None:
    client = Client()
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": lasting_code(seconds=2)})
    assert client.get("/admin/").status_code == 200
    loss = services.identify(user=person, by=first, **SAID)
    services.confirm(loss_id=loss.pk, by=second)
    assert client.get("/accounts/").status_code == 302
    response = client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert response.url == "/accounts/login/code/confirm/"


def test_the_record_stays_when_people_go(person: User, first: User, second: User) -> None:
    loss = services.identify(user=person, by=first, **SAID)
    services.confirm(loss_id=loss.pk, by=second)
    for user in (person, first, second):
        user.delete()
    loss.refresh_from_db()
    assert (loss.state, loss.how, loss.user) == (State.DONE, SAID["how"], None)
    drain()


@pytest.mark.both_databases
def test_the_database_itself_asks_for_two_people(person: User, first: User) -> None:
    loss = services.identify(user=person, by=first, **SAID)
    for wrong in (
        {"state": State.DONE, "decided_by": first, "decided_at": loss.asked_at},
        {"state": State.DONE, "decided_by": person, "decided_at": loss.asked_at},
        {"state": State.DONE},
        {"how": ""},
        {"identified_by": person},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LostStep.objects.filter(pk=loss.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        LostStep.objects.create(user=person)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_begin_one() -> None:
    person = with_app()
    begun: list[int] = []
    together = threading.Barrier(2)

    def begin() -> None:
        together.wait()
        begun.append(services.ask_for_help(user=person).pk)
        connections.close_all()

    threads = [threading.Thread(target=begin) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(begun) == 2
    assert LostStep.objects.count() == 1
