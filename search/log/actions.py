"""What staff can do from a line of the report. Apps register such actions in ``AppConfig.ready()``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse


@dataclass(frozen=True)
class Action:
    """One thing to do about a wording: a button's words, the form it opens, and the right it takes.

    ``order`` is the place among the buttons. ``form`` is the name of the form's address; it finds the
    wording in ``words``.
    """

    name: str
    label: str
    order: int
    form: str
    right: str

    def address(self, words: str) -> str:
        """Where the form stands with this wording filled in."""
        return f"{reverse(self.form)}?{urlencode({'words': words})}"

    def may(self, user: Any) -> bool:
        """Whether ``user`` has the right."""
        return bool(user.has_perm(self.right))


_actions: dict[str, Action] = {}


def register(action: Action) -> None:
    """Adds an action to every line; registering a name again replaces it."""
    _actions[action.name] = action


def actions_for(user: Any) -> list[Action]:
    """The actions that ``user`` may take, in order."""
    return [
        action for action in sorted(_actions.values(), key=lambda one: one.order) if action.may(user)
    ]
