"""Nothing about a person is held that no holding answers for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps

from portal.accounts.models import Person, User
from portal.accounts.personal_data import registry
from portal.accounts.personal_data.registry import Holding, answer_for, holdings, register_holding


def relations_to_people() -> Iterator[str]:
    """Every relation of ours and of packages that leads to a user or person."""
    for model in apps.get_models(include_auto_created=True):
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.related_model in (User, Person):
                yield f"{model._meta.label_lower}.{field.name}"


def test_every_relation_to_a_user_or_person_has_a_holding_or_a_written_reason() -> None:
    unanswered = [relation for relation in relations_to_people() if not answer_for(relation)]
    assert unanswered == [], (
        "Say what is held there: register a Holding in the app's personal_data.py, "
        "or call leave_out() with the reason."
    )


def test_holdings_and_reasons_are_about_relations_that_exist() -> None:
    known = set(relations_to_people())
    named = {relation for holding in holdings() for relation in holding.covers}
    named |= {relation for relation in registry._reasons if "*" not in relation}
    assert named <= known


def test_every_holding_says_why_and_how_long() -> None:
    assert {"bookings", "sign-in", "person", "schools", "mails", "trainer", "work"} <= {
        holding.key for holding in holdings()
    }
    for holding in holdings():
        assert holding.title and holding.why.endswith(".") and holding.kept.endswith(".")


def test_two_holdings_cannot_share_a_key() -> None:
    first = holdings()[0]
    register_holding(first)
    other = Holding(first.key, "Another", "Why.", "Kept.", [], give=lambda _subject: [])
    with pytest.raises(ValueError, match=first.key):
        register_holding(other)
