"""What somebody typed as a plan, with what was made of the words for the page to tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from search.plan import Alternative, Concept, Marked, Plan, Selection, Sort
from search.understanding.hints import Hint, Recognised, hints_of, recognise
from search.understanding.lexicon import Entry, Lexicon, lexicon
from search.understanding.normal import WEAK_WORDS, root
from search.understanding.question import Question, Token, read_question
from search.understanding.spelling import speller
from search.words import words_of

WEAK = 0.25
"""What a word is worth that most of what can be found has."""
PART = 0.3
"""What a single word of a phrase is worth where the phrase as a whole is known."""
HINT = 0.8
"""What the words of a hint are worth as text."""
SHORTEST_CORRECTED_SHOUT = 7
"""Shorter words in capitals are abbreviations and stay."""
MOST_NAMES = 6

Words = Mapping[str, int]


@dataclass(frozen=True)
class Understood:
    """A plan, a looser one for when that finds nothing, and what was made of the words.

    ``also`` are other words that were searched for. ``corrected`` is the question with other words in
    place of those that nothing has. ``shortened`` says that not all of it was read.
    """

    plan: Plan
    looser: Plan | None = None
    hints: tuple[Hint, ...] = ()
    also: tuple[str, ...] = ()
    corrected: str = ""
    shortened: bool = False


@dataclass(frozen=True)
class _Part:
    """Words next to each other, leaving out small ones, and what is known of them."""

    tokens: tuple[Token, ...]
    entry: Entry | None = None


def understand(
    text: str,
    *,
    selection: Selection,
    sort: Sort,
    today: date,
    words: Words | None,
    as_typed: bool = False,
) -> Understood:
    """The plan for ``text``. ``words`` are the engine's; without them nothing is corrected."""
    question = read_question(text)
    known = lexicon.get()
    corrected = ""
    if words and not as_typed:
        corrected = _put_right(question, words, today)
        if corrected:
            question = replace(read_question(corrected), shortened=question.shortened)
    found = recognise(question, today)
    parts = _parts(question, known)
    found = [one for one in found if not _swallowed(one, found, question, parts)]
    # Said again is asked once: twenty times the same cost an engine more than a reader would wait.
    concepts = tuple(dict.fromkeys(_concepts(question, parts, found, words)))
    minimum = _minimum(concepts, words)
    plan = Plan(today, concepts, minimum, _phrase(question), selection, sort)
    return Understood(
        plan=plan,
        looser=_looser(plan),
        hints=tuple(hints_of(question, found)),
        also=_also(parts),
        corrected=corrected,
        shortened=question.shortened,
    )


def _put_right(question: Question, words: Words, today: date) -> str:
    """The text with words that nothing has put right; empty if none was."""
    seen = {at for one in recognise(question, today) for at in range(one.first, one.last)}
    ours = lexicon.get().words
    text, shift = question.text, 0
    for at, token in enumerate(question.tokens):
        short = token.shouted and len(token.word) < SHORTEST_CORRECTED_SHOUT
        if at in seen or short or not token.meaning or token.word != token.alike:
            continue
        if token.word in ours or token.word in WEAK_WORDS or speller.knows(token.word, words):
            continue
        better = speller.corrected(token.word, words)
        if better:
            text = f"{text[: token.start + shift]}{better}{text[token.end + shift :]}"
            shift += len(better) - (token.end - token.start)
    return "" if text == question.text else " ".join(text.split())


def _parts(question: Question, known: Lexicon) -> list[_Part]:
    """The question cut into known wordings, the longest first from left to right, and other words."""
    asked, at, parts = question.asked, 0, []
    roots = tuple(root(token.alike) for token in asked)
    while at < len(asked):
        for last in range(min(at + known.longest, len(asked)), at, -1):
            entry = known.entries.get(roots[at:last])
            if entry:
                parts.append(_Part(asked[at:last], entry))
                at = last
                break
        else:
            parts.append(_Part((asked[at],)))
            at += 1
    return parts


def _covered(one: Recognised, question: Question) -> set[int]:
    return {token.start for token in question.tokens[one.first : one.last]}


def _swallowed(
    one: Recognised, found: Sequence[Recognised], question: Question, parts: Sequence[_Part]
) -> bool:
    """Whether it is a bit of a wording that means something else, as “training” in “toilet training”."""
    own = _covered(one, question)
    for part in parts:
        starts = {token.start for token in part.tokens}
        if len(part.tokens) > 1 and own & starts and not starts <= own:
            hinted = {start for other in found for start in _covered(other, question)}
            return not starts <= hinted
    return False


def _concepts(
    question: Question, parts: Sequence[_Part], found: Sequence[Recognised], words: Words | None
) -> Iterator[Concept]:
    covering = {start: one for one in found for start in _covered(one, question)}
    concepts: list[Concept] = []
    placed: set[int] = set()
    for part in parts:
        hints = {id(one): one for t in part.tokens if (one := covering.get(t.start))}
        whole = all(token.start in covering for token in part.tokens)
        if whole and all(one.silent for one in hints.values()):
            continue
        marks = tuple(mark for one in hints.values() for mark in one.marks) if whole else ()
        placed |= set(hints) if whole else set()
        concepts.append(_concept(part, marks, whole, hints.values()))
        if len(part.tokens) > 1:
            concepts += [_single(token, PART) for token in part.tokens if token.alike not in WEAK_WORDS]
    concepts += [Concept("", (), one.marks, optional=True) for one in found if id(one) not in placed]
    yield from _demanding(concepts)


def _concept(part: _Part, marks: tuple[Marked, ...], hint: bool, hints: Iterable[Recognised]) -> Concept:
    typed = tuple(word for token in part.tokens for word in token.word.split())
    entry = part.entry or Entry()
    weak = len(part.tokens) == 1 and part.tokens[0].alike in WEAK_WORDS and not part.tokens[0].shouted
    alternatives = [Alternative(typed)]
    if not weak:
        alternatives += [a for a in entry.alternatives if a.words != typed]
    for one in hints:
        alternatives += [Alternative(words, HINT) for words in one.also]
    if hint:
        alternatives = [replace(a, weight=a.weight * HINT) for a in alternatives]
    return Concept(
        said=" ".join(typed),
        alternatives=tuple(alternatives),
        marks=(*marks, *(() if weak else entry.marks)),
        weight=WEAK if weak else 1.0,
        optional=hint or weak,
    )


def _single(token: Token, weight: float) -> Concept:
    return Concept(token.word, (Alternative(tuple(token.word.split())),), weight=weight, optional=True)


def _demanding(concepts: list[Concept]) -> list[Concept]:
    """Where nothing but hints or weak words was said, these are what has to be met."""
    if any(not concept.optional for concept in concepts):
        return concepts
    hints = [c for c in concepts if c.marks and c.alternatives]
    wanted = hints or [c for c in concepts if c.alternatives]
    ids = {id(concept) for concept in wanted}
    return [replace(c, optional=False) if id(c) in ids else c for c in concepts]


def _minimum(concepts: Sequence[Concept], words: Words | None) -> int:
    """How many concepts have to be met. What nothing has is asked of nothing, unless all is so."""
    asked = [concept for concept in concepts if not concept.optional]
    known = [c for c in asked if c.marks or words is None or _known(c, words)]
    number = len(known)
    if not number:
        return len(asked)
    if number <= 2:
        return number
    return number - 1 if number <= 4 else -(-number * 3 // 5)


def _looser(plan: Plan) -> Plan | None:
    """What has any of the words, also of those that were only known together."""
    concepts = tuple(
        replace(c, optional=False) if c.weight == PART and c.alternatives else c for c in plan.concepts
    )
    alike = concepts == plan.concepts and plan.minimum <= 1
    return None if alike else replace(plan, concepts=concepts, minimum=1)


def _known(concept: Concept, words: Words) -> bool:
    return any(all(speller.knows(w, words) for w in way.words) for way in concept.alternatives)


def _phrase(question: Question) -> tuple[str, ...]:
    """All words from the first to the last of meaning."""
    asked = question.asked
    if len(asked) < 2:
        return ()
    first, last = asked[0].start, asked[-1].end
    inside = [token for token in question.tokens if first <= token.start and token.end <= last]
    return tuple(word for token in inside for word in token.word.split())


def _also(parts: Sequence[_Part]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for part in parts:
        if part.entry:
            typed = " ".join(token.word for token in part.tokens)
            names.update((name, None) for name in part.entry.names if " ".join(words_of(name)) != typed)
    return tuple(names)[:MOST_NAMES]
