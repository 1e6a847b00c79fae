"""What is held about how somebody came to belong to a school, and what becomes of it when they go."""

from __future__ import annotations

from portal.accounts.memberships import message_kinds as kinds
from portal.accounts.memberships.models import MembershipEvent, MembershipRequest, SchoolInvitation
from portal.accounts.memberships.querysets import InvitationQuerySet
from portal.accounts.models import User
from portal.accounts.personal_data.closing import DELETED
from portal.accounts.personal_data.own_holdings import is_shared
from portal.accounts.personal_data.registry import Holding, Record, Subject, register_holding
from portal.base.mailboxes import led_to
from portal.notify.forgetting import forget_names


def register_all() -> None:
    """Makes the holding known."""
    register_holding(JOINING)


def give_joining(subject: Subject) -> list[Record]:
    if subject.person is None:
        return []
    return [*_requests(subject), *_invitations(subject), *_events(subject)]


def _requests(subject: Subject) -> list[Record]:
    rows = MembershipRequest.objects.filter(person=subject.person).select_related("school")
    return [
        {
            "You asked to join": str(row.school),
            "As": row.get_role_display(),
            "You wrote": row.words,
            "Asked": row.asked_at,
            "State": row.get_state_display(),
            "Answer": row.reason,
        }
        for row in rows
    ]


def _invitations(subject: Subject) -> list[Record]:
    return [
        {
            "You were invited to": str(row.school),
            "As": row.get_role_display(),
            "Under the name": row.name,
            "Invited": row.invited_at,
            "State": row.get_state_display(),
        }
        for row in _invited(subject).select_related("school")
    ]


def _events(subject: Subject) -> list[Record]:
    user = subject.user
    rows = MembershipEvent.objects.filter(person=subject.person).select_related("school")
    return [
        {
            "What happened": row.get_kind_display(),
            "At": str(row.school),
            "When": row.at,
            "By you": user is not None and row.actor_id == user.pk,
            "Reason given": row.reason,
        }
        for row in rows
    ]


def _invited(subject: Subject) -> InvitationQuerySet:
    """Invitations to an address that is theirs alone."""
    own = [email for email in subject.emails if not is_shared(email, subject)]
    return SchoolInvitation.objects.filter(led_to(own))


def erase_joining(subject: Subject, _by: User | None) -> None:
    """Requests and invitations go. The record stays for the school, without who it was about."""
    MembershipRequest.objects.filter(person=subject.person).delete()
    _invited(subject).delete()
    if subject.person is not None:
        # Whole rows are never rewritten there, which is why this does not go through save().
        MembershipEvent.objects.filter(person=subject.person).update(person=None, reason="")
    forget_names(
        kinds=[
            kinds.ASKED,
            kinds.ASKED_US,
            kinds.REMINDED,
            kinds.REMINDED_US,
            kinds.LEFT,
            kinds.INVITED,
            kinds.ROLE_CHANGED,
            kinds.ENDED,
        ],
        names=[subject.name, *subject.emails],
        instead=DELETED,
    )


JOINING = Holding(
    key="joining",
    title="How you came to your schools",
    why="So that a school sees who asked, who confirmed, and when.",
    kept="As the school's record. When you delete your account it no longer says that it was about you.",
    covers=[
        "accounts.membershiprequest.person",
        "accounts.membershiprequest.decided_by",
        "accounts.schoolinvitation.invited_by",
        "accounts.membershipevent.person",
        "accounts.membershipevent.actor",
    ],
    give=give_joining,
    erase=erase_joining,
)
