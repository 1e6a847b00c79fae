"""What people are written, and what they must not read."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings

from bookings.places.models import Booking
from portal.accounts.models import Person
from portal.base.models import SiteSettings
from portal.notify.models import Message
from portal.outbox.models import OutboxRow
from portal.outbox.services import drain, try_again
from portal.vocabulary.choices import AudienceGroup
from tests.factories.accounts import UserFactory
from tests.factories.places import make_booker, make_booking, make_colleague
from tests.factories.training import CoursePageFactory, SessionFactory, VenueFactory
from tests.factories.vocabulary import AudienceFactory
from tests.services.postgres import free_port
from training.models import Session

pytestmark = pytest.mark.django_db


def for_two(session: Session | None = None) -> tuple[Booking, Person, Person]:
    _user, senco, school = make_booker()
    colleague = make_colleague(school, name="Bola Example", email="bola@oakfield.example")
    return make_booking(session, senco, school, [senco, colleague]), senco, colleague


def test_the_booker_reads_of_everybody_and_each_delegate_of_their_own_place() -> None:
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_phone": "03000 41 41 41"})
    venue = VenueFactory(access_notes="Ring at the blue gate.", travel_notes="Bus 8.")
    booking, senco, colleague = for_two(SessionFactory(format="in-person", venue=venue))
    to_booker = Message.objects.get(to=senco.email)
    to_colleague = Message.objects.get(to=colleague.email)
    assert f"- {senco.name}" in to_booker.body
    assert "- Bola Example" in to_booker.body
    assert booking.reference in to_booker.body
    assert f"{senco.name} booked it for you" in to_colleague.body
    for message in (to_booker, to_colleague):
        assert "Getting in: Ring at the blue gate." in message.body
        assert "telephone 03000 41 41 41" in message.body
        assert message.attachment_name == f"{booking.reference}.ics"


def test_a_booker_who_goes_gets_one_mail() -> None:
    booking = make_booking()
    assert Message.objects.get().to == booking.booker.email


def test_a_delegate_without_an_e_mail_is_booked_all_the_same() -> None:
    _user, senco, school = make_booker()
    silent = make_colleague(school, email="")
    make_booking(None, senco, school, [silent])
    assert Message.objects.count() == 1


def test_no_family_reads_of_another() -> None:
    parents = AudienceFactory(slug="parent-carer", group=AudienceGroup.FAMILY)
    session = SessionFactory(course=CoursePageFactory(audiences=[parents]))
    names = ["Pat Parent", "Quinn Carer"]
    for name in names:
        user = UserFactory(name=name)
        make_booking(session, Person.objects.create(user=user, name=name, email=user.email), None)
    for message in Message.objects.all():
        text = message.body + message.attachment + message.subject
        assert sum(name in text for name in names) == 1


def test_the_mail_goes_out_once_with_its_calendar() -> None:
    make_booking()
    drain()
    drain()
    (sent,) = mail.outbox
    assert sent.extra_headers["Message-ID"] == Message.objects.get().message_id
    assert "BEGIN:VCALENDAR" in str(sent.attachments[0])
    assert Message.objects.get().state == Message.State.SENT


def test_while_the_mail_server_is_down_the_booking_stands_and_the_mail_goes_once_later() -> None:
    booking = make_booking()
    nobody = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_PORT": free_port()}
    with override_settings(**nobody, EMAIL_HOST="127.0.0.1"):
        assert drain() == 0
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED
    row = OutboxRow.objects.get(kind="mail")
    assert row.attempts == 1
    try_again(row_id=row.pk)
    drain()
    drain()
    assert len(mail.outbox) == 1


def test_a_line_break_in_a_name_cannot_add_a_header() -> None:
    course = CoursePageFactory()
    type(course).objects.filter(pk=course.pk).update(title="Maths\r\nBcc: all@x.example")
    with pytest.raises(ValidationError, match="one line"):
        make_booking(SessionFactory(course=course))
    assert not Booking.objects.exists()
