"""Mails about a lost second step: to the person, and to the colleagues who see to it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.db import models

from portal.accounts.lost_step.models import LostStep
from portal.accounts.models import User

LOST_STEP = "lost_step"
"""The outbox's kind; the key is the request's id, what happened, and the id of who is told."""


class Telling(models.TextChoices):
    """What happened."""

    ASKED = "asked"
    IDENTIFIED = "identified"
    DONE = "done"
    REFUSED = "refused"


def send_lost_step(key: str) -> None:
    """Tells one person. Somebody whose sign-in was closed meanwhile gets no mail."""
    loss_id, what, user_id = key.split()
    loss = LostStep.objects.select_related("user", "identified_by", "decided_by").get(pk=int(loss_id))
    reader = User.objects.filter(pk=int(user_id), is_active=True).first()
    if reader is None or loss.user is None:
        return
    who = "person" if reader == loss.user else "colleague"
    words = {"loss": loss, "what": what, "reader": reader}
    get_adapter().compose(f"mfa/email/lost_step_{who}", reader.email, words).send()
