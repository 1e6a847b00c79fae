"""What is held about who changed what the search understands."""

from __future__ import annotations

from portal.accounts.personal_data.registry import (
    Foresight,
    Holding,
    Record,
    Subject,
    register_holding,
)
from search.synonyms.models import SynonymRule


def register_all() -> None:
    """Makes the holding known."""
    register_holding(SYNONYMS)


def give_rules(subject: Subject) -> list[Record]:
    if subject.user is None:
        return []
    rules = SynonymRule.objects.filter(changed_by=subject.user)
    return [
        {"You changed last what the search understands by": str(rule), "On": rule.changed_at}
        for rule in rules
    ]


def foresee_rules(subject: Subject) -> Foresight:
    if not give_rules(subject):
        return Foresight()
    return Foresight(
        stays=[f"What the search understands, without {subject.say('your', 'their')} name."]
    )


SYNONYMS = Holding(
    key="synonyms",
    title="What you taught the search",
    why="So that colleagues can ask who changed what the search understands.",
    kept="Until somebody else changes it. After you delete your account it says “Deleted person”.",
    covers=["search.synonymrule.changed_by"],
    give=give_rules,
    foresee=foresee_rules,
)
