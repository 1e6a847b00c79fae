"""Which questions and actions staff may read and record. What schools may read is decided in ``querysets``."""

from __future__ import annotations

from django.db.models import Q

from bookings.places.permissions import READ_EVERYONE
from bookings.slots.models import LiftAction, SupportMeeting
from bookings.slots.querysets import LiftActionQuerySet, SupportMeetingQuerySet
from bookings.slots.services.actions import record_refusal
from portal.accounts.models import User

READ_QUESTIONS = "slots.view_slotbooking"
RECORD = "slots.change_liftaction"


def agendas_for(user: User) -> SupportMeetingQuerySet:
    """Meetings whose questions the user may read: all, for those who may read about all people, else their own."""
    if not user.has_perm(READ_QUESTIONS):
        return SupportMeeting.objects.none()
    if user.has_perm(READ_EVERYONE):
        return SupportMeeting.objects.all()
    return SupportMeeting.objects.filter(trainers__person__user=user).distinct()


def may_record(user: User, meeting: SupportMeeting) -> bool:
    """Whether the user records what was agreed at this meeting."""
    return user.has_perm(RECORD) and agendas_for(user).filter(pk=meeting.pk).exists()


def may_record_now(user: User, meeting: SupportMeeting) -> bool:
    """Whether a button that leads to recording is offered: to those who may, once the LIFT meeting has begun."""
    return meeting.is_lift and not record_refusal(meeting) and may_record(user, meeting)


def actions_for(user: User) -> LiftActionQuerySet:
    """All, for those who may read about all people; else those of their meetings and those they do themselves."""
    if not user.has_perm("slots.view_liftaction"):
        return LiftAction.objects.none()
    if user.has_perm(READ_EVERYONE):
        return LiftAction.objects.all()
    own = Q(meeting__trainers__person__user=user) | Q(owner__user=user)
    return LiftAction.objects.filter(own).distinct()
