from __future__ import annotations

from django.apps import AppConfig


class SlotsConfig(AppConfig):
    name = "bookings.slots"
    label = "slots"
    verbose_name = "Clinics and LIFT"

    def ready(self) -> None:
        # Not at the top: what these import needs models, and those are loaded by now only.
        from bookings.places.feeds.sources import register_entries
        from bookings.slots import personal_data
        from bookings.slots.calendar import entries_of
        from bookings.slots.clashes import engagements_of
        from bookings.slots.message_kinds import register_kinds
        from bookings.slots.retention import OLD_QUESTIONS, OLD_SLOT_REMINDERS
        from bookings.slots.services.due import chase_actions, remind_of_slots
        from bookings.slots.services.meetings import note_what_was_held
        from bookings.slots.services.merging import register_movers
        from portal.outbox.due import register_due
        from portal.outbox.retention import register_retention
        from training.clashes import register_engagements

        register_kinds()
        register_entries(entries_of)
        register_engagements(engagements_of)
        register_movers()
        personal_data.register_all()
        register_due("reminders of slots", remind_of_slots)
        register_due("LIFT actions to ask for", chase_actions)
        register_due("clinics and LIFT meetings that are over", note_what_was_held)
        register_retention(OLD_QUESTIONS)
        register_retention(OLD_SLOT_REMINDERS)
