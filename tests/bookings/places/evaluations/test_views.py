"""What a course was worth: asked at the place's secret address, kept once for each stage, changeable for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.places.evaluations.models import Evaluation, EvaluationStop, Stage
from bookings.places.services.cancellations import cancel_places
from tests.bookings.places.evaluations.steps import answers, course, held_place, over, questions
from tests.bookings.places.steps import words
from tests.factories.training import SessionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases, pytest.mark.usefixtures("fixed_clock")]


def test_the_holder_is_asked_about_what_the_course_is_to_teach_without_signing_in() -> None:
    place = held_place()
    response = Client().get(questions(place, Stage.BEFORE))
    said = words(response)
    assert "How confident do you feel about this: Adapt one lesson?" in said
    assert "How confident do you feel about this: Plan a calm start?" in said
    assert "name no pupil" in said
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex"
    assert not Evaluation.objects.exists()


def test_a_course_without_outcomes_is_asked_about_by_its_title() -> None:
    place = held_place(SessionFactory(course__title="Signs & symbols"))
    assert "about this: Signs &amp; symbols?" in words(Client().get(questions(place, Stage.BEFORE)))


def test_answers_are_kept_once_for_each_stage_and_can_be_changed(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place()
    fixed_clock.move_to(over(place.session))
    for score, said in ((2, "Too fast"), (4, "The pictures")):
        sent = {**answers(score, 5, useful=said), "named": "on"}
        assert "We have kept your answers" in words(Client().post(questions(place), sent, follow=True))
    evaluation = Evaluation.objects.get()
    assert (evaluation.stage, evaluation.useful, evaluation.named) == ("after", "The pictures", True)
    assert [(row.about, row.score) for row in evaluation.confidence.all()] == [
        ("Adapt one lesson", 4),
        ("Plan a calm start", 5),
    ]
    assert "You can change it here until" in words(Client().get(questions(place)))


def test_who_chose_nothing_is_told_what_is_missing_and_keeps_what_they_wrote(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place()
    fixed_clock.move_to(over(place.session))
    said = words(Client().post(questions(place), answers(4, useful="The pictures")))
    assert "Choose how confident you feel about: Plan a calm start" in said
    assert "The pictures" in said
    assert not Evaluation.objects.exists()


def test_a_score_that_is_not_on_the_scale_is_refused(fixed_clock: time_machine.Traveller) -> None:
    place = held_place()
    fixed_clock.move_to(over(place.session))
    for score in (0, 6, -1, 10**30):
        assert Client().post(questions(place), answers(score, 3)).status_code == 200
    assert not Evaluation.objects.exists()


def test_before_the_course_only_its_first_questions_are_open(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place()
    assert "You can answer these questions from" in words(Client().get(questions(place)))
    assert Client().post(questions(place), answers(4, 4)).status_code == 409
    fixed_clock.move_to(place.session.starts_at)
    response = Client().post(questions(place, Stage.BEFORE), answers(4, 4))
    assert response.status_code == 409
    assert "The course has begun" in words(response)
    assert not Evaluation.objects.exists()


def test_after_ninety_days_the_answers_are_closed_and_those_of_later_open(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place()
    fixed_clock.move_to(over(place.session, days=89))
    Client().post(questions(place), answers(4, 4))
    fixed_clock.move_to(over(place.session, days=90.1))
    assert Client().post(questions(place), answers(1, 1)).status_code == 409
    sent = answers(5, 5, used="often", impact="Calmer mornings")
    assert Client().post(questions(place, Stage.LATER), sent).status_code == 302
    after, later = Evaluation.objects.order_by("pk")
    assert after.confidence.first().score == 4
    assert (later.used, later.impact) == ("often", "Calmer mornings")


def test_a_certificate_that_waits_for_the_answers_can_be_had_late_but_they_are_then_not_changed(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place(SessionFactory(course=course(evaluation_first=True)))
    fixed_clock.move_to(over(place.session, days=300))
    assert Client().post(questions(place), answers(4, 4)).status_code == 302
    assert Client().post(questions(place), answers(1, 1)).status_code == 409


def test_after_the_course_the_same_is_asked_as_before_though_the_page_has_changed_since(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place()
    Client().post(questions(place, Stage.BEFORE), answers(1, 2))
    page = place.session.course
    page.outcomes = [("outcome", "Something else")]
    page.save()
    fixed_clock.move_to(over(place.session))
    said = words(Client().get(questions(place)))
    assert "Adapt one lesson" in said
    assert "Something else" not in said


def test_a_place_that_was_given_back_is_asked_nothing() -> None:
    place = held_place()
    cancel_places(booking=place.booking, places=[place], actor=None)
    assert "This place has ended" in words(Client().get(questions(place, Stage.BEFORE)))
    assert Client().post(questions(place, Stage.BEFORE), answers(4, 4)).status_code == 409


def test_a_key_or_a_stage_that_never_was_leads_nowhere() -> None:
    place = held_place()
    assert Client().get("/bookings/place/made-up/questions/after/").status_code == 404
    assert Client().get(f"/bookings/place/{place.key}/questions/never/").status_code == 404
    assert Client().get("/bookings/place/made-up/questions/stop/").status_code == 404


def test_the_page_of_the_place_leads_to_the_questions_that_are_open(
    fixed_clock: time_machine.Traveller,
) -> None:
    place = held_place()
    address = f"/bookings/place/{place.key}/"
    assert questions(place, Stage.BEFORE) in Client().get(address).content.decode()
    fixed_clock.move_to(over(place.session))
    page = Client().get(address).content.decode()
    assert questions(place, Stage.AFTER) in page
    assert questions(place, Stage.BEFORE) not in page
    fixed_clock.move_to(over(place.session) + timedelta(days=160))
    assert "/questions/" not in Client().get(address).content.decode()


def test_one_press_stops_the_mails_and_another_lets_them_come_again() -> None:
    place = held_place()
    address = f"/bookings/place/{place.key}/questions/stop/"
    assert "Ask me no more" in words(Client().get(address))
    assert not EvaluationStop.objects.exists()
    assert "You get none of them any more" in words(Client().post(address, {"do": "stop"}, follow=True))
    assert EvaluationStop.objects.get().person == place.person
    Client().post(address, {"do": "again"})
    assert not EvaluationStop.objects.exists()


@pytest.mark.parametrize("said", ["See https://evil.example", "www.evil.example", "a\x0bb", "\u202etxt"])
def test_words_with_a_link_or_steering_characters_are_refused_and_kept_in_the_form(said: str) -> None:
    place = held_place()
    response = Client().post(questions(place, Stage.BEFORE), answers(1, 2, comments=said))
    assert response.status_code == 200
    assert "There is a problem" in words(response)
    assert not Evaluation.objects.exists()
