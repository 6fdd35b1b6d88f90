"""`manage.py restore FILE`: put a backup in place."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from assessment.services.backup import BackupError, restore


class Command(BaseCommand):
    """Checks the whole backup first; what stood there is set aside. Brings an older backup up to date."""

    help = "Replace the database, the evidence and the documents by those of a backup. Stop the site first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `manage.py backup` wrote")
        parser.add_argument(
            "--force", action="store_true", help="also where there is data already (it is set aside)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            manifest = restore(options["file"], force=options["force"])
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        self.stdout.write(f"restored {len(manifest['files'])} files of {manifest['made_at']}")
