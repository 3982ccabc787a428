"""Entry of the web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "phongtrao.config.settings")
application = get_wsgi_application()
# What is loaded now stays: without this, collecting garbage walks over all of it again and again,
# which lengthens one page in ten by half.
gc.freeze()
