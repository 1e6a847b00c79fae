"""Certificates that somebody has: theirs to read; they count no more once their record is deleted."""

from __future__ import annotations

from bookings.places.certificates.models import Certificate
from portal.accounts.personal_data.registry import Foresight, Holding, Record, Subject


def give_certificates(subject: Subject) -> list[Record]:
    if subject.person is None:
        return []
    rows = Certificate.objects.filter(place__person=subject.person)
    return [
        {
            "Your certificate for": row.place.session.title,
            "Course began": row.place.session.starts_at,
            "Code": row.code,
            "Issued": row.issued_at,
            "Withdrawn": row.revoked_at,
            "Why it was withdrawn": row.reason or None,
        }
        for row in rows.select_related("place__session__course")
    ]


def foresee_certificates(subject: Subject) -> Foresight:
    number = len(give_certificates(subject))
    if not number:
        return Foresight()
    your = subject.say("Your", "Their")
    what = "certificate" if number == 1 else f"{number} certificates"
    return Foresight(goes=[f"{your} {what}: nobody can check a code any more once the name is gone."])


CERTIFICATES = Holding(
    key="certificates",
    title="Certificates",
    why="So that you can show what you attended, and others can check it by its code.",
    kept="With the record of the course. When you delete your account a code names nobody and leads nowhere.",
    covers=["places.certificate.revoked_by"],
    give=give_certificates,
    foresee=foresee_certificates,
)
