"""What somebody's e-mail says about where they work. A hint for people, never a decision."""

from __future__ import annotations

from django.db.models.functions import Lower

from portal.accounts.memberships.querysets import confirmed_emails
from portal.accounts.models import Membership, School, User

MOST_SUGGESTIONS = 6


def _domains(user: User) -> set[str]:
    """The part after the @ of each address that ``user`` has confirmed."""
    return {email.rpartition("@")[2] for email in confirmed_emails(user)}


def domain_hint(*, user: User | None, school: School) -> str:
    """Whether a confirmed e-mail is at the school's domain, in words; empty where nobody can tell."""
    domain = school.email_domain.strip().lower().removeprefix("@")
    if not domain:
        return ""
    if user is not None and domain in _domains(user):
        return f"Their e-mail is at the school’s domain, {domain}"
    return f"Their e-mail is not at the school’s domain, {domain}"


def suggested_schools(*, user: User) -> list[School]:
    """Open schools whose domain a confirmed e-mail of ``user`` has, and that they are no part of."""
    domains = _domains(user)
    if not domains:
        return []
    own = Membership.objects.filter(person__user=user, ended_on__isnull=True).values("school_id")
    rows = School.objects.open().annotate(domain=Lower("email_domain"))
    found = rows.filter(domain__in=domains).exclude(pk__in=own).select_related("district")
    return list(found.order_by("name", "pk")[:MOST_SUGGESTIONS])
