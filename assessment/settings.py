"""The one settings file. Every value that differs between hosts comes from the environment.

Names carry the prefix ``HEGUI_``; a wrong value stops the start with a sentence that names the
setting, its value and what is allowed. Without any of them a local trial runs on SQLite in ``var/``.
"""

import sys
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from assessment import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent

# Where and how it runs
PRODUCTION = env.switch("PRODUCTION")
DEBUG = env.switch("DEBUG")
if DEBUG and PRODUCTION:
    raise env.refuse("DEBUG", "on", "off while HEGUI_PRODUCTION is on")
DATA_DIR = (BASE_DIR / env.text("DATA_DIR", "var")).resolve()
SECRET_KEY = env.secret(DATA_DIR, production=PRODUCTION)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", () if PRODUCTION else ("127.0.0.1", "localhost", "[::1]"))
if PRODUCTION and not ALLOWED_HOSTS:
    raise env.refuse("ALLOWED_HOSTS", "", "the names under which the site is reached, parted by commas")
CSRF_TRUSTED_ORIGINS = env.words("ORIGINS")
SITE_URL = env.address("SITE_URL", secure=PRODUCTION)  # where the QR code of a report leads
ROOT_URLCONF = "assessment.urls"
WSGI_APPLICATION = "assessment.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "assessment",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
]

# Short on purpose: every page pays for every line. The last one knows who may enter which firm.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "assessment.middleware.EntryMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "assessment.context.site",
            ]
        },
    }
]

# Data
DATABASES = {
    "default": env.database(env.text("DATABASE_URL", f"sqlite:///{DATA_DIR}/hegui.sqlite3"), BASE_DIR)
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
SESSION_ENGINE = "assessment.sessions"
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 12, least=1, most=24 * 90) * 3600
EVIDENCE_DIR = DATA_DIR / "evidence"
DOCUMENT_DIR = DATA_DIR / "documents"
EVIDENCE_MAX_BYTES = env.number("EVIDENCE_MAX_MB", 25, least=1, most=2000) * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
TASKS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "pdf", "mail"]}
}

# Languages and times
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LANGUAGE_CODE = env.choice("LANGUAGE", "en", ("zh-hans", "en"))
LOCALE_PATHS = [BASE_DIR / "assessment" / "locale"]
FORMAT_MODULE_PATH = ["assessment.formats"]
USE_TZ = True
TIME_ZONE = env.text("TIME_ZONE", "Asia/Shanghai")

# Static files: the hashed, compressed set once it is collected, the sources until then.
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
_IS_COLLECTED = not DEBUG and (
    PRODUCTION or "collectstatic" in sys.argv[1:2] or (STATIC_ROOT / "staticfiles.json").exists()
)
_MANIFEST = "assessment.static_files.OneSheetStorage"
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_DIR},
    },
    "staticfiles": {"BACKEND": _MANIFEST if _IS_COLLECTED else _PLAIN},
}
if not _IS_COLLECTED:
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = DEBUG

# Signing of PDFs; what is wrong with these is told by checks.py
SIGNING_KEY = env.file("SIGNING_KEY", BASE_DIR)
SIGNING_CERTIFICATE = env.file("SIGNING_CERTIFICATE", BASE_DIR)  # followed by those above it
SIGNING_PKCS12 = env.file("SIGNING_PKCS12", BASE_DIR)  # instead of the two
SIGNING_PASSPHRASE = env.text("SIGNING_PASSPHRASE")
TIMESTAMP_URL = env.text("TIMESTAMP_URL").strip()
TIMESTAMP_ROOTS = env.file("TIMESTAMP_ROOTS", BASE_DIR)

# Accounts
AUTH_USER_MODEL = "assessment.User"
AUTHENTICATION_BACKENDS = ["assessment.backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "assessment.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[Hegui] "
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PRODUCTION else "http"
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Hegui"
MFA_FORMS = {
    "add_webauthn": "assessment.forms.second_factor.AddKeyForm",
    "edit_webauthn": "assessment.forms.second_factor.EditKeyForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PROXY_COUNT", 0, most=10)

# Mail
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if env.text('EMAIL_HOST') else 'console'}.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
_EMAIL_SECURITY = env.choice("EMAIL_SECURITY", "starttls", ("starttls", "tls", "none"))
EMAIL_USE_TLS = _EMAIL_SECURITY == "starttls"
EMAIL_USE_SSL = _EMAIL_SECURITY == "tls"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "Hegui <hegui@localhost>")

# What a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "assessment.stash.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
LANGUAGE_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = PRODUCTION and env.switch("SSL_REDIRECT", True)
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Forms
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "assessment": {"level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))}
    },
}
