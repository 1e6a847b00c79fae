"""The demonstration sign-ins: one for each kind of user, with a published password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group

from portal.accounts.models import Membership, Person, School, User
from portal.accounts.services import join_school, person_for
from portal.base import clock
from portal.home.demo.files import PASSWORD, TOTP_SECRET
from portal.vocabulary.registry import terms
from training.models import Trainer

PRIMARY, SECONDARY = "Community primary school", "Secondary academy"


@dataclass(frozen=True)
class SignIn:
    """Who signs in, and what they are. ``group`` is a staff group, or ``superuser``."""

    email: str
    name: str
    is_what: str
    audience: str = ""
    district: str = ""
    kind: str = ""
    role: str = ""
    group: str = ""


SIGN_INS = (
    SignIn("senco@demo.example", "Sam Okafor", "SENCO of a Thanet primary", "senco", "thanet", PRIMARY, "senco"),
    SignIn("senco2@demo.example", "Robin Shaw", "SENCO of a Swale secondary", "senco", "swale", SECONDARY, "senco"),
    SignIn(
        "head@demo.example", "Helen Marsh", "Head and approver, Thanet primary",
        "senior-leader", "thanet", PRIMARY, "approver",
    ),
    SignIn(
        "business@demo.example", "Bilal Rahman", "Business manager, Thanet primary",
        "school-business-manager", "thanet", PRIMARY, "business",
    ),
    SignIn("parent@demo.example", "Pat Lewis", "Parent", "parent-carer"),
    SignIn("editor@demo.example", "Edie Clarke", "Content editor", group="Content editors"),
    SignIn("moderator@demo.example", "Mo Farrell", "Moderator: publishes", group="Moderators"),
    SignIn("trainer@demo.example", "Tess Young", "Specialist teacher and trainer", group="Trainers"),
    SignIn("officer@demo.example", "Olu Bankole", "STLS administrator", group="Officers"),
    SignIn("finance@demo.example", "Fiona Webb", "Finance officer", group="Finance"),
    SignIn("auditor@demo.example", "Arthur Penn", "Auditor: reads only", group="Auditors"),
    SignIn("admin@demo.example", "Ada Stone", "Superuser", group="superuser"),
)  # fmt: skip


def load_sign_ins() -> None:
    """Adds the sign-ins that are missing; repeats change nothing."""
    for row in SIGN_INS:
        if not User.objects.filter(email=row.email).exists():
            _add(row)


def _add(row: SignIn) -> None:
    superuser = row.group == "superuser"
    user = User.objects.create_user(
        row.email, PASSWORD, name=row.name, is_superuser=superuser, is_staff=superuser
    )
    EmailAddress.objects.get_or_create(
        user=user, email=row.email, defaults={"verified": True, "primary": True}
    )
    person = person_for(user=user)
    _describe(person, row)
    if row.role:
        school = _school(row)
        since = clock.today() - timedelta(days=300)
        join_school(person=person, school=school, role=Membership.Role(row.role), started_on=since)
    if row.group and not superuser:
        user.groups.add(Group.objects.get(name=row.group))
    if row.group and not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)
    if row.group == "Trainers":
        _make_trainer(person)


def _describe(person: Person, row: SignIn) -> None:
    person.name = row.name
    person.email = row.email
    person.role = terms("audiences").by_slug.get(row.audience)
    person.demonstration = True
    person.save()


def _school(row: SignIn) -> School:
    schools = School.objects.filter(demonstration=True, district__slug=row.district, kind=row.kind)
    return schools.order_by("pk")[0]


def _make_trainer(person: Person) -> None:
    """The trainer who signs in gives some of the demonstration sessions."""
    trainer = Trainer.objects.filter(demonstration=True, person=None).order_by("pk")[0]
    trainer.person = person
    trainer.name = person.name
    trainer.save()
