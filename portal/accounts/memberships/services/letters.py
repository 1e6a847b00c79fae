"""What people are written about who belongs to a school. All of it goes through the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from portal.accounts.choices import SchoolRole
from portal.accounts.memberships import message_kinds as kinds
from portal.accounts.memberships.domains import domain_hint
from portal.accounts.memberships.models import MembershipRequest, SchoolInvitation
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.permissions import who_look_after_memberships
from portal.base import clock
from portal.notify.contacts import who_to_ask
from portal.notify.services import Letter, queue_messages

OFFICERS = "The service"
"""Who did it, where an officer or the portal itself did."""


def tell_who_answers(*, request: MembershipRequest) -> None:
    """Writes to the school's approvers that somebody asks, and to officers where only they can answer."""
    _tell_who_answers(request, approvers=kinds.ASKED, officers=kinds.ASKED_US)


def remind_who_answers(*, request: MembershipRequest) -> None:
    """The same once more, before the request lapses."""
    _tell_who_answers(request, approvers=kinds.REMINDED, officers=kinds.REMINDED_US)


def _tell_who_answers(request: MembershipRequest, *, approvers: str, officers: str) -> None:
    """Never to who asks. An approver may be written to who cannot sign in; then officers are as well."""
    about = (request.school, request.role)
    context = _about_asker(request)
    theirs = [row.person for row in _approvers(request.school) if row.person_id != request.person_id]
    link = reverse("membership:decide", args=[request.school_id, request.pk])
    _send(approvers, theirs, about=about, path=link, context=context)
    answering = Membership.objects.who_confirm().filter(school=request.school)
    if answering.exclude(person=request.person).exists():
        return
    ours = [
        Person(name=user.name, email=user.email)
        for user in who_look_after_memberships()
        if user.pk != request.person.user_id
    ]
    link = reverse("membership_requests:inspect", args=[request.pk])
    _send(officers, ours, about=about, path=link, context=context)


def _about_asker(request: MembershipRequest) -> dict[str, str]:
    hint = domain_hint(user=request.person.user, school=request.school)
    return {
        "colleague": request.person.name,
        "email": request.person.email,
        "hint": f"{hint}." if hint else "",
        "words": f"They write: {request.words}" if request.words else "",
        "lapses": clock.say_date(request.lapses_on),
    }


def tell_asker(*, kind: str, request: MembershipRequest) -> None:
    """Writes to who asked: confirmed, declined or lapsed."""
    context = {} if kind == kinds.CONFIRMED else {"reason": request.reason}
    _send(
        kind,
        [request.person],
        about=(request.school, request.role),
        path=reverse("membership:mine"),
        context=context,
    )


def send_invitation(*, invitation: SchoolInvitation, inviter: str) -> None:
    """The link in it opens nothing by itself: whoever follows it signs in with the very e-mail."""
    to = Person(name=invitation.name, email=invitation.email)
    link = reverse("membership:accept", args=[invitation.uid])
    context = {"colleague": inviter, "lapses": clock.say_date(invitation.lapses_on)}
    _send(kinds.INVITED, [to], about=(invitation.school, invitation.role), path=link, context=context)


def tell_role(*, membership: Membership, by: str) -> None:
    """Writes to somebody what they are in the school now."""
    context = {"colleague": by, "date": clock.say_date(membership.started_on)}
    link = reverse("membership:mine")
    _send(
        kinds.ROLE_CHANGED,
        [membership.person],
        about=(membership.school, membership.role),
        path=link,
        context=context,
    )


def tell_ended(*, membership: Membership, ended_on: date, by: str) -> None:
    """Writes to somebody whose part in the school others have ended."""
    context = {"colleague": by, "date": clock.say_date(ended_on)}
    link = reverse("membership:mine")
    _send(
        kinds.ENDED,
        [membership.person],
        about=(membership.school, membership.role),
        path=link,
        context=context,
    )


def tell_left(*, membership: Membership, ended_on: date) -> None:
    """Writes to the approvers whom somebody leaves behind."""
    left = [row.person for row in _approvers(membership.school) if row.pk != membership.pk]
    context = {"colleague": membership.person.name, "date": clock.say_date(ended_on)}
    link = reverse("membership:people", args=[membership.school_id])
    _send(kinds.LEFT, left, about=(membership.school, membership.role), path=link, context=context)


def said_name(user: User | None, *, school: School) -> str:
    """Who did something for a school, as its people may read it: officers are not named."""
    if user is None:
        return OFFICERS
    row = Membership.objects.of_user(user).filter(school=school).first()
    return row.person.name if row is not None else OFFICERS


def _approvers(school: School) -> list[Membership]:
    return list(Membership.objects.approvers().filter(school=school).select_related("person"))


def _send(
    kind: str,
    people: Sequence[Person],
    *,
    about: tuple[School, str],
    path: str,
    context: dict[str, str],
) -> None:
    school, role = about
    always = {
        "school": str(school),
        "role": str(SchoolRole(role).label),
        "link": f"{settings.PUBLIC_URL}{path}",
        "ask": who_to_ask(),
    }
    queue_messages(
        letters=[
            Letter(kind, person.email, {**always, **context, "name": person.name})
            for person in people
            if person.email
        ]
    )
