"""What people asked for: somebody was deleted, and the proof of it stays; somebody lost their telephone."""

from __future__ import annotations

from portal.accounts.lost_step.services import ask_for_help
from portal.accounts.models import Erasure, LostStep, Person, User
from portal.accounts.personal_data.services import delete_at_request


def load_deletion() -> None:
    """One deletion at somebody's request; repeats change nothing."""
    if Erasure.objects.exists():
        return
    person = Person.objects.create(name="Lee Example", demonstration=True)
    officer = User.objects.get(email="officer@demo.example")
    delete_at_request(person=person, reason="Demonstration: letter, file 2026/118", by=officer)


def load_lost_step() -> None:
    """One request waits for an officer and then for a second colleague; repeats change nothing."""
    if not LostStep.objects.exists():
        ask_for_help(user=User.objects.get(email="finance@demo.example"))
