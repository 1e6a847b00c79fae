"""My data: reading what it is, downloading it, deleting it."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.core.ratelimit import consume_or_429
from django.contrib.auth import logout
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.decorators import method_decorator
from django.views import View

from portal.accounts.personal_data.export import export_name, export_zip
from portal.accounts.personal_data.forms import DeleteForm
from portal.accounts.personal_data.registry import Subject, holdings
from portal.accounts.personal_data.services import delete_own_account, foresee, subject_of


class DataView(LoginRequiredMixin, View):
    """What is held, why and how long; the download is one press."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        subject = subject_of(user=request.user)
        held = [holding for holding in holdings() if holding.give(subject)]
        return render(request, "account/personal_data/page.html", {"holdings": held})

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> HttpResponseBase:
        if refused := consume_or_429(request, action="export_data", user=request.user):
            return refused
        return zip_response(subject_of(user=request.user))


class DeleteView(LoginRequiredMixin, View):
    """Says what goes and what stays, then deletes."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(request, DeleteForm(expected=request.user.email))

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = DeleteForm(request.POST, expected=request.user.email)
        if not form.is_valid():
            return self._page(request, form)
        try:
            delete_own_account(user=request.user)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self._page(request, form)
        logout(request)
        return redirect("accounts:deleted")

    def _page(self, request: HttpRequest, form: DeleteForm) -> HttpResponseBase:
        foreseen = foresee(subject=subject_of(user=request.user))
        context = {"form": form, "foreseen": foreseen}
        return render(request, "account/personal_data/delete.html", context)


class DeletedView(View):
    """After it is done. Anybody may read it."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return render(request, "account/personal_data/deleted.html")


def zip_response(subject: Subject) -> HttpResponseBase:
    """The export as a download that nothing on the way keeps."""
    response = FileResponse(
        export_zip(subject),
        as_attachment=True,
        filename=export_name(),
        content_type="application/zip",
    )
    add_never_cache_headers(response)
    return response
