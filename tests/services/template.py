"""Makes the migrated template on the PostgreSQL server that the settings name, before tests ask for it.

Run by ``python -m tests.services.template``, beside the tests on SQLite.
"""

from __future__ import annotations

import os

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings.test"
    django.setup()

    from django.db import connections

    from tests.services.databases import PostgresDatabase

    PostgresDatabase(connections["default"].settings_dict, "").need_template()
