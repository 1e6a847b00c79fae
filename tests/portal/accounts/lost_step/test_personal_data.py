"""What is kept about a lost second step when the person goes."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from portal.accounts.lost_step.models import LostStep
from portal.accounts.lost_step.personal_data import erase_lost_steps, give_lost_steps
from portal.accounts.lost_step.services import identify
from portal.accounts.personal_data.registry import Subject
from tests.factories.accounts import TOTP_SECRET, UserFactory

pytestmark = pytest.mark.django_db


def test_the_person_gets_a_copy_and_what_was_said_goes_with_them() -> None:
    user, colleague = UserFactory(), UserFactory()
    TOTP.activate(user, TOTP_SECRET)
    identify(user=user, by=colleague, how="rang_back", note="Asha rang from 01632 960001.")
    subject = Subject(user=user, person=None)
    [given] = give_lost_steps(subject)
    assert given["What was said"] == "Asha rang from 01632 960001."
    for _ in range(2):
        erase_lost_steps(subject, None)
    loss = LostStep.objects.get()
    assert (loss.state, loss.how, loss.identified_by) == ("expired", "rang_back", colleague)
    assert "Asha" not in loss.note
    assert give_lost_steps(Subject(user=None, person=None)) == []
