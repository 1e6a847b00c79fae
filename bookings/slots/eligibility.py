"""Who may book a slot where. Each rule answers with a sentence that explains, or with nothing.

The roles are those that ``querysets.SPEAK_FOR_SCHOOL`` names. Nothing here writes.
"""

from __future__ import annotations

from datetime import datetime

from bookings.slots.choices import MeetingState
from bookings.slots.models import SlotBooking, SupportMeeting
from bookings.slots.querysets import SPEAK_FOR_SCHOOL
from portal.accounts.models import Membership, School, User
from portal.base import clock
from portal.vocabulary.models import AreaOfNeed

SLOTS_EACH = 2
"""Slots that one school can have in one meeting: a second question is common, a third takes them from others."""


def meeting_refusal(meeting: SupportMeeting, now: datetime | None = None) -> str:
    """Why nobody can book in this meeting now; empty when they can, if a slot is free."""
    at = now or clock.now()
    if meeting.state == MeetingState.DRAFT:
        return "This date is not open to schools yet."
    if meeting.state == MeetingState.CANCELLED:
        return "This date has been cancelled."
    if meeting.state == MeetingState.HELD or meeting.ends_at <= at:
        return "This date has taken place already."
    if meeting.starts_at <= at:
        return "This date has begun."
    if meeting.closes <= at:
        what = "The agenda of this meeting was closed" if meeting.is_lift else "Booking closed"
        return f"{what} on {clock.say_date(meeting.closes)}, {clock.say_time(meeting.closes)}."
    return ""


def school_refusal(meeting: SupportMeeting, school: School) -> str:
    """Why this meeting is not for ``school``."""
    if school.district_id == meeting.district_id:
        return ""
    home = school.district.name if school.district else "no district of Kent"
    return (
        f"This date is for schools and settings in {meeting.district.name}. {school.name} is in {home}."
    )


def booker_refusal(meeting: SupportMeeting, membership: Membership | None) -> str:
    """Why somebody with this part in the school may not book for it."""
    if membership is None:
        return "You do not belong to this school."
    if meeting.is_lift and membership.role not in SPEAK_FOR_SCHOOL:
        return "Your school’s SENCO or head brings its questions to LIFT. Ask them to book."
    return ""


def area_refusal(meeting: SupportMeeting, area: AreaOfNeed) -> str:
    """Why a question about ``area`` has no place in this meeting, with where to go instead."""
    if not meeting.is_lift:
        return "" if area.pk == meeting.area_of_need_id else "This clinic is about another area of need."
    if area.name_for_lift and not area.retired:
        return ""
    return area.lift_instead or "This area of need cannot be chosen any more."


def number_refusal(meeting: SupportMeeting, school: School) -> str:
    """Why the school cannot have one slot more in this meeting."""
    held = SlotBooking.objects.live().filter(slot__meeting=meeting, school=school).count()
    if held < SLOTS_EACH:
        return ""
    return (
        f"{school.name} has {held} slots on this date, the most one school can have. "
        "Cancel one of them, or choose another date."
    )


def change_refusal(booking: SlotBooking, now: datetime | None = None) -> str:
    """Why the question can no longer be changed."""
    if not booking.is_live:
        return "This slot is no longer yours."
    meeting = booking.meeting
    if meeting.closes > (now or clock.now()):
        return ""
    return "Those who answer are preparing for your question now. Tell them on the day what has changed."


def cancellation_refusal(booking: SlotBooking, now: datetime | None = None) -> str:
    """Why the slot can no longer be given back."""
    if booking.slot.starts_at > (now or clock.now()):
        return ""
    return "Your slot has begun, so it can no longer be cancelled here."


def parts_for(user: User, meeting: SupportMeeting) -> list[Membership]:
    """The user's parts in schools for which they may book in this meeting."""
    return [
        part
        for part in Membership.objects.of_user(user)
        if not school_refusal(meeting, part.school) and not booker_refusal(meeting, part)
    ]


def user_refusal(user: User, meeting: SupportMeeting) -> str:
    """Why this user cannot book in this meeting for any school of theirs."""
    parts = list(Membership.objects.of_user(user))
    if not parts:
        return "Slots are for people who work in a school or setting of the district."
    reasons = [school_refusal(meeting, part.school) or booker_refusal(meeting, part) for part in parts]
    return "" if "" in reasons else reasons[0]
