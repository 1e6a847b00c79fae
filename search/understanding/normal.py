"""A question as plain words, and what of them carries meaning."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from search.words import words_of

LONGEST, MOST_WORDS = 200, 20
"""Characters and words of a question that are read."""

STOP_WORDS = frozenset(
    words_of(
        "a about all also am an and any anybody anymore anyone anything are around as at be because been "
        "being but by can could did do does for from get gets getting go going got had has have having he her "
        "hers here hi hello him his how i id if ill im in into is it its ive just kind know let lets like "
        "look looking looks lot lots made make makes many may me might more most much my near need needs "
        "of on or other our please really she should so some somebody someone something "
        "sort still such tell than thank thanks that thats the their theirs them then there theres these "
        "they theyre this those to too try trying us use uses using very want wants was way ways we well "
        "were what whats when where which while who whos why will with within would you your yours"
    )
)
"""Words without meaning of their own in a question."""
WEAK_WORDS = frozenset(
    words_of(
        "advice boy boys child children class classroom daughter day difficult difficulties difficulty "
        "each every find finding girl girls give good guidance hard help helping helps idea ideas "
        "information issue issues kent kid kids lesson lessons new old people person pupil pupils problem "
        "problems school schools setting settings son staff strategies strategy struggle struggles "
        "struggling student students support supporting supports time tip tips trouble work working year "
        "years young"
    )
)
"""Words that most of what can be found has: they raise a result and are asked of none."""

TOGETHER = {
    ("will", "not"): "wont",
    ("would", "not"): "wont",
    ("wouldnt",): "wont",
    ("refuse", "to"): "wont",
    ("refuses", "to"): "wont",
    ("refused", "to"): "wont",
    ("refusing", "to"): "wont",
    ("doesnt", "want", "to"): "wont",
    ("does", "not", "want", "to"): "wont",
    ("didnt", "want", "to"): "wont",
    ("dont", "want", "to"): "wont",
    ("not", "want", "to"): "wont",
    ("can", "not"): "cant",
    ("cannot",): "cant",
    ("couldnt",): "cant",
    ("could", "not"): "cant",
    ("unable", "to"): "cant",
    ("not", "able", "to"): "cant",
    ("struggles", "to"): "cant",
    ("struggling", "to"): "cant",
    ("struggle", "to"): "cant",
    ("finds", "it", "hard", "to"): "cant",
    ("finds", "it", "difficult", "to"): "cant",
    ("does", "not"): "doesnt",
    ("do", "not"): "dont",
    ("is", "not"): "not",
    ("isnt",): "not",
    ("arent",): "not",
    ("doesn", "t"): "doesnt",
    ("won", "t"): "wont",
    ("can", "t"): "cant",
}
"""Ways to say the same “won’t”, “can’t” and “doesn’t”, in questions and in the rules."""
_LONGEST_TOGETHER = max(map(len, TOGETHER))
_ENDINGS = ("ingly", "ings", "edly", "ing", "ied", "ies", "ers", "ed", "es", "er", "ly", "s", "e")
_SHORTEST_STEM = 3
_SHORTEST_INFLECTED = 4

Key = tuple[str, ...]


def plain(text: str) -> str:
    """Without what cannot be seen: zero-width and direction marks vanish, control characters part words."""
    return "".join(
        "" if (kind := unicodedata.category(character)) == "Cf" else " " if kind[0] == "C" else character
        for character in text
    )


def words_in(text: str) -> list[str]:
    """The normalised words of what is read of a question, in order."""
    return words_of(plain(text)[:LONGEST])


def said_alike(words: list[str]) -> list[str]:
    """The same words with one way of saying “won’t”, “can’t” and “doesn’t”."""
    found, at = [], 0
    while at < len(words):
        for length in range(min(_LONGEST_TOGETHER, len(words) - at), 0, -1):
            one = TOGETHER.get(tuple(words[at : at + length]))
            if one:
                found.append(one)
                at += length
                break
        else:
            found.append(words[at])
            at += 1
    return found


@lru_cache(maxsize=50_000)
def root(word: str) -> str:
    """A word without its ending, rougher than the engines' stems: “talks” and “talking” are “talk”."""
    if len(word) < _SHORTEST_INFLECTED or word.endswith("ss") or not word.isalpha():
        return word
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST_STEM:
            if ending in ("ies", "ied"):
                stem += "y"
            break
    else:
        stem = word
    if len(stem) > _SHORTEST_STEM and stem[-1] == stem[-2] and stem[-1] not in "aeiou":
        stem = stem[:-1]
    return stem


def key_of(words: list[str]) -> Key:
    """What a wording is found by: the roots of its words of meaning; all of them where none has any."""
    alike = said_alike(words)
    meaning = [word for word in alike if word not in STOP_WORDS] or alike
    return tuple(root(word) for word in meaning)
