"""Entry of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
application = get_wsgi_application()
# What is loaded now stays: without this, collecting garbage walks over all of it again and again,
# which lengthens one page in ten by half.
gc.freeze()
# A page makes tens of thousands of rows and lets them go as it ends: they are gone through once or
# twice on the way, not ten times.
gc.set_threshold(20_000, 10, 10)
