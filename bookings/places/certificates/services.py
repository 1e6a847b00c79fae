"""Who has a certificate, giving it, checking it, and revoking it."""

from __future__ import annotations

from django.db import transaction

from bookings.places.attendance.models import Outcome
from bookings.places.attendance.services import attendance_of
from bookings.places.certificates.errors import NoCertificate
from bookings.places.certificates.models import Certificate, read_code
from bookings.places.evaluations.models import Stage
from bookings.places.models import Place, PlaceEvent
from portal.accounts.models import User
from portal.base import clock
from training.choices import SessionState

NOT_YET = "The register of this course is not complete yet. Look again in some days, or ask us."
IN_PART = (
    "The register says that you were there for a part of the course, so there is no certificate for it."
)
AWAY = "The register says that you were not there. If that is wrong, tell us."
ASKED_FIRST = "Say first what the course was worth. Your certificate is ready as soon as you have."
REVOKED = "This certificate was withdrawn. Ask us if you think that is wrong."


def why_no_certificate(place: Place) -> str:
    """Why the holder has no certificate now; empty if they have. Reads ``session__course``."""
    session = place.session
    if place.state not in Place.LIVE or session.state == SessionState.CANCELLED:
        return "This place has ended, so there is no certificate for it."
    if session.ends_at is None or session.ends_at > clock.now():
        return (
            "There is a certificate once the course is over and the register says that you were there."
        )
    outcome = attendance_of(place)
    if outcome == Outcome.NOT_RECORDED:
        return NOT_YET
    if outcome == Outcome.PARTIAL:
        return IN_PART
    if outcome == Outcome.ABSENT:
        return AWAY
    given = Certificate.objects.filter(place=place).first()
    if given is not None:
        return REVOKED if given.revoked_at is not None else ""
    asks = session.course.evaluation_first
    if asks and not place.evaluations.filter(stage=Stage.AFTER).exists():
        return ASKED_FIRST
    return ""


@transaction.atomic
def give_certificate(*, place: Place, actor: User | None = None, by_link: bool = False) -> Certificate:
    """The certificate of the place, made when it is first asked for; repeats give the same.

    Raises ``NoCertificate`` with the reason in words.
    """
    held = Place.objects.select_for_update(of=("self",)).select_related("session__course")
    place = held.get(pk=place.pk)
    if refusal := why_no_certificate(place):
        raise NoCertificate(refusal)
    certificate, made = Certificate.objects.get_or_create(place=place)
    if made:
        _note(place, PlaceEvent.Kind.CERTIFICATE_GIVEN, actor=actor, by_link=by_link)
    return certificate


def is_valid(certificate: Certificate) -> bool:
    """Whether it counts: not revoked, its holder still known, and the register still says “attended”."""
    place = certificate.place
    return (
        certificate.revoked_at is None
        and place.state in Place.LIVE
        and place.person.deleted_at is None
        and attendance_of(place) == Outcome.ATTENDED
    )


def find_certificate(text: str) -> Certificate | None:
    """The one with this code, as somebody typed it; none once its holder's record is deleted."""
    rows = Certificate.objects.select_related("place__person", "place__session__course")
    return rows.filter(code=read_code(text), place__person__deleted_at=None).first()


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: User) -> bool:
    """It counts no more; says whether it did. The reason is kept with the history of the place."""
    held = Certificate.objects.select_for_update(of=("self",)).select_related("place")
    row = held.get(pk=certificate.pk)
    if row.revoked_at is not None:
        return False
    row.revoked_at, row.revoked_by, row.reason = clock.now(), by, reason
    row.save(update_fields=["revoked_at", "revoked_by", "reason"])
    _note(row.place, PlaceEvent.Kind.CERTIFICATE_REVOKED, actor=by, reason=reason)
    return True


@transaction.atomic
def restore_certificate(*, certificate: Certificate, reason: str, by: User) -> bool:
    """One that was revoked by mistake counts again, with the same code; says whether it did not."""
    held = Certificate.objects.select_for_update(of=("self",)).select_related("place")
    row = held.get(pk=certificate.pk)
    if row.revoked_at is None:
        return False
    row.revoked_at, row.revoked_by, row.reason = None, None, ""
    row.save(update_fields=["revoked_at", "revoked_by", "reason"])
    _note(row.place, PlaceEvent.Kind.CERTIFICATE_RESTORED, actor=by, reason=reason)
    return True


def carry_certificate(*, from_place: Place, to_place: Place) -> None:
    """Puts what was said of a second place of the same person, and its certificate, with the first.

    Call inside the transaction in which the second place ends; what the first has of its own stays.
    """
    said = from_place.evaluations.exclude(stage__in=to_place.evaluations.values("stage"))
    said.update(place=to_place)
    if not Certificate.objects.filter(place=to_place).exists():
        Certificate.objects.filter(place=from_place).update(place=to_place)


def _note(
    place: Place,
    kind: PlaceEvent.Kind,
    *,
    actor: User | None,
    by_link: bool = False,
    reason: str = "",
) -> None:
    PlaceEvent.objects.create(place=place, kind=kind, actor=actor, by_link=by_link, reason=reason)
