"""What changing the e-mail of a sign-in does, and what stops it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import connection
from time_machine import Traveller

from portal.accounts.email_change import services
from portal.accounts.email_change.errors import AddressTaken, LinkSpent
from portal.accounts.email_change.models import EmailChange
from portal.accounts.models import User
from portal.base import clock
from portal.outbox.models import OutboxRow
from tests.factories.accounts import PersonFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

OLD, NEW = "old@school.example", "new@school.example"


def ask(user: User, email: str = NEW) -> EmailChange:
    return services.ask_for_email_change(user=user, email=email, asked_by=user)


def make_step(user: User, kind: str, *, days: int = 0) -> Authenticator:
    made_at = clock.now() - timedelta(days=days)
    return Authenticator.objects.create(user=user, type=kind, data={}, created_at=made_at)


def owed() -> list[str]:
    return [row.key.partition(":")[2] for row in OutboxRow.objects.filter(kind="email_change")]


def test_until_it_is_confirmed_nothing_changes_and_both_addresses_are_told() -> None:
    user = UserFactory(email=OLD)
    ask(user)
    user.refresh_from_db()
    assert user.email == OLD
    assert EmailAddress.objects.get().email == OLD
    assert owed() == ["link", "asked"]


def test_confirmed_it_counts_for_signing_in_and_for_mail_and_the_old_address_is_told() -> None:
    user = UserFactory(email=OLD)
    person = PersonFactory(user=user)
    services.confirm_email_change(change=ask(user))
    user.refresh_from_db()
    person.refresh_from_db()
    address = EmailAddress.objects.get()
    assert user.email == person.email == address.email == NEW
    assert address.verified and address.primary
    assert owed()[-1] == "done"


def test_a_link_confirms_once() -> None:
    change = ask(UserFactory(email=OLD))
    services.confirm_email_change(change=change)
    with pytest.raises(LinkSpent):
        services.confirm_email_change(change=change)


def test_a_link_lasts_three_days(fixed_clock: Traveller) -> None:
    change = ask(UserFactory(email=OLD))
    fixed_clock.shift(timedelta(days=3))
    assert services.waiting_email_change(user=change.user) is None
    with pytest.raises(LinkSpent):
        services.confirm_email_change(change=change)
    with pytest.raises(LinkSpent):
        services.stop_email_change(change=change)


def test_asking_again_takes_the_place_of_what_was_asked_before() -> None:
    user = UserFactory(email=OLD)
    first = ask(user)
    second = ask(user, "second@school.example")
    with pytest.raises(LinkSpent):
        services.confirm_email_change(change=first)
    services.confirm_email_change(change=second)
    user.refresh_from_db()
    assert user.email == "second@school.example"


@pytest.mark.parametrize("email", ["OLD@school.example", " old@school.example "])
def test_ones_own_address_in_another_case_is_no_change(email: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask(UserFactory(email=OLD), email)
    assert refusal.value.message_dict == {"email": ["This is already the e-mail of your account."]}
    assert not EmailChange.objects.exists()


@pytest.mark.parametrize("email", ["", "nonsense", '"a\x0bBcc:evil.org"@example.org', "a@localhost"])
def test_what_is_no_address_is_refused_by_the_field(email: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        ask(UserFactory(email=OLD), email)
    assert set(refusal.value.message_dict) == {"email"}
    assert not OutboxRow.objects.exists()


def test_another_accounts_address_in_another_case_never_becomes_mine() -> None:
    UserFactory(email=NEW)
    mine = UserFactory(email=OLD)
    change = ask(mine, "NEW@School.example")
    assert owed() == ["taken", "asked"]
    with pytest.raises(AddressTaken):
        services.confirm_email_change(change=change)
    mine.refresh_from_db()
    assert mine.email == OLD


def test_staff_are_told_that_an_address_is_taken() -> None:
    UserFactory(email=NEW)
    with pytest.raises(ValidationError):
        services.change_email_for(user=UserFactory(email=OLD), email=NEW.upper(), by=UserFactory())
    assert not EmailChange.objects.exists()


def test_an_address_taken_between_asking_and_confirming_stays_with_who_took_it() -> None:
    mine = UserFactory(email=OLD)
    change = ask(mine)
    UserFactory(email=NEW)
    with pytest.raises(AddressTaken):
        services.confirm_email_change(change=change)
    mine.refresh_from_db()
    assert mine.email == OLD
    assert EmailAddress.objects.filter(user=mine, email=OLD, verified=True).exists()


def test_of_two_who_confirm_the_same_address_at_once_one_gets_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second looked before the first had written: the constraint is the last word."""
    first, second = UserFactory(email=OLD), UserFactory(email="other@school.example")
    changes = [ask(first), ask(second)]
    monkeypatch.setattr(services, "email_is_taken", lambda **_given: False)
    services.confirm_email_change(change=changes[0])
    with pytest.raises(AddressTaken):
        services.confirm_email_change(change=changes[1])
    assert User.objects.get(email=NEW) == first
    second.refresh_from_db()
    assert second.email == "other@school.example"
    assert EmailAddress.objects.get(user=second).email == "other@school.example"
    assert not connection.needs_rollback


def test_stopping_keeps_the_old_address_and_ends_password_and_link() -> None:
    user = UserFactory(email=OLD)
    change = ask(user)
    services.stop_email_change(change=change)
    user.refresh_from_db()
    assert user.email == OLD
    assert not user.has_usable_password()
    with pytest.raises(LinkSpent):
        services.confirm_email_change(change=change)
    with pytest.raises(LinkSpent):
        services.stop_email_change(change=change)


def test_who_was_too_late_to_stop_it_gets_the_sign_in_back() -> None:
    """Somebody with a stolen session confirms within seconds, and goes on to a third address."""
    user = UserFactory(email=OLD)
    person = PersonFactory(user=user)
    first = ask(user)
    services.confirm_email_change(change=first)
    user.refresh_from_db()
    services.confirm_email_change(change=ask(user, "third@evil.example"))
    waiting = ask(User.objects.get(), "fourth@evil.example")
    services.stop_email_change(change=first)
    user.refresh_from_db()
    person.refresh_from_db()
    assert user.email == person.email == OLD
    assert EmailAddress.objects.get().email == OLD
    with pytest.raises(LinkSpent):
        services.confirm_email_change(change=waiting)


@pytest.mark.parametrize("done", [True, False], ids=["done", "still waiting"])
def test_once_stopped_no_later_address_takes_the_sign_in_again(done: bool) -> None:
    """Who went on from a stolen address has a link to stop that change, in a mailbox of their own."""
    user = UserFactory(email=OLD)
    first = ask(user)
    services.confirm_email_change(change=first)
    later = ask(User.objects.get(), "third@evil.example")
    if done:
        services.confirm_email_change(change=later)
    services.stop_email_change(change=first)
    with pytest.raises(LinkSpent):
        services.stop_email_change(change=later)
    user.refresh_from_db()
    assert user.email == EmailAddress.objects.get().email == OLD


def test_stopping_takes_away_the_passkey_of_whoever_asked(fixed_clock: Traveller) -> None:
    """It would stand for password and second step, and so outlive both."""
    user = UserFactory(email=OLD)
    old = make_step(user, Authenticator.Type.TOTP, days=30)
    make_step(user, Authenticator.Type.WEBAUTHN)
    make_step(user, Authenticator.Type.RECOVERY_CODES)
    change = ask(user)
    make_step(user, Authenticator.Type.WEBAUTHN)
    services.confirm_email_change(change=change)
    services.stop_email_change(change=change)
    assert list(Authenticator.objects.all()) == [old]


def test_stopping_opens_no_admin_to_who_reads_the_mailbox_only() -> None:
    user = UserFactory(email=OLD, groups=["Officers"])
    own = make_step(user, Authenticator.Type.TOTP)
    services.stop_email_change(change=ask(user))
    assert list(Authenticator.objects.all()) == [own]


def test_a_sign_in_that_was_closed_meanwhile_changes_no_more() -> None:
    user = UserFactory(email=OLD)
    change = ask(user)
    User.objects.update(is_active=False)
    with pytest.raises(LinkSpent):
        services.confirm_email_change(change=change)
