"""Why places could not be booked or cancelled. Each says so in words for the person who asked."""

from __future__ import annotations

from collections.abc import Mapping


class BookingRefused(Exception):
    """Nothing was written; ``str()`` is the reason as a sentence."""


class SessionFull(BookingRefused):
    """Fewer places are free than were asked for; ``free`` says how many are.

    ``short`` is for somebody who has only come to look, and has not lost a place just now.
    """

    short = "This date is full."

    def __init__(self, *, free: int, wanted: int) -> None:
        self.free = free
        self.wanted = wanted
        if free <= 0:
            said = "This date is full: somebody took the last place. Nothing has been booked."
        else:
            left = "Only 1 place is" if free == 1 else f"Only {free} places are"
            said = f"{left} left on this date, and you asked for {wanted}. Nothing has been booked."
        super().__init__(said)


class NotBookable(BookingRefused):
    """Nobody can book this session now, or nobody for this school."""


class TermsChanged(BookingRefused):
    """Other terms are in force (``terms_id``) than the booker was shown."""

    def __init__(self, *, terms_id: int | None) -> None:
        self.terms_id = terms_id
        super().__init__("Our terms have just changed: read them again before you book")


class PriceChanged(BookingRefused):
    """Places cost something else now than whoever accepts them was shown."""

    def __init__(self) -> None:
        super().__init__("The price has just changed. Nothing has been booked: look at it again first.")


class NotEligible(BookingRefused):
    """Some delegates cannot come; ``reasons`` says why by their number in the list, from 0."""

    def __init__(self, reasons: Mapping[int, str]) -> None:
        self.reasons = dict(reasons)
        super().__init__(" ".join(dict.fromkeys(self.reasons.values())))


class AlreadyBooked(NotEligible):
    """Some delegates have a place in this session already."""


class NotAllowed(BookingRefused):
    """The person who asks may not do this for these people."""


class TooManyBookings(BookingRefused):
    """One person has made as many bookings (``made``) as they can for now."""

    def __init__(self, *, made: int) -> None:
        super().__init__(
            f"You have made {made} bookings in the last hour, the most we take from one person. "
            "Nothing has been booked. Try again in an hour, or ask us to book for you."
        )


class OthersWait(BookingRefused):
    """People wait for this date, and whoever books beside them has to say that they mean it."""

    def __init__(self, *, waiting: int) -> None:
        people = "1 person waits" if waiting == 1 else f"{waiting} people wait"
        super().__init__(
            f"{people} for a place on this date. Nothing has been booked. "
            "To book all the same, tick below that these people go before them."
        )


class OfferOver(BookingRefused):
    """The offer's time is over, or its places have gone on to others."""

    def __init__(self) -> None:
        super().__init__(
            "This offer has ended, and the place has gone on to the next on the list. "
            "Nothing has been booked. You can join the waiting list again."
        )


class ApprovalOver(BookingRefused):
    """The question was answered already, or nobody may answer it any more."""


class CannotCancel(BookingRefused):
    """The places can no longer be given back."""


class CannotCallOff(BookingRefused):
    """The session can no longer be cancelled."""


class CannotConfirm(BookingRefused):
    """It can no longer be said that the session goes ahead."""


class CannotSubstitute(BookingRefused):
    """Nobody else can have the place, or not any more."""


class CannotFinish(BookingRefused):
    """The register cannot be finished yet."""


class CannotMark(BookingRefused):
    """Nobody can be marked in this register, or not this person."""


class CannotTransfer(BookingRefused):
    """The places cannot be moved to that date."""
