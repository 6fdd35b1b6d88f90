"""`manage.py sweep`: take back what killed workers held and remove what killed uploads left."""

import time
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assessment.services.document import SILENCE, sweep_documents
from assessment.services.sweeping import sweep_files

KILLED = "The worker was killed."


class Command(BaseCommand):
    """Documents know their own attempts; the task rows a killed worker left running are closed.

    Safe to run at any time and in several places at once. ``--every`` is for hosts without cron: it goes
    on until it is stopped, also over a database that is away for a while.
    """

    help = "Queue again the documents that a killed worker held; remove files that belong to nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--every", type=int, metavar="SECONDS", help="sweep again and again, until stopped"
        )
        parser.add_argument(
            "--no-worker-runs", action="store_true",
            help="do not wait for signs of life: say so only while no worker is running",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        every = options["every"]
        silence = timedelta(0) if options["no_worker_runs"] else SILENCE
        if every is None:
            self._sweep(silence)
            return
        if every < 1:
            raise CommandError("--every takes a number of seconds, 1 or more.")
        while True:
            close_old_connections()
            try:
                self._sweep(silence)
            except Error as error:
                self.stderr.write(f"Not swept: {error}")
            time.sleep(every)

    def _sweep(self, silence: timedelta) -> None:
        documents = sweep_documents(silence=silence)
        lost = DBTaskResult.objects.filter(
            status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - silence * 1.5
        ).update(status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback=KILLED)
        files = sweep_files()
        told = (
            f"{documents['queued']} queued again, {documents['given_up']} given up, "
            f"{lost} lost tasks closed, {files['drafts']} drafts and "
            f"{files['orphans']} files without a row removed"
        )
        if files["left_alone"]:
            told += f"; {files['left_alone']} files without a row left alone, see the log"
        self.stdout.write(told)
