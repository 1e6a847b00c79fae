"""The checks as a guard of publishing."""

from __future__ import annotations

from portal.base.publishing import Publication, Refusal
from portal.editorial.checks import problems
from portal.editorial.reading import outline_of

NAME = "content checks"


def refuse_problems(publication: Publication) -> list[Refusal]:
    """Each problem of the content, by its field and block."""
    return [
        Refusal(problem.message, problem.place.field, problem.place.path)
        for problem in problems(outline_of(publication.content))
    ]
