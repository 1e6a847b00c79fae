"""Writes down what the finder looks in, for schools that were there before it."""

from django.db import migrations

from portal.accounts.finder.words import search_text


def fill(apps, _schema_editor):
    School = apps.get_model("accounts", "School")
    batch = []
    for school in School.objects.order_by("pk").iterator(chunk_size=1000):
        school.search_text = search_text(school)
        batch.append(school)
        if len(batch) == 1000:
            School.objects.bulk_update(batch, ["search_text"])
            batch.clear()
    School.objects.bulk_update(batch, ["search_text"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_school_register")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
