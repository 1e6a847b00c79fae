"""Questions about what somebody may do, asked in one place."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Q, QuerySet

from portal.accounts.choices import SchoolRole
from portal.accounts.models import ERASE, Membership, Person, User

ENTER_ADMIN = "wagtailadmin.access_admin"


def may_enter_admin(user: User | AnonymousUser) -> bool:
    """Whether the admin is open to this user, once the second step of signing in is done."""
    return user.has_perm(ENTER_ADMIN)


SEE_TO_LOST_STEPS = "accounts.change_loststep"


def sees_to_lost_steps(user: User | AnonymousUser) -> bool:
    """Whether this is an officer or administrator, of whom two remove a lost second step."""
    return user.has_perm(SEE_TO_LOST_STEPS)


LOOK_AFTER_MEMBERSHIPS = "accounts.change_membership"


def looks_after_memberships(user: User | AnonymousUser) -> bool:
    """Whether this is an officer, who decides who belongs where; they do it in the admin."""
    return user.has_perm(LOOK_AFTER_MEMBERSHIPS)


def who_look_after_memberships() -> QuerySet[User]:
    """Those who can sign in and were given that right; who may do everything is none by that alone."""
    return who_were_given(LOOK_AFTER_MEMBERSHIPS)


def who_were_given(permission: str) -> QuerySet[User]:
    """Those who can sign in and have ``app.codename``, themselves or by a group, and not as superusers."""
    app, codename = permission.split(".")
    right = Permission.objects.filter(content_type__app_label=app, codename=codename)
    given = Q(groups__permissions__in=right) | Q(user_permissions__in=right)
    return User.objects.filter(given, is_active=True).distinct().order_by("pk")


def part_in(*, user: User, school_id: int) -> Membership | None:
    """The user's current part in an open school, if they have one."""
    return Membership.objects.of_user(user).filter(school_id=school_id).first()


def runs_school(*, user: User, school_id: int) -> bool:
    """Whether ``user`` is an approver of the school now: confirms, changes, ends and invites."""
    own = part_in(user=user, school_id=school_id)
    return own is not None and own.role == SchoolRole.APPROVER


def may_decide(*, user: User, school_id: int) -> bool:
    """An approver of the school, or an officer."""
    return looks_after_memberships(user) or runs_school(user=user, school_id=school_id)


def may_erase(person: Person, *, by: User) -> bool:
    """Whether ``by`` may delete ``person`` at a written request, or give out what is held about them.

    For those who may enter the admin that takes a superuser: a forged letter would do too much.
    Oneself one deletes on the account page.
    """
    if person.deleted_at is not None or person.user == by or not by.has_perm(f"accounts.{ERASE}"):
        return False
    return by.is_superuser or person.user is None or not may_enter_admin(person.user)
