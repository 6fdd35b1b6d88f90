"""`manage.py check_summaries`: compute every summary row again and say which differ."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.models import Assessment, Stage
from assessment.services.summary import differing, refresh_summary
from assessment.tenancy import each_firm


class Command(BaseCommand):
    """Assessments that are closed keep the summary they were closed with, and are left out."""

    help = "Compute every summary row again and compare. Exit status 1 if one differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="write the computed values")

    def handle(self, *args: Any, **options: Any) -> None:
        looked, wrong = 0, 0
        for firm in each_firm():
            rows = Assessment.objects.exclude(stage__in=[Stage.SIGNED_OFF, Stage.SUPERSEDED]).select_related(
                "edition"
            )
            for assessment in rows.defer("edition__body").iterator(200):
                looked += 1
                differences = differing(assessment)
                if not differences:
                    continue
                wrong += 1
                for name, (kept, computed) in differences.items():
                    self.stdout.write(
                        f"{firm.slug} · {assessment.key} · {name}: kept {kept}, computed {computed}"
                    )
                if options["repair"]:
                    refresh_summary(assessment)
        self.stdout.write(
            f"{looked} summaries, {wrong} wrong{', repaired' if wrong and options['repair'] else ''}"
        )
        if wrong and not options["repair"]:
            raise CommandError("Summaries differ; --repair writes them anew.")
