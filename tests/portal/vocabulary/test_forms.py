"""How terms are offered to those who choose them."""

from __future__ import annotations

import pytest
from django import forms

from portal.accounts.models import Person
from portal.vocabulary.forms import ChoosableTermsMixin, GroupedTermsField
from portal.vocabulary.models import Audience, Need
from tests.factories.accounts import PersonFactory
from tests.factories.vocabulary import AreaOfNeedFactory, AudienceFactory, NeedFactory

pytestmark = pytest.mark.django_db


class PersonForm(ChoosableTermsMixin, forms.ModelForm):
    class Meta:
        model = Person
        fields = ["role"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.offer_choosable_terms()


def headings(field: GroupedTermsField) -> list[tuple[str, list[str]]]:
    return [(heading, [label for _value, label in rows]) for heading, rows in field.choices]


def test_terms_stand_under_their_group_in_the_groups_own_order() -> None:
    later = AreaOfNeedFactory(slug="cognition", order=2)
    first = AreaOfNeedFactory(slug="communication", order=1)
    NeedFactory(slug="dyslexia", area=later)
    NeedFactory(slug="autism", area=first)
    field = GroupedTermsField(Need.objects.select_related("area"), group_by="area")
    assert headings(field) == [("Communication", ["Autism"]), ("Cognition", ["Dyslexia"])]


def test_groups_of_a_closed_list_come_in_its_order() -> None:
    AudienceFactory(slug="parents", group="family")
    AudienceFactory(slug="teacher", group="professional")
    field = GroupedTermsField(Audience.objects.all(), group_by="group")
    assert headings(field) == [
        ("Works with children and young people", ["Teacher"]),
        ("Family member or young person", ["Parents"]),
    ]


def test_a_retired_term_is_offered_only_where_it_is_chosen_already() -> None:
    current, retired = AudienceFactory(slug="teacher"), AudienceFactory(slug="old", retired=True)
    assert list(PersonForm().fields["role"].queryset) == [current]
    chosen = PersonForm(instance=PersonFactory(role=retired))
    assert set(chosen.fields["role"].queryset) == {current, retired}
