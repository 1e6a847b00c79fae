"""What a load would change or has changed, in a form that is kept and shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from portal.accounts.register.comparing import Change, ChangeKind
from portal.accounts.register.reading import Problem

SHOWN_OF_EACH = 50
PROBLEMS_KEPT = 5_000
ORDER = (
    ChangeKind.CLOSED, ChangeKind.MERGED, ChangeKind.REOPENED, ChangeKind.NEW, ChangeKind.CHANGED,
)  # fmt: skip
"""What a person should look at first stands first."""


@dataclass
class Report:
    """Counts of everything, the first of each kind of change, and the lines that were left out."""

    counts: Counter[str] = field(default_factory=Counter)
    changes: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    bad_rows: int = 0
    elsewhere: int = 0
    absent: int = 0
    seconds: float = 0.0

    def add_problems(self, problems: list[Problem]) -> None:
        """One line's problems; the line is counted once."""
        self.bad_rows += 1
        self.problems += problems[: max(0, PROBLEMS_KEPT - len(self.problems))]

    def add(self, change: Change) -> None:
        """One change."""
        self.counts[change.kind] += 1
        if change.kind is ChangeKind.SAME:
            return
        shown = self.changes.setdefault(change.kind, [])
        if len(shown) < SHOWN_OF_EACH:
            shown.append(
                {
                    "line": change.row.line,
                    "urn": change.row.urn,
                    "name": change.values["name"],
                    "town": change.values["town"],
                    "differences": [[d.field, d.before, d.after] for d in change.differences],
                }
            )

    @property
    def to_write(self) -> int:
        """Schools that are made or changed."""
        return sum(self.counts.values()) - self.counts[ChangeKind.SAME]

    def as_json(self) -> dict[str, Any]:
        """What ``RegisterLoad.report`` keeps."""
        return {
            "counts": {kind.value: self.counts[kind] for kind in ChangeKind},
            "changes": self.changes,
            "problems": [[p.line, p.column, p.value, p.reason] for p in self.problems],
            "bad_rows": self.bad_rows,
            "elsewhere": self.elsewhere,
            "absent": self.absent,
            "seconds": round(self.seconds, 1),
        }

    def sentences(self) -> list[str]:
        """The counts in words, for the command's output."""
        lines = [
            f"{kind.label}: {self.counts[kind]}"
            for kind in (*ORDER, ChangeKind.SAME)
            if self.counts[kind]
        ]
        if self.elsewhere:
            lines.append(f"Outside Kent, left out: {self.elsewhere}")
        if self.absent:
            lines.append(
                f"From the register earlier but not in this file, left as they are: {self.absent}"
            )
        if self.bad_rows:
            lines.append(f"Bad rows, left out: {self.bad_rows}")
        return lines
