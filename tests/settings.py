"""The settings under test: the product's own, with what would only slow tests down made quick."""

import os
import tempfile

os.environ.setdefault("HEGUI_DATA_DIR", tempfile.mkdtemp(prefix="hegui-test-"))
os.environ.setdefault("HEGUI_SECRET_KEY", "only-for-tests-" + "x" * 50)

from assessment.settings import *  # noqa: F403
from assessment.settings import DATABASES, STATIC_ROOT, STORAGES

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns of a missing one

# In memory also where several run at once: pytest-django gives an engine it does not know a file a worker.
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": ":memory:"}
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
_IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
TASKS = {"default": {"BACKEND": _IMMEDIATE, "QUEUES": ["default", "pdf", "mail"]}}
CRISPY_FAIL_SILENTLY = False
