"""How long an unknown word takes to plan: ``python -m tests.bench.understanding``, in a portal with data."""

from __future__ import annotations

import os
import random
import resource
import string
import time
from datetime import date

import django

VOCABULARY, ASKED = 27_000, 400
SYLLABLES = [a + b for a in "bcdfghklmnprstvw" for b in "aeiou"] + ["th", "ing", "er", "tion", "st"]


def main() -> None:
    """Prints the first word's time, which makes the index, then what others take."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    django.setup()
    from search.plan import Selection, Sort
    from search.understanding.plan import understand

    chance = random.Random(1)
    words: dict[str, int] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(SYLLABLES, k=chance.randint(2, 5)))] = chance.randint(1, 50)

    def asked(text: str) -> float:
        start = time.perf_counter()
        understand(text, selection=Selection(), sort=Sort.BEST, today=date(2026, 11, 23), words=words)
        return (time.perf_counter() - start) * 1000

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    first = asked("autsim")
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    long = [word for word in words if len(word) > 4]
    times = sorted(asked(_slip(chance, chance.choice(long))) for _ in range(ASKED))
    print(f"first word, with the index made: {first:.0f} ms, {grown:.0f} MB")
    print(f"others: p50 {times[ASKED // 2]:.2f} ms, p95 {times[ASKED * 95 // 100]:.2f} ms")


def _slip(chance: random.Random, word: str) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice(string.ascii_lowercase) + word[at + 1 :]


if __name__ == "__main__":
    main()
