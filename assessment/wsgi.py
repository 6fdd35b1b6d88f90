"""What a WSGI server such as gunicorn serves."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
# Whoever holds the turn to write gets the interpreter back ten times as soon from threads that compute.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()
