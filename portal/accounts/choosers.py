"""Pop-ups in which staff find a school or a person, for whatever form asks for one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.permissions import policy_registry

from portal.accounts.models import Person, School
from portal.base.ids import read_id


class ForReaders:
    """Wagtail opens choosers to all who enter the admin; these only to those who may see the rows."""

    model_class: type[Person] | type[School]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        policy = policy_registry.get_by_type(self.model_class)
        if not policy.user_has_any_permission(request.user, {"view", "add", "change"}):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class NameSearch(BaseFilterForm):
    """Search in a chooser, by the fields that its subclass names."""

    looks_in: tuple[str, ...] = ()

    q = forms.CharField(label="Search", required=False)

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Rows in which one of the fields holds the words."""
        words = self.cleaned_data.get("q")
        if not words:
            return objects
        self.is_searching, self.search_query = True, words
        found = Q()
        for name in self.looks_in:
            found |= Q(**{f"{name}__icontains": words})
        return objects.filter(found)


class SchoolSearch(NameSearch):
    looks_in = ("name", "town", "postcode")


class PersonSearch(NameSearch):
    looks_in = ("name", "email")


class ListsSchools(ForReaders):
    """Schools by name, with the town, as names repeat over a county."""

    filter_form_class = SchoolSearch
    title_column: Column

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("district", label="District")]


class ListsPeople(ForReaders):
    """People by name, with the e-mail that tells two of one name apart."""

    filter_form_class = PersonSearch
    title_column: Column

    def get_object_list(self) -> QuerySet[Any]:
        """Without those who are deleted: there is nobody to choose."""
        rows: QuerySet[Any] = super().get_object_list()  # type: ignore[misc]
        return rows.filter(deleted_at=None)

    @property
    def columns(self) -> list[Column]:
        return [self.title_column, Column("email", label="E-mail")]


class ChooseSchool(ListsSchools, chooser.ChooseView):
    pass


class ChooseSchoolResults(ListsSchools, chooser.ChooseResultsView):
    pass


class ChoosePerson(ListsPeople, chooser.ChooseView):
    pass


class ChoosePersonResults(ListsPeople, chooser.ChooseResultsView):
    pass


class Chosen(ForReaders, chooser.ChosenView):
    def get_object(self, pk: str) -> Any:
        """The row with this id; none where the id is no number."""
        if read_id(pk) is None:
            raise Http404
        return super().get_object(pk)


class ChosenSeveral(ForReaders, chooser.ChosenMultipleView):
    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        """The rows with these ids; none where one is no number."""
        if any(read_id(pk) is None for pk in pks):
            raise Http404
        rows: QuerySet[Any] = super().get_objects(pks)
        return rows


class SchoolChooser(ChooserViewSet):
    """Finds a school by name, town or postcode."""

    model = School
    name = "school_chooser"
    icon = "home"
    choose_view_class = ChooseSchool
    choose_results_view_class = ChooseSchoolResults
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenSeveral
    choose_one_text = "Choose a school"
    choose_another_text = "Choose another school"
    edit_item_text = "Edit this school"


class PersonChooser(ChooserViewSet):
    """Finds a person by name or e-mail; a new one can be added on the spot."""

    model = Person
    name = "person_chooser"
    icon = "user"
    choose_view_class = ChoosePerson
    choose_results_view_class = ChoosePersonResults
    chosen_view_class = Chosen
    chosen_multiple_view_class = ChosenSeveral
    choose_one_text = "Choose a person"
    choose_another_text = "Choose another person"
    edit_item_text = "Edit this person"
    form_fields = ["name", "email", "role"]
    create_action_label = "Add this person"
    creation_tab_label = "New person"


school_chooser = SchoolChooser()
person_chooser = PersonChooser()
