import bookings.places.models
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0002_waiting_list'),
    ]

    operations = [
        migrations.AlterField(
            model_name='place',
            name='key',
            field=models.CharField(default=bookings.places.models.new_key, editable=False, max_length=32, unique=True),
        ),
    ]
