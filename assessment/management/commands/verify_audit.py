"""`manage.py verify_audit`: walk every audit chain and say where one does not hold."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessment.models import Chain
from assessment.services.audit import verify_chain
from assessment.tenancy import each_firm


class Command(BaseCommand):
    """Each chain is printed with its head, for comparing with what was printed or kept elsewhere."""

    help = "Verify the audit chains. Exit status 1 if one is broken."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = 0
        for firm in each_firm():
            for chain in Chain.objects.select_related("service").order_by("pk"):
                name = chain.service.key if chain.service else "firm"
                breaks = verify_chain(chain)
                broken += bool(breaks)
                for one in breaks:
                    self.stdout.write(f"{firm.slug} · {name} · event {one.number}: {one.what}")
                if not breaks:
                    self.stdout.write(f"{firm.slug} · {name}: {chain.length} events, head {chain.head}")
        if broken:
            raise CommandError(f"{broken} chains are broken.")
