from django.db import migrations


class Migration(migrations.Migration):
    """The day on which a review was frozen is no longer that of its figures."""

    dependencies = [("reporting", "0031_withdrawn_periods")]

    operations = [migrations.RenameField("review", "known_on", "frozen_on")]
