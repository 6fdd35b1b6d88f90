"""`manage.py backup FILE`: everything of a one-machine host in one file, while it runs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.services.backup import BackupError, back_up


class Command(BaseCommand):
    """SQLite only; on PostgreSQL its own tools do this."""

    help = "Write the database, the evidence and the documents to one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="the backup to write, such as hegui.tar.gz; it must not exist"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = back_up(options["file"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['file']}: {len(manifest['files'])} files")
