"""Who gets what at each public and personal address: the answer each role is given to a GET."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from wagtail.models import TaskState

from bookings.bespoke.models import Request
from bookings.finance.models import Account, Document, PaymentAttempt
from bookings.places.approvals.links import approval_path
from bookings.places.models import Approval, Booking, WaitingGroup
from bookings.slots.models import SlotBooking, SupportMeeting
from directory.entries import Resource
from portal.accounts.models import Membership
from tests.access.screens import OUTSIDERS, STAFF
from training.choices import SessionState
from training.models import Session

EVERYBODY = OUTSIDERS | STAFF
SIGN_IN = "sign in"
"""Sent to the sign-in page, with the way back."""

SCHOOL = frozenset({"senco", "head", "business"})
"""Those of the Thanet primary who may see its bookings."""

SIGNED_IN = EVERYBODY - {"nobody"}


@dataclass(frozen=True)
class Page:
    """An address and what each role gets there: a status, or ``SIGN_IN``."""

    address: Callable[[], str]
    answers: dict[str, int | str]


def everybody(status: int) -> dict[str, int | str]:
    return dict.fromkeys(EVERYBODY, status)


def signed_in(status: int) -> dict[str, int | str]:
    """Whoever has signed in gets ``status``."""
    return {**dict.fromkeys(SIGNED_IN, status), "nobody": SIGN_IN}


def school_only(status: int) -> dict[str, int | str]:
    """The owner's school gets ``status``; others are not told that it exists."""
    return {
        **dict.fromkeys(SIGNED_IN, 404),
        **dict.fromkeys(SCHOOL, status),
        "nobody": SIGN_IN,
    }


def staff_only(roles: Collection[str]) -> dict[str, int | str]:
    """These of the staff get the page; others of the staff are led back to the admin's first screen."""
    return {
        **dict.fromkeys(SIGNED_IN, 403),
        **dict.fromkeys(STAFF, 302),
        **dict.fromkeys(roles, 200),
        "nobody": SIGN_IN,
    }


def approval_of_the_head() -> str:
    """Where the approver of the first school answers for it, without signing in."""
    return approval_path(Approval.objects.earliest("pk"), own_part("head@demo.example"))


def submitted_step() -> TaskState:
    """A step of the editorial review at which something of the demonstration waits."""
    return TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).earliest("pk")


def head_only(status: int) -> dict[str, int | str]:
    """The approver of the first school gets ``status``; others are not told that it exists."""
    return {**dict.fromkeys(SIGNED_IN, 404), "head": status, "nobody": SIGN_IN}


def takers_only(status: int, *, others: int = 404) -> dict[str, int | str]:
    """Those who take registers get ``status``; by default others are not told that there are any."""
    takers = dict.fromkeys({"trainer", "officer", "admin"}, status)
    return {**dict.fromkeys(SIGNED_IN, others), **takers, "nobody": SIGN_IN}


def own_part(email: str = "senco@demo.example") -> Membership:
    """That sign-in's part in the first school."""
    return Membership.objects.filter(person__user__email=email).earliest("pk")


def planners_only(status: int) -> dict[str, int | str]:
    """The first school's SENCO and head get ``status``; others are not told that it exists."""
    return {**head_only(status), "senco": status}


def of_school(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[own_part().school_id])


def of_colleague(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[own_part().school_id, own_part().pk])


def request_to_the_head() -> str:
    asked = own_part().school.membership_requests.waiting().earliest("pk")
    return reverse("membership:decide", args=[asked.school_id, asked.pk])


def own_booking() -> Booking:
    """A booking to come of the Thanet primary's SENCO."""
    return Booking.objects.filter(
        booker__user__email="senco@demo.example", state="confirmed", session__state=SessionState.OPEN
    ).earliest("pk")


def bookings_of_the_trainer() -> QuerySet[Booking]:
    """The bookings of sessions that the demonstration's trainer gives."""
    return Booking.objects.filter(session__trainers__person__user__email="trainer@demo.example")


def open_session() -> Session:
    """A session for professionals that any Kent school may book."""
    session = (
        Session.objects.bookable()
        .filter(districts=None, audiences=None, course__level__isnull=False)
        .exclude(bookings__school=own_booking().school)
        .first()
    )
    assert session is not None
    return session


def of_booking(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[own_booking().reference])


def open_register() -> Session:
    """The session of the demonstration's trainer whose register is still open."""
    given = Session.objects.filter(trainers__person__user__email="trainer@demo.example")
    return given.filter(register__finished_at=None, register__isnull=False).latest("ends_at")


def of_register(name: str) -> Callable[[], str]:
    return lambda: reverse(name, args=[open_register().uid])


def of_place(name: str) -> Callable[[], str]:
    """A page at the secret address of a place: whoever has it gets in."""
    return lambda: reverse(name, args=[own_booking().places.live().earliest("pk").key])


def date_to_come(kind: str) -> str:
    """The public address of a Thanet clinic or LIFT meeting to come."""
    meeting = SupportMeeting.objects.to_come().filter(kind=kind, district__slug="thanet").earliest("pk")
    return reverse("slots:lift_one" if meeting.is_lift else "slots:clinic", args=[meeting.uid])


def of_slot(name: str) -> Callable[[], str]:
    """A page at the secret address of a slot to come: whoever has it gets in."""

    def address() -> str:
        booked = SlotBooking.objects.live().filter(
            booker__user__email="senco@demo.example", slot__meeting__state="open"
        )
        return reverse(name, args=[booked.earliest("pk").key])

    return address


def paper_of_the_school() -> str:
    """An invoice of the Thanet primary."""
    document = Document.objects.filter(account__school=own_booking().school_id).earliest("pk")
    return reverse("finance:pdf", args=[document.uid])


def request_of_the_school() -> str:
    """A request of the Thanet primary for bespoke training."""
    found = Request.objects.filter(school=own_booking().school_id).earliest("pk")
    return reverse("bespoke:request", args=[found.reference])


def payment_of_the_school() -> str:
    """Where somebody of the Thanet primary comes back to from paying by card."""
    attempt = PaymentAttempt.objects.filter(account__school=own_booking().school_id).earliest("pk")
    return reverse("finance:paid", args=[attempt.uid])


def statement_of_the_school() -> str:
    """The account of the Thanet primary."""
    account = Account.objects.filter(school=own_booking().school_id).earliest("pk")
    return reverse("finance:statement", args=[account.pk])


PAGES = {
    "portal_page": Page(lambda: "/training/", everybody(200)),
    "training:calendar": Page(lambda: reverse("training:calendar"), everybody(200)),
    "training:calendar_feed": Page(lambda: reverse("training:calendar_feed"), everybody(200)),
    "training:near": Page(lambda: "/training/near/?near=CT10", everybody(200)),
    "training:course_feed": Page(
        lambda: reverse("training:course_feed", args=[open_session().course.slug]), everybody(200)
    ),
    "directory:entry": Page(lambda: Resource.objects.live().first().href, everybody(200)),
    "search:results": Page(lambda: "/search/?q=autism", everybody(200)),
    "search:suggest": Page(lambda: "/search/suggest/?q=aut", everybody(200)),
    "finder:find": Page(lambda: "/schools/?q=CT9+1HQ", everybody(200)),
    "finder:school": Page(
        lambda: reverse("finder:school", args=[own_booking().school_id]), everybody(200)
    ),
    "home:live": Page(lambda: reverse("home:live"), everybody(200)),
    "home:ready": Page(lambda: reverse("home:ready"), everybody(200)),
    "home:favicon": Page(lambda: reverse("home:favicon"), everybody(302)),
    "home:robots": Page(lambda: reverse("home:robots"), everybody(200)),
    "media/images/<path:path>": Page(lambda: "/media/images/none.png", everybody(404)),
    "dev:mail": Page(lambda: reverse("dev:mail"), everybody(200)),
    "dev:mail_detail": Page(lambda: reverse("dev:mail_detail", args=["none"]), everybody(404)),
    "dev:mfa": Page(lambda: reverse("dev:mfa"), everybody(200)),
    "admin/account/": Page(
        lambda: "/admin/account/",
        {**dict.fromkeys(SIGNED_IN, 403), **dict.fromkeys(STAFF, 200), "nobody": SIGN_IN},
    ),
    "account_login": Page(
        lambda: reverse("account_login"), {**dict.fromkeys(SIGNED_IN, 302), "nobody": 200}
    ),
    "account_confirm_login_code": Page(
        lambda: reverse("account_confirm_login_code"),
        {**dict.fromkeys(SIGNED_IN, 302), "nobody": SIGN_IN},
    ),
    # Who has not signed in just now shows again who they are; staff have, and have the app already.
    # Who has no second step has none to lose; a visitor has to show the first one.
    "mfa_help": Page(
        lambda: reverse("mfa_help"),
        {**dict.fromkeys(SIGNED_IN, SIGN_IN), **dict.fromkeys(STAFF, 200), "nobody": SIGN_IN},
    ),
    "usersessions_list": Page(lambda: reverse("usersessions_list"), signed_in(200)),
    "mfa_activate_totp": Page(lambda: reverse("mfa_activate_totp"), signed_in(302)),
    "mfa_add_webauthn": Page(
        lambda: reverse("mfa_add_webauthn"),
        {**dict.fromkeys(SIGNED_IN, 302), **dict.fromkeys(STAFF, 200), "nobody": SIGN_IN},
    ),
    "mfa_reauthenticate_webauthn": Page(
        lambda: reverse("mfa_reauthenticate_webauthn"),
        {**dict.fromkeys(SIGNED_IN, 302), "nobody": SIGN_IN},
    ),
    "mfa_remove_webauthn": Page(
        lambda: reverse("mfa_remove_webauthn", args=[1]),
        {**dict.fromkeys(SIGNED_IN, 302), **dict.fromkeys(STAFF, 404), "nobody": SIGN_IN},
    ),
    "accounts:home": Page(lambda: reverse("accounts:home"), signed_in(200)),
    "accounts:details": Page(lambda: reverse("accounts:details"), signed_in(200)),
    "publishing_review:overview": Page(
        lambda: reverse("publishing_review:overview"), staff_only({"editor", "moderator", "admin"})
    ),
    "publishing_review:compare": Page(
        lambda: reverse("publishing_review:compare", args=[submitted_step().pk]),
        staff_only({"moderator", "admin"}),
    ),
    "membership:mine": Page(lambda: reverse("membership:mine"), signed_in(200)),
    "membership:find": Page(lambda: reverse("membership:find"), signed_in(200)),
    "membership:ask": Page(
        of_school("membership:ask"), {**dict.fromkeys(SIGNED_IN, 200), "nobody": SIGN_IN}
    ),
    "membership:moved": Page(
        lambda: reverse("membership:moved"),
        {
            **dict.fromkeys(SIGNED_IN, 302),
            **dict.fromkeys(SCHOOL | {"senco2"}, 200),
            "nobody": SIGN_IN,
        },
    ),
    "membership:withdraw": Page(
        lambda: reverse("membership:withdraw", args=[1]),
        {**dict.fromkeys(SIGNED_IN, 405), "nobody": SIGN_IN},
    ),
    "membership:accept": Page(
        lambda: reverse("membership:accept", args=[UUID(int=1)]),
        {**dict.fromkeys(SIGNED_IN, 404), "nobody": SIGN_IN},
    ),
    "membership:people": Page(of_school("membership:people"), school_only(200)),
    "membership:invite": Page(of_school("membership:invite"), head_only(200)),
    "membership:decide": Page(request_to_the_head, head_only(200)),
    "membership:approval": Page(of_school("membership:approval"), head_only(200)),
    "membership:role": Page(of_colleague("membership:role"), head_only(200)),
    "membership:end": Page(of_colleague("membership:end"), head_only(200)),
    "membership:uninvite": Page(of_colleague("membership:uninvite"), head_only(405)),
    "accounts:data": Page(lambda: reverse("accounts:data"), signed_in(200)),
    "accounts:delete": Page(lambda: reverse("accounts:delete"), signed_in(200)),
    "accounts:deleted": Page(lambda: reverse("accounts:deleted"), everybody(200)),
    "account_email": Page(lambda: reverse("account_email"), signed_in(200)),
    "accounts:email_confirm": Page(
        lambda: reverse("accounts:email_confirm", args=["made-up"]), everybody(410)
    ),
    "accounts:email_stop": Page(
        lambda: reverse("accounts:email_stop", args=["made-up"]), everybody(410)
    ),
    "slots:clinics": Page(lambda: reverse("slots:clinics"), everybody(200)),
    "slots:lift": Page(lambda: reverse("slots:lift"), everybody(200)),
    "slots:clinic": Page(lambda: date_to_come("clinic"), everybody(200)),
    "slots:lift_one": Page(lambda: date_to_come("lift"), everybody(200)),
    "slots:own": Page(lambda: reverse("slots:own"), signed_in(200)),
    "slots:slot": Page(of_slot("slots:slot"), everybody(200)),
    "slots:done": Page(of_slot("slots:done"), everybody(200)),
    "slots:question": Page(of_slot("slots:question"), everybody(200)),
    "slots:calendar": Page(of_slot("slots:calendar"), everybody(200)),
    "finance:invoices": Page(lambda: reverse("finance:invoices"), signed_in(200)),
    "bespoke:requests": Page(lambda: reverse("bespoke:requests"), signed_in(200)),
    "bespoke:new": Page(lambda: reverse("bespoke:new"), signed_in(200)),
    "bespoke:request": Page(request_of_the_school, school_only(200)),
    "finance:pay": Page(lambda: reverse("finance:pay"), signed_in(405)),
    "finance:paid": Page(payment_of_the_school, school_only(200)),
    "finance:card_events": Page(lambda: reverse("finance:card_events"), everybody(405)),
    "finance:statement": Page(statement_of_the_school, school_only(200)),
    "finance:pdf": Page(paper_of_the_school, school_only(200)),
    "bookings:list": Page(lambda: reverse("bookings:list"), signed_in(200)),
    "bookings:offer": Page(
        lambda: reverse("bookings:offer", args=[WaitingGroup.objects.order_by("pk")[0].key]),
        everybody(200),
    ),
    "bookings:approval": Page(approval_of_the_head, everybody(200)),
    "bookings:delegates": Page(
        lambda: reverse("bookings:delegates", args=[open_session().uid]),
        {**dict.fromkeys(SIGNED_IN, 200), "nobody": SIGN_IN},
    ),
    "bookings:check": Page(
        lambda: reverse("bookings:check", args=[open_session().uid]),
        {**dict.fromkeys(SIGNED_IN, 302), "nobody": SIGN_IN},
    ),
    "bookings:place": Page(of_place("bookings:place"), everybody(200)),
    "bookings:place_calendar": Page(of_place("bookings:place_calendar"), everybody(200)),
    "bookings:questions": Page(
        lambda: reverse(
            "bookings:questions", args=[own_booking().places.live().earliest("pk").key, "before"]
        ),
        everybody(200),
    ),
    "bookings:questions_stop": Page(of_place("bookings:questions_stop"), everybody(200)),
    "bookings:place_needs": Page(of_place("bookings:place_needs"), everybody(200)),
    "bookings:certificate": Page(of_place("bookings:certificate"), everybody(200)),
    "bookings:certificate_pdf": Page(of_place("bookings:certificate_pdf"), everybody(404)),
    "certificates:check": Page(lambda: reverse("certificates:check"), everybody(200)),
    "certificates:one": Page(lambda: reverse("certificates:one", args=["made-up"]), everybody(404)),
    "bookings:my_training": Page(lambda: reverse("bookings:my_training"), signed_in(200)),
    "bookings:my_training_file": Page(
        lambda: reverse("bookings:my_training_file"),
        {**dict.fromkeys(SIGNED_IN, 200), "nobody": SIGN_IN},
    ),
    "bookings:school_training": Page(of_school("bookings:school_training"), planners_only(200)),
    "bookings:school_training_file": Page(
        of_school("bookings:school_training_file"), planners_only(200)
    ),
    "bookings:calendars": Page(lambda: reverse("bookings:calendars"), signed_in(200)),
    "bookings:feed": Page(lambda: reverse("bookings:feed", args=["made-up"]), everybody(404)),
    "bookings:registers": Page(lambda: reverse("bookings:registers"), takers_only(200, others=403)),
    "bookings:register_offline": Page(lambda: reverse("bookings:register_offline"), everybody(200)),
    "bookings:register_worker": Page(lambda: reverse("bookings:register_worker"), everybody(200)),
    "bookings:register": Page(of_register("bookings:register"), takers_only(200)),
    "bookings:register_marks": Page(of_register("bookings:register_marks"), takers_only(405)),
    "bookings:register_print": Page(of_register("bookings:register_print"), takers_only(200)),
    "bookings:walk_in": Page(of_register("bookings:walk_in"), takers_only(200)),
    "bookings:register_finish": Page(of_register("bookings:register_finish"), takers_only(200)),
    "bookings:register_open": Page(of_register("bookings:register_open"), takers_only(405)),
    "bookings:detail": Page(of_booking("bookings:detail"), school_only(200)),
    "bookings:done": Page(of_booking("bookings:done"), school_only(200)),
    "bookings:calendar": Page(of_booking("bookings:calendar"), school_only(200)),
    "bookings:instead": Page(
        lambda: reverse(
            "bookings:instead", args=[own_booking().reference, own_booking().places.live()[0].pk]
        ),
        school_only(200),
    ),
    "bookings:move": Page(of_booking("bookings:move"), school_only(200)),
    "bookings:place_instead": Page(
        lambda: reverse("bookings:place_instead", args=[own_booking().places.live()[0].key]),
        everybody(200),
    ),
    "bookings:cancel": Page(of_booking("bookings:cancel"), school_only(200)),
}
