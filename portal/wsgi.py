"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")

application = get_wsgi_application()

# What is loaded by now stays for good. Python's default looks through it again after every few hundred
# new objects, which costs a tenth of each page (docs/performance.md).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 10, 10)
