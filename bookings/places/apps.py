from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "bookings.places"
    label = "places"
    verbose_name = "Bookings"

    def ready(self) -> None:
        # Not at the top: what these import needs models, and those are loaded by now only.
        from bookings.places import coming, payables, personal_data, session_message_kinds
        from bookings.places.approvals import message_kinds as approvals
        from bookings.places.approvals.services import sweep_approvals
        from bookings.places.evaluations import message_kinds as evaluations
        from bookings.places.lateness import late_work
        from bookings.places.message_kinds import register_kinds
        from bookings.places.needs.services import RETENTION as OLD_NEEDS
        from bookings.places.reminders import message_kinds as reminders
        from bookings.places.reminders.services import RETENTION as OLD_REMINDERS
        from bookings.places.reminders.services import remind_who_is_due
        from bookings.places.services.confirming import ask_when_due
        from bookings.places.services.merging import register_movers
        from bookings.places.services.offers import sweep_offers
        from bookings.places.services.reconciliation import reconcile_when_due
        from portal.outbox.due import register_due
        from portal.outbox.late import register_lateness
        from portal.outbox.retention import register_retention
        from portal.outbox.services import register

        register_kinds()
        session_message_kinds.register_kinds()
        reminders.register_kinds()
        evaluations.register_kinds()
        approvals.register_kinds()
        register_movers()
        payables.register_all()
        coming.register_all()
        personal_data.register_all()
        register(personal_data.RELEASE, personal_data.release_once_more)
        register_due("offers and waiting lists", sweep_offers)
        register_due("approvals", sweep_approvals)
        register_due("sessions to decide about", ask_when_due)
        register_due("reminders", remind_who_is_due)
        register_due("seats equal live places", reconcile_when_due)
        register_lateness(late_work)
        register_retention(OLD_REMINDERS)
        register_retention(OLD_NEEDS)
