"""Why a review could not be decided as asked. Each says it in words for the reviewer."""

from __future__ import annotations


class ReviewError(Exception):
    """Something stands against the decision; nothing was changed."""


class ReviewOver(ReviewError):
    """Somebody else decided, or the author took it back."""

    def __init__(self) -> None:
        super().__init__("This review is over: somebody decided it, or its author took it back.")


class DraftChanged(ReviewError):
    """The draft or the published version is another than the one the reviewer read."""

    def __init__(self) -> None:
        super().__init__(
            "It was changed while you were reading, so nothing was published or sent back. "
            "Below is what it says now. Your comment and your ticks are kept."
        )


class CommentNeeded(ReviewError):
    """Something goes back to the author without a word on why."""

    def __init__(self) -> None:
        super().__init__("Say what should change, e.g. “Please add who may come.”")


class NotTheLastStep(ReviewError):
    """Publishing a part would pass by those who decide after this reviewer."""

    def __init__(self) -> None:
        super().__init__(
            "Others decide after you, so nothing is published at this step. Approve all of it, or send it back."
        )


class SomebodyElseDecides(ReviewError):
    """The reviewer wrote part of it, and two people are asked for."""
