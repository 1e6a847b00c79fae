"""The questions about a course at the secret address of a place: answered without signing in.

A GET changes nothing: mail scanners follow links.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from bookings.places.evaluations.errors import CannotAnswer
from bookings.places.evaluations.forms import EvaluationForm
from bookings.places.evaluations.links import TITLES
from bookings.places.evaluations.models import Evaluation, EvaluationStop, Stage
from bookings.places.evaluations.questions import things_asked_about
from bookings.places.evaluations.services import (
    ask_again,
    save_evaluation,
    stop_asking,
    why_not_answer,
)
from bookings.places.evaluations.stages import window
from bookings.places.models import Place
from bookings.places.place_views import ByKey, place_with
from bookings.places.session_reads import session_for_booking
from portal.base.forms import error_list


class QuestionsView(ByKey):
    """One stage: shown, answered, and changed while it is open."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str, stage: str) -> HttpResponse:
        place, asked = _asked(key, stage)
        return self.page(place, asked, self.form(place, asked))

    def post(self, request: HttpRequest, key: str, stage: str) -> HttpResponse:
        place, asked = _asked(key, stage)
        form = self.form(place, asked, request.POST)
        if not form.is_valid():
            return self.page(place, asked, form)
        try:
            save_evaluation(place=place, stage=asked, answers=form.answers())
        except CannotAnswer:
            return self.page(place, asked, form, status=409)
        messages.success(request, "Thank you. We have kept your answers.")
        return redirect("bookings:questions", key=key, stage=stage)

    def form(self, place: Place, stage: Stage, data: Any = None) -> EvaluationForm:
        """The questions, with what was answered before."""
        about = things_asked_about(place=place, stage=stage, course=place.session.course)
        return EvaluationForm(data, stage=stage, about=about, earlier=_earlier(place, stage))

    def page(
        self, place: Place, stage: Stage, form: EvaluationForm, *, status: int = 200
    ) -> HttpResponse:
        """The questions, or why they cannot be answered now."""
        session: Any = place.session
        dated = session.starts_at is not None and session.ends_at is not None
        context = {
            "place": place,
            "session": session,
            "course": session.course,
            "title": TITLES[stage],
            "form": form,
            "errors": error_list(form),
            "refusal": why_not_answer(place, stage),
            "answered": _earlier(place, stage),
            "until": window(stage, session.starts_at, session.ends_at).closes if dated else None,
            "certificate": stage == Stage.AFTER and session.course.evaluation_first,
            "demonstration": session.demonstration,
        }
        return render(self.request, "pages/places/questions.html", context, status=status)


class StopView(ByKey):
    """No more mails of this kind, or some again, by one press."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        place = place_with(key)
        context = {
            "place": place,
            "stopped": EvaluationStop.objects.filter(person=place.person).exists(),
        }
        return render(request, "pages/places/questions_stop.html", context)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        place = place_with(key)
        if request.POST.get("do") == "stop":
            stop_asking(person=place.person)
        elif request.POST.get("do") == "again":
            ask_again(person=place.person)
        return redirect("bookings:questions_stop", key=key)


def _asked(key: str, stage: str) -> tuple[Place, Stage]:
    """The place with its session as bookings read it, and the stage; 404 for any other."""
    if stage not in Stage.values:
        raise Http404
    place = place_with(key)
    place.session = session_for_booking(place.session_id)
    return place, Stage(stage)


def _earlier(place: Place, stage: Stage) -> Evaluation | None:
    return place.evaluations.filter(stage=stage).prefetch_related("confidence").first()
