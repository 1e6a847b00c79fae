"""How good the answers are to the questions that are kept: a change that makes them worse fails here."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from search.port import ELASTICSEARCH, EMBEDDED
from search.relevance.asking import Outcome, evaluation

HERE = Path(__file__).parent
FLOORS = {"dev.json": 58, "own.json": 67}


def _outcome(engine: str, name: str) -> Outcome:
    questions = json.loads((HERE / name).read_text(encoding="utf-8"))["queries"]
    with evaluation(engine) as asking:
        return asking.outcome(questions)


def _assert_floor(outcome: Outcome, name: str) -> None:
    missed = [verdict.question["q"] for verdict in outcome.verdicts if verdict.missed]
    assert outcome.passed >= FLOORS[name], f"{outcome.passed} good answers; missed: {missed}"


@pytest.mark.parametrize("name", FLOORS)
def test_the_embedded_engine_answers_well(demonstration: None, name: str) -> None:
    _assert_floor(_outcome(EMBEDDED, name), name)


@pytest.mark.parametrize("name", FLOORS)
def test_elasticsearch_answers_well(
    demonstration: None, elasticsearch_url: str, settings: Any, name: str
) -> None:
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.ELASTICSEARCH_INDEX_PREFIX = f"test-{uuid4().hex[:12]}"
    _assert_floor(_outcome(ELASTICSEARCH, name), name)


@pytest.mark.django_db
def test_a_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("search_evaluate", tmp_path / "missing.json")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[", "not a file of questions"),
        ("{}", "no list"),
        ('{"queries": [{"q": 1}]}', "has no text"),
        ('{"queries": [{"q": "autism"}]}', "nothing of what is expected"),
        ('{"queries": [{"q": "autism", "top1": [{"colour": "red"}]}]}', "colour"),
    ],
)
def test_a_file_with_a_mistake_says_which(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "questions.json"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        call_command("search_evaluate", file)


@pytest.mark.django_db
def test_each_miss_says_what_came_and_the_last_line_counts(tmp_path: Path) -> None:
    file = tmp_path / "questions.json"
    file.write_text(
        '{"queries": [{"id": "A", "q": "zzz", "top1": [{"kind": "course"}]}]}', encoding="utf-8"
    )
    out = StringIO()
    call_command("search_evaluate", file, engine=EMBEDDED, stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].startswith("MISS A “zzz”")
    assert "  nothing came" in lines
    assert lines[-1] == "0/1"
