"""The app's start-up: checks, and what the database needs beside its tables."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db.models.signals import post_migrate, pre_migrate


class AssessmentConfig(AppConfig):
    """The one app of the site."""

    name = "assessment"
    verbose_name = "Hegui"

    def ready(self) -> None:
        """Register the checks and the steps around migrations."""
        from assessment import checks  # noqa: F401  (registers itself)
        from assessment.models import walls
        from assessment.services.account import record_sign_in

        pre_migrate.connect(walls.before_migrate, sender=self)
        post_migrate.connect(walls.after_migrate, sender=self)
        post_migrate.connect(after_migrate, sender=self)
        user_logged_in.connect(record_sign_in)


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """Make the table of the cache, and a row for the edition of the rulebook that the code ships."""
    from assessment.models import Edition
    from assessment.services.edition import ensure_edition

    call_command("createcachetable", database=using, verbosity=0)
    if Edition._meta.db_table in _tables(using):
        ensure_edition()


def _tables(using: str) -> list[str]:
    from django.db import connections

    return connections[using].introspection.table_names()
