"""Staff's words are filled in and never run."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from portal.notify.kinds import MessageKind
from portal.notify.rendering import check_words, fill, one_line

KIND = MessageKind(
    "test", "Test", {"name": "Asha", "reference": "KT-1"}, "Hello {{ name }}", "{{ reference }}"
)


def test_placeholders_are_filled_in_with_or_without_spaces() -> None:
    assert (
        fill("Dear {{ name }}, {{reference}}", {"name": "Asha", "reference": "KT-1"})
        == "Dear Asha, KT-1"
    )


@pytest.mark.parametrize("words", ["{% load x %}", "{{ name.user.password }}", "{{ name|safe }}"])
def test_template_code_is_text(words: str) -> None:
    assert fill(words, {"name": "Asha"}) == words


def test_what_a_name_contains_is_not_filled_in_again() -> None:
    assert fill("{{ name }}", {"name": "{{ reference }}", "reference": "secret"}) == "{{ reference }}"


def test_a_part_that_is_empty_leaves_no_hole() -> None:
    assert fill("One\n\n{{ name }}\n\nTwo", {"name": ""}) == "One\n\nTwo"


@pytest.mark.parametrize("text", ["a\r\nBcc: b@x.example", "a\nb", "a\u2028b", "a\u202eb", "a\x00b"])
def test_a_header_stays_on_its_line(text: str) -> None:
    with pytest.raises(ValidationError):
        one_line(text)


@pytest.mark.parametrize(
    ("subject", "body", "field"),
    [
        ("Hello {{ nam }}", "x", "subject"),
        ("Hello", "{{ link }}", "body"),
        ("Hello", "{{ name.email }}", "body"),
        ("Hello", "{% now %}", "body"),
        ("Hello\nBcc: x", "x", "subject"),
    ],
)
def test_words_with_an_unknown_placeholder_are_refused_by_field(
    subject: str, body: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        check_words(KIND, subject=subject, body=body)
    assert list(refusal.value.error_dict) == [field]


def test_good_words_pass() -> None:
    check_words(KIND, subject="Hello {{ name }}", body="Your reference: {{ reference }}")
