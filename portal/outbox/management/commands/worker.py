"""``manage.py worker``: the background process that ``make run`` starts beside the web server."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import BaseCommand

from portal.outbox.worker import PortalWorker


class Command(BaseCommand):
    help = "Sends what is owed and does what is due, until it is stopped."

    def handle(self, *args: Any, **options: Any) -> None:
        worker = PortalWorker()
        signal.signal(signal.SIGTERM, worker.stop)
        signal.signal(signal.SIGINT, worker.stop)
        self.stdout.write("The worker is running.")
        worker.run()
