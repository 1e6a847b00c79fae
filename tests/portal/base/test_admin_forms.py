"""What can be no id of a row is refused in words by forms of the admin, and the form is shown again."""

from __future__ import annotations

import pytest
from django import forms

from portal.accounts.choosers import school_chooser
from portal.accounts.models import School
from portal.base.admin_forms import AdminForm
from tests.factories.accounts import SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

NO_IDS = ["1" + "0" * 20, "9" * 5_000, "-1", "a\0b", "٣", "1_0" * 12, "9999-12-31", "<b>"]


class Rows(AdminForm):
    """Several rows, and one that is chosen."""

    several = forms.ModelMultipleChoiceField(School.objects.all())
    one = forms.ModelChoiceField(School.objects.all(), widget=school_chooser.widget_class())


@pytest.mark.parametrize("value", NO_IDS)
def test_what_is_no_id_is_refused_beside_its_field(value: str) -> None:
    form = Rows({"several": [value], "one": value})
    assert set(form.errors) == {"several", "one"}
    assert 'name="several"' in str(form) and 'name="one"' in str(form)


def test_rows_that_are_there_are_taken() -> None:
    first, second = SchoolFactory(), SchoolFactory()
    form = Rows({"several": [first.pk, second.pk], "one": second.pk})
    assert form.is_valid()
    assert set(form.cleaned_data["several"]) == {first, second}
    assert form.cleaned_data["one"] == second and second.name in str(form)
