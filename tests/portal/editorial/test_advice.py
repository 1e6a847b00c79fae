"""Advice to writers: reading age, jargon, sentences and capitals."""

from __future__ import annotations

import pytest

from portal.editorial.advice import advice, reading, reading_age, split_sentences, syllables
from portal.editorial.outline import Heading, Outline, Place, Words
from portal.editorial.plain_words import Jargon

BODY = Place("body")
PLAIN = (
    "You do not need a diagnosis to ask for help. Come to a free session. Read what school should do. "
    "Or find somebody to talk to. We can help you. Ask us when you like, and bring a friend."
)
HARD = (
    "The implementation of differentiated pedagogical interventions necessitates multidisciplinary "
    "collaboration between educational psychologists, therapists and specialist practitioners throughout "
    "the statutory assessment process, irrespective of diagnostic categorisation or prior attainment within "
    "mainstream educational settings."
)
SPOKEN = {
    "table": 2, "home": 1, "school": 1, "children": 2, "education": 4, "communication": 5, "idea": 3,
    "being": 2, "helped": 1, "wanted": 2, "places": 2, "changes": 2, "little": 2, "area": 3, "science": 2,
    "people": 2, "diagnosis": 4, "independent": 4, "autism": 3, "experience": 4, "language": 2, "used": 1,
    "special": 2, "watches": 2, "quiet": 2, "create": 2, "react": 2, "various": 3, "something": 2,
    "someone": 2, "queue": 1, "behaviour": 3, "anxious": 2, "anxiety": 4, "video": 3, "dyslexia": 4,
    "friend": 1, "association": 5, "playing": 2, "patient": 2, "eye": 1, "child’s": 1,
}  # fmt: skip


def outline(*texts: str, for_families: bool = False) -> Outline:
    return Outline([Words(text, BODY) for text in texts], for_families=for_families)


def titles(made: Outline, *jargon: Jargon) -> list[str]:
    return [row.title for row in advice(made, jargon)]


@pytest.mark.parametrize(("word", "number"), SPOKEN.items())
def test_syllables_are_counted_as_the_word_is_spoken(word: str, number: int) -> None:
    assert syllables(word) == number


def test_short_forms_and_decimals_end_no_sentence() -> None:
    assert (
        len(split_sentences("Use a board, e.g. a card. It costs £3.50 a set! Ask Mr. Example … Done?"))
        == 4
    )


def test_the_age_is_that_of_the_formula_on_a_known_text() -> None:
    """40 words of one syllable in 4 sentences: 0.39 × 10 + 11.8 − 15.59 is school year 0, which is five."""
    assert reading_age("The cat sat on the mat by the red door. " * 4) == 5


def test_hard_texts_are_older_than_plain_ones() -> None:
    plain, hard = reading_age(PLAIN), reading_age(HARD)
    assert plain is not None and hard is not None
    assert plain <= 9
    assert hard == 21


def test_a_few_words_have_no_age() -> None:
    assert reading(outline("Come to a free session.")) is None


def test_families_are_written_for_at_eleven_and_below_and_staff_may_read_more() -> None:
    middle = (
        "Visual timetables show children what happens next in their day, which helps them to feel calm. "
        * 3
    )
    age = reading_age(middle)
    assert age is not None and 11 < age <= 15
    assert titles(outline(middle)) == []
    assert titles(outline(middle, for_families=True)) == [f"About the reading age of {age}"]


def test_jargon_is_named_with_its_plain_words() -> None:
    slcn = Jargon("SLCN", "speech, language and communication needs")
    found = advice(outline("Support for SLCN."), [slcn])
    assert found[0].title == "“SLCN”"
    assert "speech, language and communication needs" in found[0].text


def test_jargon_that_is_explained_at_once_is_no_jargon() -> None:
    slcn = Jargon("SLCN", "speech, language and communication needs")
    assert (
        titles(outline("Speech, language and communication needs (SLCN) come first. SLCN differ."), slcn)
        == []
    )


def test_a_short_form_counts_as_it_is_written_and_words_in_any_case() -> None:
    assistant, use = Jargon("TA", "teaching assistant"), Jargon("utilise", "use")
    assert titles(outline("Ta! Say ta."), assistant) == []
    assert titles(outline("Utilise it. Reutilised."), use) == ["“utilise”"]
    assert titles(outline("Reutilised."), use) == []


def test_words_that_schools_know_are_advice_for_families_only() -> None:
    senco = Jargon("SENCO", "the teacher who organises extra help", families_only=True)
    assert titles(outline("Ask your SENCO."), senco) == []
    assert titles(outline("Ask your SENCO.", for_families=True), senco) == ["“SENCO”"]


def test_long_sentences_are_counted_and_shown() -> None:
    found = advice(outline(" ".join(["word"] * 26) + ". Short."), [])
    assert found[0].title == "Long sentences"
    assert found[0].text.startswith("1 sentence has")
    assert found[0].examples[0].endswith("…")


def test_shouting_is_told_and_short_forms_are_not() -> None:
    shouted = Outline([Heading(2, "PLEASE READ THIS FIRST", BODY)])
    assert titles(shouted) == ["Capitals"]
    assert titles(outline("STLS and KCC work for SEND.")) == []
