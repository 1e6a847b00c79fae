"""One e-mail address wanted by several at the same moment, over HTTP."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from portal.accounts.email_change.links import Purpose, link_to
from portal.accounts.email_change.services import ask_for_email_change
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.races.clients import Press, press_together

pytestmark = pytest.mark.both_databases

ROUNDS = 3


def sign_up(email: str) -> Press:
    fields = {"name": "Asha Okafor", "email": email, "password1": "a long horse battery 27"}
    return Press(reverse("account_signup"), fields, "")


def confirm(user: User, email: str) -> Press:
    """What somebody presses behind the link that their new mailbox got."""
    change = ask_for_email_change(user=user, email=email, asked_by=user)
    return Press(urlsplit(link_to(change, Purpose.CONFIRM)).path, {}, "")


def test_who_signs_up_twice_at_once_reads_the_same_twice_and_is_one(live_portal: str) -> None:
    for number in range(ROUNDS):
        email = f"twice{number}@race.example"
        answers = press_together(live_portal, [sign_up(email), sign_up(email.upper())])
        assert {(answer.status, answer.location) for answer in answers} == {
            (302, reverse("account_email_verification_sent"))
        }
        assert User.objects.filter(email__iexact=email).count() == 1
        assert EmailAddress.objects.filter(email__iexact=email).count() == 1


def test_two_who_confirm_and_one_who_signs_up_with_one_address_at_once(live_portal: str) -> None:
    for number in range(ROUNDS):
        email = f"wanted{number}@race.example"
        presses = [confirm(UserFactory(), email), confirm(UserFactory(), email)]
        answers = press_together(live_portal, [*presses, sign_up(email)])
        assert all(0 < answer.status < 500 for answer in answers), answers
        assert User.objects.filter(email__iexact=email).count() == 1
        assert EmailAddress.objects.filter(email__iexact=email).count() == 1


def test_two_who_want_each_others_address_at_once_keep_one_address_each(live_portal: str) -> None:
    for _round in range(ROUNDS):
        one, two = UserFactory(), UserFactory()
        presses = [confirm(one, two.email), confirm(two, one.email)]
        answers = press_together(live_portal, presses * 2)
        assert {answer.status for answer in answers} <= {302, 409, 410}
        emails = set(User.objects.filter(pk__in=[one.pk, two.pk]).values_list("email", flat=True))
        assert emails == {one.email, two.email}
