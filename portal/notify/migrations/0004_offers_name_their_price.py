"""Offers of places say what they cost: the line is put into words that are in the database already."""

from __future__ import annotations

from typing import Any

from django.db import migrations

OFFERS = ("waiting-offer", "waiting-open-call")
AFTER = "{{ details }}\n"
SAID = "\nCost: {{ price }}\n\n{{ terms }}\n"


def put_in(apps: Any, _schema_editor: Any) -> None:
    for row in apps.get_model("notify", "MessageTemplate").objects.filter(key__in=OFFERS):
        if AFTER in row.body and "{{ price }}" not in row.body:
            row.body = row.body.replace(AFTER, AFTER + SAID, 1)
            row.save(update_fields=["body"])


class Migration(migrations.Migration):
    dependencies = [("notify", "0003_one_mail_when_not_published")]

    operations = [migrations.RunPython(put_in, migrations.RunPython.noop)]
