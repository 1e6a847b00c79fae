"""The piece of a text that shows best why it was found."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from html import escape

from search.adapters.embedded.schema import stem, stems
from search.plan import Plan
from search.words import APOSTROPHES, words_of

LENGTH = 240
"""About how many characters an excerpt has."""
MOST_READ = 100_000
MOST_MARKS = 200
"""Of one text: enough to choose from."""
BEGINNING = 3
"""Letters that a word has in common with every form of it, where it has so many."""
LETTER = rf"[^\W_{APOSTROPHES}]"
REST = rf"(?:[{APOSTROPHES}]*[^\W_])*"
Span = tuple[int, int]


class Marker:
    """Marks the words of a plan."""

    def __init__(self, plan: Plan) -> None:
        asked = {
            tuple(stems(alternative.words))
            for concept in plan.concepts
            for alternative in concept.alternatives
        } - {()}
        self.asked = sorted(asked, key=len, reverse=True)
        self.pattern = _pattern(tuple(self.asked)) if self.asked else None

    def excerpt(self, texts: Sequence[str]) -> str:
        """HTML of the text with the most marks, the earlier if they are even; none, if there are none."""
        best, most = "", 0
        for text in (whole[:MOST_READ] for whole in texts):
            spans = self._spans(text)
            start, end, marks = _window(text, spans)
            if len(marks) > most:
                best, most = _html(text, start, end, marks), len(marks)
        return best

    def _spans(self, text: str) -> list[Span]:
        if self.pattern is None:
            return []
        plain = _plain(text)
        spans: list[Span] = []
        at = 0
        while len(spans) < MOST_MARKS and (match := self.pattern.search(plain, at)):
            found = self._matching(plain, match.start())
            spans += found
            at = found[-1][1] if found else match.start() + 1
        return spans

    def _matching(self, plain: str, start: int) -> list[Span]:
        """The words from here on that were asked for, the longest phrase first."""
        for words in self.asked:
            spans: list[Span] = []
            at = start
            for word in words:
                match = WORD.match(plain, at) if not spans else FOLLOWING.match(plain, at)
                if match is None or stem("".join(words_of(match[1]))) != word:
                    break
                spans.append(match.span(1))
                at = match.end(1)
            else:
                return spans
        return []


WORD = re.compile(rf"({LETTER}{REST})")
FOLLOWING = re.compile(rf"(?:[\W_])+({LETTER}{REST})")


@cache
def _folded(character: str) -> str:
    """A letter without its accent, one for one, so that places in the text stay."""
    return unicodedata.normalize("NFKD", character)[:1].lower()[:1] or character


class _Folding(dict[int, str]):
    def __missing__(self, code: int) -> str:
        self[code] = folded = _folded(chr(code))
        return folded


_FOLDING = _Folding()


def _plain(text: str) -> str:
    lowered = text.lower()
    text = lowered if len(lowered) == len(text) else text
    return text if text.isascii() else text.translate(_FOLDING)


@cache
def _begins(word: str) -> str:
    return re.escape(word[: min(BEGINNING, max(len(word) - 1, 1))])


def _pattern(asked: tuple[tuple[str, ...], ...]) -> re.Pattern[str]:
    """Where the first word of anything asked for may begin; what stands there is looked at then."""
    beginnings = "|".join(sorted({_begins(words[0]) for words in asked}))
    return re.compile(rf"(?<![^\W_])(?:{beginnings})")


def _window(text: str, spans: Sequence[Span]) -> tuple[int, int, list[Span]]:
    """The stretch of text with the most marks: its start, its end, and the marks in it."""
    best: list[Span] = []
    for at, (start, _) in enumerate(spans):
        inside = [span for span in spans[at : at + LENGTH] if span[1] <= start + LENGTH]
        if len(inside) > len(best):
            best = inside
    if not best:
        return 0, 0, []
    room = LENGTH - (best[-1][1] - best[0][0])
    start = max(best[0][0] - max(room, 0) // 3, 0)
    end = min(max(start + LENGTH, best[-1][1]), len(text))
    start = max(min(start, end - LENGTH), 0)
    start = _at_word(text, start, best[0][0])
    while end < len(text) and end > best[-1][1] and text[end - 1].isalnum() and text[end].isalnum():
        end -= 1
    return start, end, best


def _at_word(text: str, start: int, latest: int) -> int:
    """The next beginning of a word, or better of a sentence."""
    if start == 0:
        return 0
    sentence = re.compile(r"[.!?:]\s+").search(text, start, latest)
    if sentence:
        return sentence.end()
    space = re.compile(r"\s+").search(text, start, latest)
    return space.end() if space else latest


def _html(text: str, start: int, end: int, marks: Sequence[Span]) -> str:
    parts: list[str] = []
    at = start
    for first, last in marks:
        parts += [escape(text[at:first]), "<mark>", escape(text[first:last]), "</mark>"]
        at = last
    parts.append(escape(text[at:end]))
    return "".join(parts).strip()
