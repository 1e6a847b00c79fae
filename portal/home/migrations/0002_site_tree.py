"""The site's fixed skeleton: home page, training catalogue, directory, and the parents' section.

Their addresses are part of the portal's contract, so a new portal has them from the first start.
"""

from django.db import migrations

SECTIONS = [
    ("training", "TrainingIndexPage", "training", "Training"),
    ("directory", "DirectoryIndexPage", "directory", "Directory of resources"),
    ("parents", "ParentsIndexPage", "parents", "Parents and carers"),
]


def plant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    locale = Locale.objects.first() or Locale.objects.create(language_code="en")

    def content_type(app, model):
        return ContentType.objects.get_or_create(app_label=app, model=model.lower())[0]

    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    home = apps.get_model("home", "HomePage").objects.create(
        title="Home",
        draft_title="Home",
        slug="home",
        path=f"{root.path}0001",
        depth=2,
        numchild=len(SECTIONS),
        url_path="/home/",
        locale=locale,
        content_type=content_type("home", "HomePage"),
        example_searches="autism, anxiety at school, dyslexia",
    )
    root.numchild = 1
    root.save(update_fields=["numchild"])
    for number, (app, model, slug, title) in enumerate(SECTIONS, start=1):
        apps.get_model(app, model).objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            path=f"{home.path}{number:04d}",
            depth=3,
            numchild=0,
            url_path=f"/home/{slug}/",
            locale=locale,
            content_type=content_type(app, model),
        )
    Site.objects.create(
        hostname="localhost",
        site_name="Kent Directory of Resources",
        root_page_id=home.pk,
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("training", "0001_initial"),
        ("directory", "0001_initial"),
        ("parents", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
