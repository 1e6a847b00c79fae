"""Takes out the words of a mail that said the same as another one to the same people."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def take_out(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("notify", "MessageTemplate").objects.filter(key="not-published").delete()


class Migration(migrations.Migration):
    dependencies = [("notify", "0002_forget_when_sent")]

    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
