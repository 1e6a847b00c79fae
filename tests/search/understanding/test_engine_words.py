"""The words of an engine behind a network are asked for now and then only."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from search.engine import EngineDown
from search.understanding import engine_words as module
from search.understanding.engine_words import SECONDS, engine_words


class Server:
    """An engine that counts how often it was asked."""

    name = "a server"

    def __init__(self) -> None:
        self.asked = 0
        self.answer: dict[str, int] | None = {"sleep": 1}

    def words(self) -> Mapping[str, int]:
        self.asked += 1
        if self.answer is None:
            raise EngineDown("gone")
        return dict(self.answer)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [1_000.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: moment[0])
    return moment


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    made = Server()
    monkeypatch.setattr(module, "engine", lambda: made)
    monkeypatch.setattr(module, "_kept", module._Kept())
    return made


def test_they_are_kept_for_half_a_minute_and_stay_the_same_object(
    server: Server, now: list[float]
) -> None:
    first = engine_words()
    assert (first, engine_words(), server.asked) == ({"sleep": 1}, {"sleep": 1}, 1)
    now[0] += SECONDS
    assert engine_words() is first
    assert server.asked == 2
    server.answer = {"reading": 2}
    now[0] += SECONDS
    assert engine_words() == {"reading": 2}


def test_while_it_does_not_answer_there_are_none_and_it_is_not_asked_by_everybody(
    server: Server, now: list[float]
) -> None:
    server.answer = None
    assert (engine_words(), engine_words(), server.asked) == (None, None, 1)
    server.answer = {"sleep": 1}
    now[0] += SECONDS
    assert engine_words() == {"sleep": 1}
