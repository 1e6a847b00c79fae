"""A certificate for its holder, as a page and as a PDF, and the public check of a code."""

from __future__ import annotations

from allauth.core.internal.ratelimit import consume
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings.places.certificates.contents import contents_of
from bookings.places.certificates.errors import NoCertificate
from bookings.places.certificates.forms import CodeForm
from bookings.places.certificates.models import Certificate
from bookings.places.certificates.paper import pdf_of
from bookings.places.certificates.services import (
    ASKED_FIRST,
    find_certificate,
    give_certificate,
    is_valid,
    why_no_certificate,
)
from bookings.places.evaluations.links import questions_path
from bookings.places.evaluations.models import Stage
from bookings.places.models import Place
from bookings.places.place_views import ByKey, place_with
from portal.accounts.models import User
from portal.base.forms import error_list


class CertificateView(ByKey):
    """The certificate of one place, or why there is none. It is made by a press, never by looking."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        return self.page(place_of(key))

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        user = request.user if isinstance(request.user, User) else None
        try:
            give_certificate(place=place_of(key), actor=user, by_link=user is None)
        except NoCertificate:
            return self.page(place_of(key), status=409)
        return redirect("bookings:certificate", key=key)

    def page(self, place: Place, *, status: int = 200) -> HttpResponse:
        refusal = why_no_certificate(place)
        given = None if refusal else Certificate.objects.filter(place=place).first()
        if given is not None:
            given.place = place
        context = {
            "place": place,
            "session": place.session,
            "course": place.session.course,
            "refusal": refusal,
            "questions": questions_path(place, Stage.AFTER) if refusal == ASKED_FIRST else "",
            "certificate": contents_of(given) if given else None,
            "demonstration": place.session.demonstration,
        }
        return render(self.request, "pages/certificates/own.html", context, status=status)


class CertificatePdfView(ByKey):
    """The same on paper; typeset anew each time, kept nowhere."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        place = place_of(key)
        given = Certificate.objects.filter(place=place).first()
        if given is None or why_no_certificate(place):
            raise Http404
        given.place = place
        return HttpResponse(
            pdf_of(contents_of(given)),
            content_type="application/pdf",
            headers={"Content-Disposition": f'attachment; filename="certificate-{given.code}.pdf"'},
        )


class CheckView(ByKey):
    """Asks for a code."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.GET if "code" in request.GET else None)
        if form.is_bound and form.is_valid():
            return redirect("certificates:one", code=form.cleaned_data["code"])
        context = {"form": form, "errors": error_list(form)}
        return render(request, "pages/certificates/check.html", context)


class OneView(ByKey):
    """Whether the certificate with this code counts: its holder's name, the course and the day, and no more."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        # A page that is only looked at is not counted unless one says so, and that is how codes are tried.
        if not consume(request, app="allauth.account", action="check_certificate", limit_get=True):
            return self.page("often", 429)
        certificate = find_certificate(code)
        if certificate is None:
            return self.page("unknown", 404)
        if not is_valid(certificate):
            return self.page("withdrawn", 410)
        return self.page("valid", 200, certificate)

    def page(self, outcome: str, status: int, certificate: Certificate | None = None) -> HttpResponse:
        context = {
            "outcome": outcome,
            "certificate": contents_of(certificate) if certificate else None,
            "form": CodeForm(),
            "errors": [],
            "demonstration": certificate is not None and certificate.place.session.demonstration,
        }
        return render(self.request, "pages/certificates/check.html", context, status=status)


def place_of(key: str) -> Place:
    """The place with this key and its session; 404 for any other."""
    place = place_with(key)
    place.session = type(place.session).objects.select_related("course").get(pk=place.session_id)
    return place
