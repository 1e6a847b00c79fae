"""Kent's known rules as terms to begin with."""

from __future__ import annotations

from bookings.places.models import Terms
from bookings.places.terms.models import Offering

OFSTED = "An Ofsted visit\nIllness of the person booked"

RULES = (
    Terms(offering=Offering.FACE_TO_FACE, free_until_days=15, late_percent=100, waivers=OFSTED),
    Terms(offering=Offering.ONLINE, free_until_days=8, late_percent=100, waivers=OFSTED),
    Terms(
        offering=Offering.FUNDED,
        free_until_days=8,
        late_pence=3000,
        no_show_pence=3000,
        waivers=OFSTED,
    ),
    Terms(offering=Offering.FAMILY, free_until_days=0, substitution_hours=0),
    Terms(offering=Offering.BESPOKE, free_until_days=0, substitution_hours=0),
)


def load_booking_terms() -> None:
    """Puts the rules in force for each kind of place that has none."""
    for rule in RULES:
        if not Terms.objects.filter(offering=rule.offering).exists():
            fields = {
                field.name: getattr(rule, field.name)
                for field in Terms._meta.concrete_fields
                if field.name not in ("id", "created_at")
            }
            Terms.objects.create(**fields)
