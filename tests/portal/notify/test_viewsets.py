"""The admin of mail, as the people who use it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from portal.notify import kinds
from portal.notify.kinds import MessageKind
from portal.notify.models import Message, MessageTemplate
from portal.notify.services import load_templates
from tests.factories.accounts import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    sign_in(client, UserFactory(groups=["Officers"]))
    return client


@pytest.fixture
def words(monkeypatch: pytest.MonkeyPatch) -> MessageTemplate:
    """The editable words of a kind of mail, as an app registers it."""
    kind = MessageKind(
        key="test-thanks",
        name="Thanks",
        placeholders={"reference": "KT-7F3K-9QXM", "course": "Visual support"},
        subject="Your places: {{ course }}",
        body="Your reference is {{ reference }}.",
    )
    monkeypatch.setitem(kinds._kinds, kind.key, kind)
    load_templates()
    return MessageTemplate.objects.get(key=kind.key)


def edit(client: Client, words: MessageTemplate, **changes: str) -> object:
    values = {"subject": words.subject, "body": words.body, **changes}
    return client.post(reverse("message_templates:edit", args=[words.pk]), values)


def test_an_officer_changes_the_words_of_a_mail(officer: Client, words: MessageTemplate) -> None:
    edit(officer, words, subject="Your places are kept")
    words.refresh_from_db()
    assert words.subject == "Your places are kept"


@pytest.mark.parametrize("field", ["subject", "body"])
def test_a_placeholder_that_is_not_offered_is_refused_by_the_field(
    officer: Client, words: MessageTemplate, field: str
) -> None:
    response = edit(officer, words, **{field: "Dear {{ pupil_name }}"})
    assert "is not a placeholder" in response.context["form"].errors[field][0]
    assert "Dear {{ pupil_name }}" in response.content.decode()


def test_a_template_tag_is_refused(officer: Client, words: MessageTemplate) -> None:
    response = edit(officer, words, body="{% load anything %}")
    assert "Write placeholders like this" in response.context["form"].errors["body"][0]


def test_the_form_lists_each_placeholder_with_an_example(
    officer: Client, words: MessageTemplate
) -> None:
    page = officer.get(reverse("message_templates:edit", args=[words.pk])).content.decode()
    for wanted in ("{{ reference }}", "KT-7F3K-9QXM", "{{ course }}", "Visual support"):
        assert wanted in page


def test_words_without_a_use_stay_as_they_are(officer: Client) -> None:
    orphan = MessageTemplate.objects.create(key="gone", name="Gone", subject="S", body="B")
    response = edit(officer, orphan, subject="New")
    assert "no longer sends" in response.context["form"].non_field_errors()[0]


def test_kinds_of_mail_are_neither_added_nor_deleted_by_hand(
    client: Client, words: MessageTemplate
) -> None:
    sign_in(client, UserFactory(is_superuser=True))
    for address in ("new/", f"delete/{words.pk}/"):
        assert client.get(f"/admin/message_templates/{address}").status_code == 404


def test_an_officer_reads_what_was_sent_and_cannot_change_it(officer: Client) -> None:
    mail = Message.objects.create(
        template_key="k", to="bola@school.example", subject="Your places", body="See you on Tuesday."
    )
    assert "bola@school.example" in officer.get(reverse("messages:index")).content.decode()
    assert (
        "See you on Tuesday."
        in officer.get(reverse("messages:inspect", args=[mail.pk])).content.decode()
    )
    assert officer.get(f"/admin/messages/edit/{mail.pk}/").status_code == 404


def test_a_mail_is_found_by_address(officer: Client) -> None:
    for name in ("ann", "bob"):
        Message.objects.create(template_key="k", to=f"{name}@school.example", subject="S", body="B")
    page = officer.get(reverse("messages:index"), {"q": "ann@"}).content.decode()
    assert "ann@school.example" in page
    assert "bob@school.example" not in page


def test_editors_do_not_read_mails(client: Client) -> None:
    sign_in(client, UserFactory(groups=["Content editors"]))
    assert client.get(reverse("messages:index")).status_code in {302, 403}
