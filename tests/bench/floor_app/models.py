"""Two tables: what is asked, and what was answered."""

from typing import ClassVar

from django.db import models


class Question(models.Model):
    """A question, and a row of the list."""

    name = models.CharField(max_length=100)
    text = models.CharField(max_length=300)
    state = models.CharField(max_length=20)
    objects: ClassVar[models.Manager["Question"]] = models.Manager()

    class Meta:
        app_label = "floor_app"

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """An answer, added and never changed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE)
    value = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
    objects: ClassVar[models.Manager["Answer"]] = models.Manager()

    class Meta:
        app_label = "floor_app"

    def __str__(self) -> str:
        return self.value
