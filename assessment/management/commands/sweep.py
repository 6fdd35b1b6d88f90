"""`manage.py sweep`: take back what killed workers held. For cron, every few minutes."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from assessment.services.document import SILENCE, sweep_documents


class Command(BaseCommand):
    """Documents know their own attempts; the task rows a killed worker left running are closed."""

    help = "Queue again the documents that a killed worker held."

    def handle(self, *args: Any, **options: Any) -> None:
        told = sweep_documents()
        lost = DBTaskResult.objects.filter(
            status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - SILENCE - timedelta(minutes=5)
        ).update(
            status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback="The worker was killed."
        )
        self.stdout.write(
            f"{told['queued']} queued again, {told['given_up']} given up, {lost} lost tasks closed"
        )
