"""Two requests for bespoke training: one that nobody has looked at, one with a quote to accept."""

from __future__ import annotations

import uuid
from datetime import timedelta

from bookings.bespoke.choices import Outcome
from bookings.bespoke.models import Request
from bookings.bespoke.offers import offers_for
from bookings.bespoke.services.quoting import issue_quote
from bookings.bespoke.services.requests import Asked, submit
from bookings.bespoke.services.triage import decide
from bookings.finance.choices import Buyer, Service
from bookings.finance.models import Issuer
from bookings.finance.services.issuing import Charge
from portal.accounts.models import Membership, User
from portal.base import clock
from portal.vocabulary.registry import terms
from training.choices import Format

SENCO, OFFICER = "senco@demo.example", "officer@demo.example"
NOT_FOR_US = "It is for teachers, and we need it for our midday supervisors."


def load_bespoke() -> None:
    """Adds what is missing: nothing, once there is a request."""
    if Request.objects.exists():
        return
    _asked("All who are on duty at lunchtime can calm a pupil before it escalates.", 9)
    quoted = _asked("Our office staff greet families in a way that works for everybody.", 6)
    officer = User.objects.get(email=OFFICER)
    shown = list(quoted.shown_offers.values_list("course", flat=True))
    decide(
        request_id=quoted.pk,
        outcome=Outcome.CHARGEABLE,
        words="Nothing of our offer is for office staff, so we quote for an afternoon at your school.",
        by=officer,
        falls_short=dict.fromkeys(shown, "It is about lessons, not about a school’s front door."),
    )
    issue_quote(
        request_id=quoted.pk,
        issuer=Issuer.objects.earliest("pk"),
        buyer=Buyer.PRIVATE_FUND,
        text="An afternoon at your school for all office staff, with a plan to keep.",
        charges=[Charge("Training, an afternoon", Service.TRAINING, 1, 28_500)],
        last_day=clock.today() + timedelta(days=30),
        by=officer,
    )


def _asked(aim: str, staff: int) -> Request:
    own = Membership.objects.select_related("person__user", "school").get(person__user__email=SENCO)
    area = next(
        one for one in terms("areas").choosable if one.slug == "social-emotional-and-mental-health"
    )
    offers = offers_for(area_id=area.pk, need_ids=[], phase_ids=[])
    request = submit(
        school=own.school,
        requester=own.person,
        asked=Asked(area, [], [], aim, staff, Format.IN_SCHOOL, "A Wednesday after school"),
        why_not={offer.course.pk: NOT_FOR_US for offer in offers},
        shown=[offer.course.pk for offer in offers],
        idem_key=uuid.uuid4(),
        actor=own.person.user,
    )
    Request.objects.filter(pk=request.pk).update(demonstration=True)
    return request
