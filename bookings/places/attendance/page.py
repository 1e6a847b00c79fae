"""What the register of one meeting shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bookings.places.attendance.models import Attendance, AttendanceMark, Presence
from bookings.places.attendance.services import marking_refusal
from bookings.places.models import Place
from portal.accounts.models import User
from portal.base import clock
from training.models import Meeting, Session

BUTTONS = (
    (Presence.ATTENDED, "Present", "check"),
    (Presence.PART, "Part", "clock"),
    (Presence.ABSENT, "Absent", "x"),
)
"""What can be pressed for each person: the mark, its word and its icon."""


@dataclass(frozen=True)
class Row:
    """One person at one meeting. ``version`` is what a mark made now has seen; ``note`` tells of a conflict."""

    place: Place
    state: str = ""
    version: int = 0
    marked: str = ""
    note: str = ""

    @property
    def needs(self) -> str:
        """What they said they need to take part; forgotten soon after the session."""
        said = getattr(self.place, "access_needs", None)
        return said.words if said else ""

    @property
    def where_from(self) -> str:
        """The school, or that they came for themselves."""
        return str(self.place.booking.school or "For themselves")


@dataclass(frozen=True)
class RegisterPage:
    """A meeting's register. ``refusal`` says why nobody can be marked now."""

    session: Session
    meetings: Sequence[Meeting]
    meeting: Meeting
    rows: Sequence[Row]
    finished: str
    refusal: str

    @property
    def number(self) -> int:
        """Of the meeting shown, from 1."""
        return [meeting.pk for meeting in self.meetings].index(self.meeting.pk) + 1

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """How many have each mark, and how many none: the mark, its word, the number."""
        number = Counter(row.state for row in self.rows)
        said = [(str(state), word, number[state]) for state, word, _icon in BUTTONS]
        return [*said, ("none", "Not marked", number[""])]

    @property
    def buttons(self) -> Sequence[tuple[Presence, str, str]]:
        return BUTTONS


def register_page(
    session: Session, *, reader: User, meeting_id: int | None = None
) -> RegisterPage | None:
    """The register of the meeting asked for, else of the one that is on or was last; None without one."""
    meetings = list(session.meetings.all())
    meeting = _chosen(meetings, meeting_id)
    if meeting is None:
        return None
    return RegisterPage(
        session=session,
        meetings=meetings,
        meeting=meeting,
        rows=rows_of(session, meeting, reader=reader),
        finished=finished_words(session),
        refusal=marking_refusal(session, meeting),
    )


def finished_words(session: Session) -> str:
    """By whom and when the register was finished; empty while it is open."""
    register = getattr(session, "register", None)
    if register is None or register.finished_at is None:
        return ""
    by = f" by {register.finished_by.name}" if register.finished_by else ""
    return f"Finished{by}, {clock.say_moment(register.finished_at)}"


def _chosen(meetings: Sequence[Meeting], meeting_id: int | None) -> Meeting | None:
    """By default the last that has begun today or before, or the first."""
    for meeting in meetings:
        if meeting.pk == meeting_id:
            return meeting
    if meeting_id is not None or not meetings:
        return None
    today = clock.today()
    begun = [each for each in meetings if clock.in_london(each.starts_at).date() <= today]
    return begun[-1] if begun else meetings[0]


def going(session: Session) -> Sequence[Place]:
    """Everybody who has a place, by name."""
    rows = Place.objects.live().filter(session=session)
    return list(
        rows.select_related("person", "access_needs", "booking__school").order_by("person__name", "pk")
    )


def rows_of(session: Session, meeting: Meeting, *, reader: User) -> list[Row]:
    """A row for everybody who has a place, by name."""
    known = {
        row.place_id: row
        for row in Attendance.objects.filter(meeting=meeting, place__session=session).select_related(
            "marked_by"
        )
    }
    notes = _conflicts(meeting, reader, settled=bool(finished_words(session)))
    return [_row(place, known.get(place.pk), notes, reader) for place in going(session)]


def _row(place: Place, marked: Attendance | None, notes: dict[int, str], reader: User) -> Row:
    if marked is None:
        return Row(place)
    by = "you" if marked.marked_by == reader else _name(marked.marked_by, reader)
    words = f"Marked by {by}, {clock.say_time(marked.marked_at)}"
    return Row(place, marked.state, marked.version, words, notes.get(marked.pk, ""))


def _conflicts(meeting: Meeting, reader: User, *, settled: bool) -> dict[int, str]:
    """For each mark whose last entry in the log contradicts another's: who said what, and what holds."""
    then = "" if settled else " Press a button to settle it."
    log: dict[int, list[AttendanceMark]] = {}
    marks = AttendanceMark.objects.filter(attendance__meeting=meeting).select_related("actor")
    for mark in marks.order_by("received_at", "pk"):
        log.setdefault(mark.attendance_id, []).append(mark)
    return {pk: conflict_words(marks, reader) + then for pk, marks in log.items() if marks[-1].conflict}


def conflict_words(marks: Sequence[AttendanceMark], reader: User) -> str:
    """Two people marked differently; the later of the two holds. The last of ``marks`` is the conflict."""
    last = marks[-1]
    held = next(mark for mark in reversed(marks[:-1]) if mark.in_force)
    said = sorted((held, last), key=lambda mark: (mark.at, mark.in_force))
    both = " and ".join(
        f"{_name(mark.actor, reader)} marked {mark.get_state_display()} at {clock.say_time(mark.at)}"
        for mark in said
    )
    holds = last if last.in_force else held
    return f"{both}. {holds.get_state_display()} holds."


def _name(user: User | None, reader: User) -> str:
    if user is None:
        return "Somebody"
    return "You" if user == reader else user.name or user.email
