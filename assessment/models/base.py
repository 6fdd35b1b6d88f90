"""What every row of a firm has: the firm, a manager that raises outside a scope, a public key."""

import secrets
from typing import Any

from django.db import models
from django_scopes import ScopedManager

# No 0, 1, i, l, o: people read keys aloud. 12 of 31 letters are 59 bits.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def random_key() -> str:
    """A public id that tells neither number nor order."""
    return "".join(secrets.choice(ALPHABET) for _ in range(12))


class KeyField(models.CharField[str, str]):
    """The public id of a row: random, unique, what addresses show."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=12, unique=True, editable=False, default=random_key)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "unique", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs


class FirmRow(models.Model):
    """A row of one firm. Queries outside ``tenant(firm)`` raise ScopeError."""

    # No index of its own: rows are reached through what they hang on, and lists name theirs.
    firm = models.ForeignKey("assessment.Firm", on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = ScopedManager(firm="firm")

    class Meta:
        abstract = True


def one_of(field: str, choices: type[models.TextChoices], name: str) -> models.CheckConstraint:
    """A constraint that lets only the choices into a column."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": choices.values}), name=name)
