"""What officers do with somebody's written request: give out what is held, or delete it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.accounts.models import Person
from portal.accounts.permissions import may_erase
from portal.accounts.personal_data.forms import RequestForm
from portal.accounts.personal_data.registry import Foresight
from portal.accounts.personal_data.services import delete_at_request, foresee, subject_behind
from portal.accounts.personal_data.views import zip_response


class AboutPerson(WagtailAdminTemplateMixin):
    """A page about one person, for those who may answer their request."""

    model = Person
    index_url_name = inspect_url_name = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_erase(self.person, by=request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def person(self) -> Person:
        rows = Person.objects.select_related("user", "role")
        return get_object_or_404(rows, pk=self.kwargs["pk"], deleted_at=None)

    def get_page_subtitle(self) -> str:
        return self.person.name

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [
            {"url": reverse(self.index_url_name), "label": "People"},
            {
                "url": reverse(self.inspect_url_name, args=[self.person.pk]),
                "label": self.person.name,
            },
            {"url": "", "label": self.page_title, "sublabel": self.person.name},
        ]


class GiveDataView(AboutPerson, TemplateView):
    """The same download that people have themselves, for somebody who asked in writing."""

    template_name = "admin/accounts/give.html"
    page_title = "Give them their data"
    header_icon = "download"

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponseBase:
        return zip_response(subject_behind(person=self.person))


class EraseView(AboutPerson, FormView):
    """Says what goes and what stays, asks where the request is kept, then deletes."""

    form_class = RequestForm
    template_name = "admin/accounts/erase.html"
    page_title = "Delete at their request"
    header_icon = "bin"

    @cached_property
    def foreseen(self) -> Foresight:
        return foresee(subject=subject_behind(person=self.person))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "expected": self.person.name}

    def form_valid(self, form: RequestForm) -> HttpResponse:
        try:
            delete_at_request(
                person=self.person, reason=form.cleaned_data["reason"], by=self.request.user
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        messages.success(self.request, "Deleted. They are told by e-mail, if there was an address.")
        return redirect(self.index_url_name)
