"""A form that meets a merge at that very moment gets an answer and no error."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg.errors import DeadlockDetected

from portal.accounts.merging.middleware import SaysJustMerged
from portal.accounts.models import Merge, Person
from portal.base import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/accounts/details/?from=here")
    request.user, request.session = AnonymousUser(), {}  # type: ignore[assignment]
    return request


def answer(asked: HttpRequest, exception: Exception) -> HttpResponse | None:
    return SaysJustMerged(lambda _request: HttpResponse()).process_exception(asked, exception)


@pytest.mark.parametrize("exception", [Person.DoesNotExist(), IntegrityError("(a@b.example)")])
def test_what_a_merge_caused_is_said_with_a_way_back(
    asked: HttpRequest, exception: ObjectDoesNotExist | IntegrityError, caplog: pytest.LogCaptureFixture
) -> None:
    Merge.objects.create(kind="person", kept_id=1, gone_id=2)
    with caplog.at_level(logging.INFO):
        response = answer(asked, exception)
    assert response is not None
    assert response.status_code == 409
    assert 'href="/accounts/details/?from=here"' in response.content.decode()
    assert "a@b.example" not in caplog.text


def test_other_errors_stay_errors(asked: HttpRequest) -> None:
    assert answer(asked, Person.DoesNotExist()) is None
    old = Merge.objects.create(kind="person", kept_id=1, gone_id=2)
    assert answer(asked, ValueError()) is None
    Merge.objects.filter(pk=old.pk).update(merged_at=clock.now() - timedelta(minutes=2))
    assert answer(asked, Person.DoesNotExist()) is None


def test_of_two_changes_that_waited_for_each_other_the_one_undone_is_asked_for_again(
    asked: HttpRequest,
) -> None:
    ring, gone = OperationalError("deadlock detected"), OperationalError("server closed the connection")
    ring.__cause__ = DeadlockDetected()
    response = answer(asked, ring)
    assert response is not None
    assert response.status_code == 409
    assert answer(asked, gone) is None
