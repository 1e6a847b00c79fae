"""The admin's views of requests: the list, one of them, deciding, quoting, and what the offer lacks."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import FormView, View
from wagtail.admin import messages

from bookings.bespoke.choices import AGREED, OPEN, TO_QUOTE, TO_TRIAGE, Outcome, State
from bookings.bespoke.errors import RequestRefused
from bookings.bespoke.models import Request
from bookings.bespoke.offers import offers_for
from bookings.bespoke.permissions import DECIDE
from bookings.bespoke.services.quoting import issue_quote
from bookings.bespoke.services.triage import decide, record_gap, take_on
from bookings.bespoke.staff.about import AboutRequest
from bookings.bespoke.staff.forms import DecideForm, GapForm, QuoteForm
from bookings.finance.buyers import likely_buyer
from bookings.finance.choices import Buyer
from bookings.finance.errors import FinanceError
from bookings.finance.issuers.models import Issuer
from bookings.finance.people import name_of
from portal.base import clock
from portal.base.admin_views import RowsView, SheetView
from portal.base.spreadsheets import SafeExportMixin
from training.models import CoursePage


class RequestIndexView(SafeExportMixin, RowsView):
    """What waits for us first, the oldest on top; then the rest."""

    list_export = [
        "reference",
        "asked",
        "school",
        "district",
        "area_of_need",
        "staff",
        "state",
        "who_has_it",
    ]
    export_headings = {name: name.replace("_", " ").capitalize() for name in list_export}
    export_filename = "requests"

    def get_base_queryset(self) -> QuerySet[Request]:
        waits = Case(When(state__in=TO_TRIAGE, then=0), When(state__in=OPEN, then=1), default=2)
        return Request.objects.for_page().order_by(waits, "created_at", "pk")

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """One request as a row."""
        return {
            "reference": item.reference,
            "asked": clock.in_london(item.created_at).date().isoformat(),
            "school": item.school.name,
            "district": str(item.school.district or ""),
            "area_of_need": str(item.area_of_need),
            "staff": item.staff_count,
            "state": item.get_state_display(),
            "who_has_it": str(item.officer or ""),
        }


class RequestSheetView(SheetView):
    """All about one request: what was asked, shown, decided, quoted and accepted."""

    page_title = "Request"
    template_name = "admin/bespoke/request.html"

    def get_object(self, queryset: QuerySet[Request] | None = None) -> Request:
        rows = Request.objects.for_page().prefetch_related(
            "needs", "phases", "shown_offers__course", "quotes__lines", "events__actor"
        )
        return get_object_or_404(rows, pk=self.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        one: Request = self.object
        may = self.request.user.has_perm(DECIDE)
        decisions = one.decisions.prefetch_related("considered__course").select_related("met_by")
        return super().get_context_data(
            one=one,
            decisions=[(decision, name_of(decision.decided_by_id)) for decision in decisions],
            acceptance=getattr(one, "acceptance", None),
            may_take=may and one.state in OPEN and one.officer_id != self.request.user.pk,
            may_decide=may and one.state in TO_TRIAGE,
            may_quote=may and one.state in TO_QUOTE,
            may_gap=may,
            may_schedule=may and one.state == State.ACCEPTED,
            may_cancel=may and one.state in AGREED,
            may_close=may and one.state == State.DELIVERED,
            cancellation=getattr(one, "cancellation", None),
            **kwargs,
        )


class TakeView(AboutRequest, View):
    """The signed-in officer has it from now on."""

    page_title = "Take it on"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
        take_on(request_id=self.one.pk, officer=request.user)  # type: ignore[arg-type]
        messages.success(request, "You have this request now. The school reads your name.")
        return self.to_sheet()


class DecideView(AboutRequest, FormView):
    """What becomes of the request."""

    page_title = "Decide about a request"
    form_class = DecideForm
    template_name = "admin/bespoke/decide.html"

    def courses(self) -> tuple[list[CoursePage], dict[int, str]]:
        """Those the school was shown, then others that may do; and what the school said."""
        shown = {offer.course_id: offer for offer in self.one.shown_offers.all()}
        others = offers_for(
            area_id=self.one.area_of_need_id,
            need_ids=[need.pk for need in self.one.needs.all()],
            phase_ids=[phase.pk for phase in self.one.phases.all()],
        )
        more = [offer.course for offer in others if offer.course.pk not in shown]
        return [offer.course for offer in shown.values()] + more, {
            pk: offer.why_not for pk, offer in shown.items()
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        courses, shown = self.courses()
        return {**super().get_form_kwargs(), "courses": courses, "shown": shown}

    def form_valid(self, form: DecideForm) -> HttpResponse:
        outcome = Outcome(form.cleaned_data["outcome"])
        # What the school was shown needs our reason as well; of the others those that were considered.
        shown = {offer.course_id for offer in self.one.shown_offers.all()}
        other = form.cleaned_data["other"]
        needed = {*shown, other.pk} if other is not None else shown
        grounds = {pk: why for pk, why in form.falls_short.items() if why or pk in needed}
        try:
            decide(
                request_id=self.one.pk,
                outcome=outcome,
                words=form.cleaned_data["words"],
                by=self.request.user,  # type: ignore[arg-type]
                met_by=form.cleaned_data["met_by"],
                falls_short=grounds if outcome == Outcome.CHARGEABLE else None,
            )
        except RequestRefused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, "It is decided, and the school is told.")
        return self.to_sheet()


class QuoteView(AboutRequest, FormView):
    """Writes the next version of the quote."""

    page_title = "Write a quote"
    form_class = QuoteForm
    template_name = "admin/bespoke/quote.html"

    def get_initial(self) -> dict[str, Any]:
        school = self.one.school
        buyer = likely_buyer(school)
        return {
            "issuer": Issuer.objects.for_district(school.district_id),
            "buyer": buyer,
            **self._from_last(),
        }

    def _from_last(self) -> dict[str, Any]:
        """What the version before said, to begin with."""
        last = self.one.quotes.order_by("-version").prefetch_related("lines").first()
        if last is None:
            return {}
        said: dict[str, Any] = {"issuer": last.issuer_id, "buyer": last.buyer, "text": last.text}
        for line in last.lines.all():
            said[f"text-{line.position}"] = line.text
            said[f"service-{line.position}"] = line.service
            said[f"quantity-{line.position}"] = line.quantity
            said[f"pounds-{line.position}"] = line.unit_pence
        return said

    def form_valid(self, form: QuoteForm) -> HttpResponse:
        said = form.cleaned_data
        try:
            quote = issue_quote(
                request_id=self.one.pk,
                issuer=said["issuer"],
                buyer=Buyer(said["buyer"]),
                text=said["text"],
                charges=form.charges,
                last_day=said["last_day"],
                by=self.request.user,  # type: ignore[arg-type]
            )
        except (RequestRefused, FinanceError) as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, f"Version {quote.version} of the quote is sent to the school.")
        return self.to_sheet()


class GapView(AboutRequest, FormView):
    """Writes down that the offer lacks what was asked for."""

    page_title = "The offer lacks this"
    form_class = GapForm
    template_name = "admin/bespoke/gap.html"

    def form_valid(self, form: GapForm) -> HttpResponse:
        gap = record_gap(request_id=self.one.pk, title=form.cleaned_data["title"])
        messages.success(self.request, f"“{gap.title}” is among the gaps in the offer.")
        return self.to_sheet()
