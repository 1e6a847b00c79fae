"""An officer decides about a proposed charge, once, and who booked is told."""

from __future__ import annotations

from django.db import transaction

from bookings.places import message_kinds as kinds
from bookings.places.calendar import booking_url
from bookings.places.models import ProposedCharge
from bookings.places.services.letters import about
from bookings.places.services.recipients import answering
from portal.accounts.models import User
from portal.base import clock
from portal.base.money import say_pounds
from portal.notify.services import Letter, queue_messages


@transaction.atomic
def decide_charge(*, charge: ProposedCharge, waive: bool, reason: str, by: User) -> bool:
    """Confirms or waives a proposed charge and writes to who booked; says whether it was still open.

    The mail does not hold the reason, which staff write for staff.
    """
    state = ProposedCharge.State.WAIVED if waive else ProposedCharge.State.CONFIRMED
    rows = ProposedCharge.objects.filter(pk=charge.pk, state=ProposedCharge.State.PROPOSED)
    if not rows.update(state=state, reason=reason, decided_at=clock.now(), decided_by=by):
        return False
    booking, place = charge.place.booking, charge.place
    context = {
        **about(booking),
        "person": place.person.name,
        "why": charge.get_kind_display().lower(),
        "outcome": "Nothing is charged." if waive else f"{say_pounds(charge.pence)} is charged.",
        "link": booking_url(booking),
    }
    queue_messages(
        letters=[
            Letter(kinds.CHARGE_DECIDED, to.email, {**context, "name": to.name}, booking.reference)
            for to in answering(booking)
        ]
    )
    return True
