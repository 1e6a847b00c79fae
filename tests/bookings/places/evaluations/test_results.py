"""Results for staff: numbers and words without names, and nothing that singles somebody out."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from bookings.places.evaluations.models import Confidence, Evaluation, Stage
from bookings.places.evaluations.results import FEWEST, Answer, By, detail, line_of, results, without_few
from bookings.places.models import Place
from portal.accounts.models import School, User
from tests.bookings.places.evaluations.steps import course, held_place
from tests.bookings.places.steps import words
from tests.factories.accounts import PersonFactory, SchoolFactory, UserFactory, sign_in
from tests.factories.training import SessionFactory, TrainerFactory
from tests.factories.vocabulary import DistrictFactory
from training.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fixed_clock")]


@pytest.fixture
def officer() -> User:
    user: User = UserFactory(groups=["Officers"])
    return user


def say(place: Place, stage: Stage, *scores: int, **given: str | bool) -> Evaluation:
    evaluation = Evaluation.objects.create(place=place, stage=stage, **given)
    for number, score in enumerate(scores):
        Confidence.objects.create(evaluation=evaluation, about=f"Thing {number}", score=score)
    return evaluation


def a_group(number: int, *, session: Session | None = None, school: School | None = None) -> Session:
    """So many people who felt 2 before and 4 after."""
    session = session or SessionFactory(course=course())
    for _person in range(number):
        place = held_place(session, school=school)
        say(place, Stage.BEFORE, 2, 2)
        say(place, Stage.AFTER, 4, 4, useful="The pictures")
    return session


def test_a_course_shows_how_confident_people_were_before_and_after_and_the_change(
    officer: User,
) -> None:
    session = a_group(3)
    (line,) = results(by=By.COURSE, year=None, reader=officer)
    assert (line.key, line.name) == (session.course_id, session.course.title)
    assert (line.people, line.before, line.after, line.change, line.pairs) == (3, 2.0, 4.0, 2.0, 3)


def test_the_change_is_that_of_people_who_answered_both_times() -> None:
    both = [
        Answer(place, stage, mean, "")
        for place in (1, 2, 3)
        for stage, mean in ((Stage.BEFORE, 2.0), (Stage.AFTER, 3.0))
    ]
    only_after = [Answer(place, Stage.AFTER, 5.0, "") for place in (4, 5, 6)]
    line = line_of(1, "A course", [*both, *only_after])
    assert (line.after, line.change, line.pairs) == (4.0, 1.0, 3)


def test_a_number_that_fewer_than_three_people_stand_behind_is_left_out(officer: User) -> None:
    a_group(FEWEST - 1)
    (line,) = results(by=By.SESSION, year=None, reader=officer)
    assert (line.before, line.after, line.change) == (None, None, None)
    found = detail(by=By.SESSION, key=line.key, year=None, reader=officer)
    assert found is not None
    assert (found.statements, found.said) == ([], [])


def test_a_district_with_too_few_is_hidden_and_so_is_what_would_tell_it(officer: User) -> None:
    session = SessionFactory(course=course())
    for name, number in (("Thanet", 1), ("Swale", 3), ("Dover", 5)):
        school = SchoolFactory(district=DistrictFactory(slug=name.lower(), name=name))
        a_group(number, session=session, school=school)
    lines = {line.name: line for line in results(by=By.DISTRICT, year=None, reader=officer)}
    assert {name for name, line in lines.items() if line.hidden} == {"Thanet", "Swale"}
    assert lines["Dover"].change == 2.0
    key = lines["Swale"].key
    hidden = detail(by=By.DISTRICT, key=key, year=None, reader=officer)
    assert hidden is not None
    assert (hidden.statements, hidden.said) == ([], [])


def test_two_that_are_hidden_hide_no_third() -> None:
    lines = [
        line_of(key, str(key), [Answer(n, Stage.AFTER, 4.0, "") for n in range(number)])
        for key, number in ((1, 1), (2, 2), (3, 3))
    ]
    assert {line.key for line in without_few(lines) if line.hidden} == {1, 2}


def test_trainers_read_of_their_own_sessions_only_and_no_names() -> None:
    user = UserFactory(groups=["Trainers"])
    own = SessionFactory(course=course(), trainers=[TrainerFactory(person=PersonFactory(user=user))])
    a_group(3, session=own)
    a_group(3)
    Evaluation.objects.update(named=True)
    assert [line.key for line in results(by=By.SESSION, year=None, reader=user)] == [own.pk]
    found = detail(by=By.SESSION, key=own.pk, year=None, reader=user)
    assert found is not None
    assert {one.name for one in found.said} == {""}


def test_only_who_agreed_is_named_to_staff_who_may_know_people(officer: User) -> None:
    session = a_group(3)
    ours = Evaluation.objects.filter(stage=Stage.AFTER).first()
    assert ours is not None
    Evaluation.objects.filter(pk=ours.pk).update(named=True)
    found = detail(by=By.SESSION, key=session.pk, year=None, reader=officer)
    assert found is not None
    assert sorted(one.name for one in found.said) == ["", "", ours.place.person.name]


def test_an_officer_reads_the_page_and_downloads_the_numbers(client: Client, officer: User) -> None:
    session = a_group(3)
    sign_in(client, officer)
    for by in By.values:
        assert client.get("/admin/evaluations/", {"by": by, "year": "all"}).status_code == 200
    page = words(client.get("/admin/evaluations/", {"by": "course", "of": session.course_id}))
    assert "The pictures" in page
    assert "Of the 3 who answered before and after, confidence changed by +2.0" in page
    sheet = client.get("/admin/evaluations/", {"by": "course", "export": "csv"}).content.decode()
    assert f"{session.course.title},3,3,3,0,2.0,4.0,2.0,3," in sheet


def test_another_school_year_shows_its_own_answers(client: Client, officer: User) -> None:
    session = a_group(3)
    sign_in(client, officer)
    assert session.course.title in words(client.get("/admin/evaluations/"))
    assert session.course.title not in words(client.get("/admin/evaluations/", {"year": "2019"}))


def test_who_asks_for_no_year_sees_the_last_one_with_answers(
    client: Client, officer: User, fixed_clock: time_machine.Traveller
) -> None:
    session = a_group(3)
    fixed_clock.move_to(session.starts_at + timedelta(days=730))
    sign_in(client, officer)
    assert session.course.title in words(client.get("/admin/evaluations/"))
    assert "Nobody has answered yet" in words(client.get("/admin/evaluations/", {"year": "2028"}))


def test_a_session_of_a_course_with_too_few_is_hidden_and_so_is_what_would_tell_it(
    officer: User,
) -> None:
    page = course()
    sessions = [a_group(number, session=SessionFactory(course=page)) for number in (1, 3, 5)]
    alone = a_group(4)
    lines = {line.key: line for line in results(by=By.SESSION, year=None, reader=officer)}
    shown = [not lines[session.pk].hidden for session in (*sessions, alone)]
    assert shown == [False, False, True, True]
    hidden = detail(by=By.SESSION, key=sessions[1].pk, year=None, reader=officer)
    assert hidden is not None
    assert hidden.said == []
