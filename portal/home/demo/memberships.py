"""Who asks to join the demonstration's first school, and somebody who works in two."""

from __future__ import annotations

from datetime import timedelta

from allauth.account.models import EmailAddress

from portal.accounts.memberships.models import MembershipRequest
from portal.accounts.memberships.services.requests import ask_to_join, decline_request
from portal.accounts.models import Membership, Person, School, User
from portal.accounts.services import join_school, person_for
from portal.base import clock
from portal.home.demo.files import PASSWORD
from portal.vocabulary.registry import terms

HEAD, BUSINESS = "head@demo.example", "business@demo.example"


def load_membership_requests() -> None:
    """Two requests wait for the head, one is declined; the business manager has a second school."""
    head = Membership.objects.select_related("school", "person__user").get(person__user__email=HEAD)
    if MembershipRequest.objects.filter(school=head.school).exists():
        return
    school = head.school
    _second_school(school)
    ask_to_join(
        person=_newcomer("Nadia Hussain", f"nadia@{school.email_domain}", "class-teacher"),
        school=school,
        role=Membership.Role.STAFF,
        words="I teach Year 4 since September.",
    )
    ask_to_join(
        person=_newcomer("Tom Whitlock", "tom.whitlock@mail.example", "senco"),
        school=school,
        role=Membership.Role.SENCO,
        words="I cover for Sam from January and need to book training.",
    )
    declined = ask_to_join(
        person=_newcomer("Chris Vale", "chris.vale@mail.example", "class-teacher"),
        school=school,
        role=Membership.Role.APPROVER,
    )
    decline_request(
        request=declined,
        actor=head.person.user,  # type: ignore[arg-type]
        reason="You are one of our supply teachers: please ask as a member of staff.",
    )


def _second_school(first: School) -> None:
    others = School.objects.filter(demonstration=True, district=first.district).exclude(pk=first.pk)
    join_school(
        person=Person.objects.get(user__email=BUSINESS),
        school=others.order_by("pk")[0],
        role=Membership.Role.BUSINESS,
        started_on=clock.today() - timedelta(days=200),
    )


def _newcomer(name: str, email: str, role: str) -> Person:
    """Somebody with a confirmed e-mail who can sign in like the other demonstration people."""
    user = User.objects.create_user(email, PASSWORD, name=name)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    person = person_for(user=user)
    person.role = terms("audiences").by_slug[role]
    person.demonstration = True
    person.save(update_fields=["role", "demonstration"])
    return person
