"""An officer decides about a proposed charge, once, and who booked is told.

A charge for not coming that was confirmed comes back when the register is corrected: nobody pays for a slip of ours
unseen, and nobody is told that they pay nothing before an officer has looked.
"""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from bookings.finance.services.notices import tell_owed_no_longer
from bookings.places import message_kinds as kinds
from bookings.places.calendar import booking_url
from bookings.places.models import PlaceEvent, ProposedCharge
from bookings.places.permissions import DECIDE_CHARGES
from bookings.places.services.ending import note
from bookings.places.services.letters import about
from bookings.places.services.recipients import answering
from bookings.places.terms.services import CORRECTED
from portal.accounts.models import User
from portal.accounts.permissions import who_were_given
from portal.base import clock
from portal.base.money import say_pounds
from portal.notify.services import Letter, queue_messages


@transaction.atomic
def decide_charge(
    *, charge: ProposedCharge, waive: bool, reason: str, by: User, seen: str | None = None
) -> bool:
    """Confirms or waives a charge that is to be decided about and writes to who booked; says whether it still was.

    ``seen`` is the state in which the officer saw it, where that is not the one in ``charge``: what came back since
    is to be looked at anew. The mail does not hold the reason, which staff write for staff.
    """
    was = charge.state if seen is None else seen
    if was not in ProposedCharge.TO_DECIDE:
        return False
    state = ProposedCharge.State.WAIVED if waive else ProposedCharge.State.CONFIRMED
    rows = ProposedCharge.objects.filter(pk=charge.pk, state=was)
    if not rows.update(state=state, reason=reason, decided_at=clock.now(), decided_by=by):
        return False
    booking, place = charge.place.booking, charge.place
    kind = PlaceEvent.Kind.CHARGE_WAIVED if waive else PlaceEvent.Kind.CHARGED
    note([place], kind, actor=by, reason=reason)
    if waive:
        tell_owed_no_longer(key=f"charge:{charge.pk}")
    looked = (
        "We looked at it again, as the register was corrected. "
        if was == ProposedCharge.State.AGAIN
        else ""
    )
    context = {
        **about(booking),
        "person": place.person.name,
        "why": charge.get_kind_display().lower(),
        "outcome": looked + ("Nothing" if waive else say_pounds(charge.pence)) + " is charged.",
        "link": booking_url(booking),
    }
    queue_messages(
        letters=[
            Letter(kinds.CHARGE_DECIDED, to.email, {**context, "name": to.name}, booking.reference)
            for to in answering(booking)
        ]
    )
    return True


def look_again(*, places: Collection[int], actor: User | None) -> int:
    """Brings back confirmed charges for not coming at these places, as the register says now that they came.

    Officers are told. Says how many charges; call inside the transaction that corrects the register.
    """
    charges = _confirmed(places, ProposedCharge.State.CONFIRMED)
    if not charges:
        return 0
    _set(charges, ProposedCharge.State.AGAIN)
    corrected = [charge.place for charge in charges]
    note(corrected, PlaceEvent.Kind.CHARGE_AGAIN, actor=actor, reason=CORRECTED)
    _tell_officers(charges)
    return len(charges)


def stand_again(*, places: Collection[int], actor: User | None) -> int:
    """Confirmed charges that came back stand as they were decided, as the register says once more that nobody came.

    Nobody had been told anything else. Call inside the transaction that corrects the register.
    """
    charges = _confirmed(places, ProposedCharge.State.AGAIN)
    _set(charges, ProposedCharge.State.CONFIRMED)
    stands = [charge.place for charge in charges]
    note(stands, PlaceEvent.Kind.CHARGE_STANDS, actor=actor, reason="The register: they did not come.")
    return len(charges)


def _confirmed(places: Collection[int], state: ProposedCharge.State) -> list[ProposedCharge]:
    """Charges for not coming in this state, held, so that an officer who decides now comes before or after."""
    rows = ProposedCharge.objects.select_for_update(of=("self",), no_key=True).filter(
        place__in=places, kind=ProposedCharge.Kind.NO_SHOW, state=state
    )
    return list(rows.select_related("place__booking__school", "place__session__course").order_by("pk"))


def _set(charges: Collection[ProposedCharge], state: ProposedCharge.State) -> None:
    ProposedCharge.objects.filter(pk__in=[charge.pk for charge in charges]).update(state=state)


def _tell_officers(charges: Collection[ProposedCharge]) -> None:
    """The mail names bookings and schools; who it was stands in the admin."""
    session = next(iter(charges)).place.session
    lines = [
        f"- {charge.place.booking.reference}, {charge.place.booking.school or 'no school'}: "
        f"{say_pounds(charge.pence)}"
        for charge in charges
    ]
    context = {
        "course": session.title,
        "when": clock.say_moment(session.starts_at) if session.starts_at else "",
        "charges": "\n".join(lines),
        "link": f"{settings.PUBLIC_URL}{reverse('proposed_charges:index')}?state=again",
    }
    queue_messages(
        letters=[
            Letter(kinds.CHARGE_AGAIN, user.email, {**context, "name": user.name or user.email})
            for user in who_were_given(DECIDE_CHARGES)
            if user.email
        ]
    )
