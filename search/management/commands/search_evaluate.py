"""``manage.py search_evaluate FILE``: asks a file of questions and says which answers are good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.engine import EngineDown
from search.port import ELASTICSEARCH, EMBEDDED, engine_name
from search.relevance.asking import Outcome, Verdict, evaluation
from search.relevance.judging import TOP, BadFile, checked


class Command(BaseCommand):
    """Prints each miss with what came instead, MRR@5 and nDCG@10, and last ``passed/total``."""

    help = "Asks the questions of a relevance file (see docs/relevance.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--engine", choices=[ELASTICSEARCH, EMBEDDED], default=None)
        parser.add_argument("--json", action="store_true", help="print all of it as JSON instead")

    def handle(self, *_args: Any, **options: Any) -> None:
        questions = _read(options["file"])
        try:
            with evaluation(options["engine"] or engine_name()) as asking:
                outcome = asking.outcome(questions)
        except EngineDown as down:
            raise CommandError(f"The search engine does not answer: {down}") from down
        if options["json"]:
            self.stdout.write(json.dumps(_as_data(outcome), indent=1, ensure_ascii=False))
            return
        for verdict in outcome.verdicts:
            if verdict.missed:
                self.stdout.write(_miss(verdict))
        self.stdout.write(f"nDCG@10 {outcome.mean_gain:.3f}")
        self.stdout.write(f"MRR@5 {outcome.mean_rank:.3f}")
        self.stdout.write(f"{outcome.passed}/{len(outcome.verdicts)}")


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return checked(content.get("queries") if isinstance(content, dict) else None)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, BadFile) as error:
        raise CommandError(f"{path} is not a file of questions: {error}") from error


def _miss(verdict: Verdict) -> str:
    question, given = verdict.question, verdict.given
    lines = [f"MISS {question.get('id', '')} “{question['q']}” {question.get('filters') or ''}".rstrip()]
    lines += [f"  wanted {name}: {json.dumps(question[name])}" for name in verdict.missed]
    came = [f"  {place}. {item.title} ({item.kind})" for place, item in enumerate(given.items[:TOP], 1)]
    lines += came or ["  nothing came"]
    if given.corrected:
        lines.append(f"  put right to “{given.corrected}”")
    return "\n".join(lines)


def _as_data(outcome: Outcome) -> dict[str, Any]:
    return {
        "passed": outcome.passed,
        "total": len(outcome.verdicts),
        "mrr_at_5": round(outcome.mean_rank, 4),
        "ndcg_at_10": round(outcome.mean_gain, 4),
        "questions": [
            {
                "id": verdict.question.get("id"),
                "q": verdict.question["q"],
                "passed": not verdict.missed,
                "missed": list(verdict.missed),
                "found": [item.title for item in verdict.given.items],
                "total": verdict.given.total,
                "corrected": verdict.given.corrected,
            }
            for verdict in outcome.verdicts
        ],
    }
