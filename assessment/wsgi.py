"""What a WSGI server such as gunicorn serves: whole, before it answers."""

import gc
import os
import sys

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from questionnaire.compiled import compiled
from questionnaire.loading import load_rulebook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "assessment.settings")
# Whoever holds the turn to write gets the interpreter back ten times as soon from threads that compute.
sys.setswitchinterval(0.0005)
# Nothing that is made here is ever thrown away: looking for what can be takes a fifth of the start, and would
# look through all of it again and again while pages are made.
gc.disable()
application = get_wsgi_application()
_ = get_resolver().url_patterns  # the views
compiled(load_rulebook())
gc.freeze()
gc.enable()
