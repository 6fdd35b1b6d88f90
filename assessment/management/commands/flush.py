"""Django's `flush`, with the triggers out of the way while the tables are emptied."""

from typing import Any

from django.core.management.commands.flush import Command as DjangoFlush

from assessment.models import walls
from assessment.services.edition import ensure_edition


class Command(DjangoFlush):
    """The walls refuse to delete events, so they stand aside for the one command that deletes everything."""

    def handle(self, **options: Any) -> None:
        using = options["database"]
        walls.take_down(using)
        try:
            super().handle(**options)
        finally:
            walls.put_up(using)
        ensure_edition()
