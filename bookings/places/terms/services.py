"""The terms in force, new versions of them, and what becomes of a charge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max, Subquery

from bookings.places.terms.models import Offering, ProposedCharge, Terms, offering_of
from portal.accounts.models import User
from portal.base import clock
from portal.base.snapshot import Snapshot

if TYPE_CHECKING:
    from bookings.places.models import Booking, Place


def _in_force() -> dict[str, Terms]:
    return {terms.offering: terms for terms in Terms.objects.filter(current=True)}


_current: Snapshot[dict[str, Terms]] = Snapshot(_in_force, Terms)


def terms_in_force(offering: str) -> Terms | None:
    """The version that new bookings agree to; none where staff have entered none."""
    return _current.get().get(offering)


def offerings_without_terms() -> list[Offering]:
    """The kinds of place for which staff have entered no terms yet."""
    there = set(Terms.objects.filter(current=True).values_list("offering", flat=True))
    return [offering for offering in Offering if offering not in there]


def terms_for(session: Any, *, family: bool) -> Terms | None:
    """What a booking of ``session`` made now agrees to."""
    return terms_in_force(offering_of(session, family=family))


def current_terms() -> dict[str, Subquery]:
    """The ids of what is in force, to be read along with a session: booking costs no statement more."""
    return {
        _column(offering): Subquery(
            Terms.objects.filter(offering=offering, current=True).values("pk")[:1]
        )
        for offering in Offering
    }


def terms_id_for(session: Any, *, family: bool) -> int | None:
    """The id of ``terms_for``, of a session that was read with ``current_terms``."""
    found: int | None = getattr(session, _column(offering_of(session, family=family)))
    return found


def _column(offering: Offering) -> str:
    return f"terms_{offering.name.lower()}"


@transaction.atomic
def save_terms(*, terms: Terms, by: User) -> Terms:
    """Puts ``terms`` in force as the next version of their kind; earlier versions stay as they are."""
    # Of two who save at once the second waits at this update, and then counts on from the first.
    Terms.objects.filter(offering=terms.offering, current=True).update(current=False)
    last = Terms.objects.filter(offering=terms.offering).aggregate(last=Max("version"))["last"]
    terms.pk, terms._state.adding = None, True
    terms.version, terms.current, terms.changed_by = (last or 0) + 1, True, by
    terms.save(force_insert=True)
    return terms


def propose_late_charges(
    *, booking: Booking, charges: Mapping[int, int], waived: str = "", by: User | None = None
) -> None:
    """Proposes ``charges`` (pence by place) of places given up late; with ``waived``, a reason, as waived already.

    Call inside the transaction that ends the places.
    """
    if not charges or booking.terms is None:
        return
    decided: dict[str, Any] = {}
    if waived:
        decided = {
            "state": ProposedCharge.State.WAIVED,
            "reason": waived,
            "decided_at": clock.now(),
            "decided_by": by,
        }
    ProposedCharge.objects.bulk_create(
        ProposedCharge(
            place_id=place, terms=booking.terms, kind=ProposedCharge.Kind.LATE, pence=pence, **decided
        )
        for place, pence in charges.items()
    )


CORRECTED = "The register was corrected: they did come."


def propose_no_show(*, place: Place) -> bool:
    """Proposes what the agreed terms ask for somebody who did not come; once, however often it is said.

    What a correction of the register dropped is proposed anew; what an officer decided stands.
    """
    terms = place.booking.terms
    if terms is None or not terms.no_show_pence:
        return False
    charge, made = ProposedCharge.objects.get_or_create(
        place=place,
        kind=ProposedCharge.Kind.NO_SHOW,
        defaults={"terms": terms, "pence": terms.no_show_pence},
    )
    dropped = ProposedCharge.objects.filter(
        pk=charge.pk, state=ProposedCharge.State.WAIVED, reason=CORRECTED, decided_by=None
    )
    again = dropped.update(
        state=ProposedCharge.State.PROPOSED, reason="", decided_at=None, proposed_at=clock.now()
    )
    return made or bool(again)


def drop_no_shows(*, places: Iterable[int], now: datetime) -> None:
    """Drops what was proposed of these places, as their people did come; what an officer decided stands."""
    ProposedCharge.objects.filter(
        place__in=list(places), kind=ProposedCharge.Kind.NO_SHOW, state=ProposedCharge.State.PROPOSED
    ).update(state=ProposedCharge.State.WAIVED, reason=CORRECTED, decided_at=now)
