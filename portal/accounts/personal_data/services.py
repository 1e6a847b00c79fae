"""Deleting somebody so that the totals stay. Rules: ``docs/rules/your-data.md``."""

from __future__ import annotations

import logging

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.accounts.models import Person, User
from portal.accounts.personal_data.closing import empty_person, empty_user
from portal.accounts.personal_data.letters import send_goodbye
from portal.accounts.personal_data.models import Erasure
from portal.accounts.personal_data.registry import Foresight, Subject, holdings
from portal.accounts.sessions.services import end_sessions
from portal.base import clock

logger = logging.getLogger(__name__)


def subject_of(*, user: User) -> Subject:
    """Who signs in as ``user``, whether or not the portal has made them a person yet."""
    return Subject(user=user, person=Person.objects.select_related("role").filter(user=user).first())


def subject_behind(*, person: Person) -> Subject:
    """The person with their sign-in, if they have one, for officers to read about."""
    return Subject(user=person.user, person=person, told_to_others=True)


def foresee(*, subject: Subject) -> Foresight:
    """What deleting ``subject`` would do, over all holdings."""
    parts = [holding.foresee(subject) for holding in holdings()]
    return Foresight(
        goes=[line for part in parts for line in part.goes],
        stays=[line for part in parts for line in part.stays],
        warnings=[line for part in parts for line in part.warnings],
        refusals=[line for part in parts for line in part.refusals],
    )


@transaction.atomic
def delete_own_account(*, user: User) -> None:
    """Deletes whoever signs in as ``user``, at their own wish; a second press changes nothing.

    Raises ``ValidationError`` with every refusal, and then nothing is written.
    """
    user = _held(user)
    if user.deleted_at is None:
        _erase(subject_of(user=user), by=user, proof=Erasure(asked=Erasure.Asked.OWN))


@transaction.atomic
def delete_at_request(*, person: Person, reason: str, by: User) -> None:
    """What an officer does with somebody's written request; a second press changes nothing.

    Raises ``ValidationError`` with every refusal, and then nothing is written.
    """
    user = _held(person.user) if person.user is not None else None
    # No stronger lock: bookings in progress point at the row, and hold seats that this one needs.
    person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if person.deleted_at is not None:
        return
    proof = Erasure(asked=Erasure.Asked.WRITTEN, reason=reason.strip(), carried_out_by=by)
    _erase(Subject(user=user, person=person, told_to_others=True), by=by, proof=proof)


def _held(user: User) -> User:
    """The user's row, kept from others until the end; with those of all superusers, if it is one.

    Otherwise the last two could delete themselves at the same moment.
    """
    # No stronger locks: a booking in progress points at its actor, and holds seats that this one needs.
    rows = User.objects.select_for_update(no_key=True)
    if user.is_superuser:
        list(rows.filter(is_superuser=True).order_by("pk"))
    return rows.get(pk=user.pk)


def _erase(subject: Subject, *, by: User, proof: Erasure) -> None:
    """Holdings first, as they need to know who it is; the sign-in and the person last."""
    if refusals := foresee(subject=subject).refusals:
        raise ValidationError(list(refusals))
    send_goodbye(subject)
    for holding in holdings():
        if holding.erase is not None:
            holding.erase(subject, by)
    if subject.user is not None:
        end_sessions(user=subject.user)
        empty_user(subject.user)
    if subject.person is not None:
        empty_person(subject.person)
    proof.person = subject.person
    proof.at = clock.now()
    proof.full_clean()
    proof.save()
    logger.info("deletion %s carried out (%s)", proof.pk, proof.asked)
