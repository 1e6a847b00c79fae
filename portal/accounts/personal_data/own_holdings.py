"""What the accounts themselves hold: the sign-in, the person, and who works where."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession

from portal.accounts.choices import SchoolRole
from portal.accounts.models import EmailChange, Membership, Person, User
from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    leave_out,
    register_holding,
)
from portal.base.mailboxes import led_to
from portal.notify.forgetting import forget_messages
from portal.notify.models import Message


def register_all() -> None:
    """Makes the holdings of this app known, and says what is in none."""
    for holding in (SIGN_IN, PERSON, SCHOOLS, MAILS):
        register_holding(holding)
    for relation, reason in LEFT_OUT.items():
        leave_out(relation, reason=reason)


def give_sign_in(subject: Subject) -> list[Record]:
    user = subject.user
    if user is None:
        return []
    records: list[Record] = [
        {
            "E-mail you sign in with": user.email,
            "Confirmed": EmailAddress.objects.filter(user=user, verified=True).exists(),
            "Name": user.name,
            "Account made": user.date_joined,
            "Last signed in": user.last_login,
            "Works in the admin as": [group.name for group in user.groups.all()],
        }
    ]
    return [*records, *_second_steps(user), *_email_changes(user), *_sessions(user)]


def _second_steps(user: User) -> list[Record]:
    return [
        {
            "Second step": authenticator.get_type_display(),
            "Set up": authenticator.created_at,
            "Last used": authenticator.last_used_at,
        }
        for authenticator in Authenticator.objects.filter(user=user)
    ]


def _email_changes(user: User) -> list[Record]:
    return [
        {
            "Change of e-mail": change.get_state_display(),
            "From": change.from_email,
            "To": change.to_email,
            "Asked": change.asked_at,
            "Asked by": "You" if change.by_its_owner else "A member of staff",
        }
        for change in EmailChange.objects.filter(user=user)
    ]


def _sessions(user: User) -> list[Record]:
    return [
        {
            "Signed in on": session.user_agent,
            "From the network address": session.ip,
            "Since": session.created_at,
            "Last used": session.last_seen_at,
        }
        for session in UserSession.objects.filter(user=user)
    ]


def foresee_sign_in(subject: Subject) -> Foresight:
    user = subject.user
    if user is None:
        return Foresight()
    refusals = []
    if user.is_superuser:
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
        if not others.exists():
            refusals.append(
                subject.say("You are", "This is")
                + " the last person who may do everything here. Give that right to somebody else first."
            )
    return Foresight(
        goes=[
            subject.say("Your", "The")
            + f" sign-in with {user.email}. "
            + subject.say("You", "They")
            + " can make a new one with this address later."
        ],
        refusals=refusals,
    )


def give_person(subject: Subject) -> list[Record]:
    person = subject.person
    if person is None:
        return []
    return [
        {
            "Name": person.name,
            "Joining details go to": person.email,
            "What you do": person.role.name if person.role else None,
            "Known since": person.created_at,
        }
    ]


def foresee_person(subject: Subject) -> Foresight:
    return Foresight(
        goes=[subject.say("Your name, your e-mail and what you do.", "Name, e-mail and what they do.")]
    )


def give_schools(subject: Subject) -> list[Record]:
    rows = Membership.objects.filter(person=subject.person).select_related("school")
    return [
        {
            "School or setting": str(row.school),
            "As": row.get_role_display(),
            "From": row.started_on,
            "Until": row.ended_on,
        }
        for row in rows
        if subject.person is not None
    ]


def foresee_schools(subject: Subject) -> Foresight:
    if subject.person is None:
        return Foresight()
    present = list(Membership.objects.current().filter(person=subject.person).select_related("school"))
    warnings = [
        subject.say("You are", "This is")
        + f" the last head or approver of {row.school}. Nobody there can then confirm who works there; "
        + subject.say("ask us to name somebody first.", "name somebody first.")
        for row in present
        if row.role == SchoolRole.APPROVER and not _other_approvers(row)
    ]
    return Foresight(
        goes=[subject.say("That you work", "That they work") + f" at {row.school}." for row in present]
        + [f"Where {subject.say('you', 'they')} worked before, as far as it is kept here."],
        warnings=warnings,
    )


def _other_approvers(membership: Membership) -> bool:
    others = Membership.objects.approvers().filter(school=membership.school)
    return others.exclude(person=membership.person).exists()


def erase_schools(subject: Subject, _by: User | None) -> None:
    Membership.objects.filter(person=subject.person).delete()


def give_mails(subject: Subject) -> list[Record]:
    """When and about what, not the words: they name others too. The words are in the mailbox."""
    mine = [email for email in subject.emails if not is_shared(email, subject)]
    records: list[Record] = [
        {
            "Subject": message.subject,
            "To": message.to,
            "Written": message.created_at,
            "State": message.get_state_display(),
        }
        for message in Message.objects.filter(led_to(mine, field="to")).order_by("-created_at")
    ]
    shared: list[Record] = [
        {"Left out": f"Mails to {email}, which somebody else here uses too. Ask us for yours."}
        for email in sorted(set(subject.emails) - set(mine))
    ]
    return records + shared


def erase_mails(subject: Subject, _by: User | None) -> None:
    forget_messages(to=[email for email in subject.emails if not is_shared(email, subject)])


def is_shared(email: str, subject: Subject) -> bool:
    """Whether somebody else whom the portal knows has the same address, in any case."""
    people = Person.objects.filter(email__iexact=email)
    users = User.objects.filter(email__iexact=email)
    if subject.person is not None:
        people = people.exclude(pk=subject.person.pk)
    if subject.user is not None:
        users = users.exclude(pk=subject.user.pk)
    return people.exists() or users.exists()


SIGN_IN = Holding(
    key="sign-in",
    title="Your sign-in",
    why="So that you and nobody else can book and change places in your name.",
    kept="Until you delete your account. Secrets of authenticator apps are kept encrypted and given to nobody.",
    covers=[
        "account.emailaddress.user",
        "mfa.authenticator.user",
        "accounts.emailchange.user",
        "usersessions.usersession.user",
        "accounts.user_groups.user",
    ],
    give=give_sign_in,
    foresee=foresee_sign_in,
)
PERSON = Holding(
    key="person",
    title="Who you are here",
    why="So that trainers know who comes, and joining details reach you.",
    kept="Until you delete your account or ask us to.",
    covers=["accounts.person.user"],
    give=give_person,
    foresee=foresee_person,
)
SCHOOLS = Holding(
    key="schools",
    title="Where you work and worked",
    why="It decides for whom you may book, and whose bookings you see.",
    kept="Until you delete your account: what you did for a school stays readable while you have one.",
    covers=["accounts.membership.person"],
    give=give_schools,
    erase=erase_schools,
    foresee=foresee_schools,
)
MAILS = Holding(
    key="mails",
    title="Mails we sent you",
    why="So that we can say what was sent when somebody did not get it.",
    kept="13 months, then they are deleted.",
    covers=[],
    give=give_mails,
    erase=erase_mails,
)

BRIEF = (
    "Says who has a screen of the admin open or half filled in; goes by itself, and with the account."
)
LEFT_OUT = {
    "*.locked_by": "Who keeps a page from being edited just now. Opened when the account is deleted.",
    "wagtailadmin.editingsession.user": BRIEF,
    "wagtailadmin.formstate.user": BRIEF,
    "wagtailcore.uploadedfile.uploaded_by_user": BRIEF,
    "wagtailcore.apitoken.user": "A secret of Wagtail's, which this portal gives to nobody.",
    "wagtailcore.pagesubscription.user": "Whether comments on a page are mailed; goes with the account.",
    "wagtailusers.userprofile.user": "How the admin looks to somebody; goes with the account.",
    "accounts.user_user_permissions.user": "Rights beside the groups; goes with the account.",
    "accounts.emailchange.asked_by": "The officer who helped; after deletion a row without a name.",
    "accounts.erasure.*": "The proof of a deletion. It names nobody.",
    "wagtailimages.image.uploaded_by_user": "Wagtail's own table of images, which is not used here.",
    "wagtaildocs.document.uploaded_by_user": "Wagtail's own table of files, which is not used here.",
}
