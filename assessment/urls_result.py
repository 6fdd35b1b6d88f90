"""Addresses of the result of an assessment."""

from django.urls import path

from assessment.views import position, result

urlpatterns = [
    path("assessments/<key:key>/result/", result.result, name="result"),
    path("assessments/<key:key>/positions/<slug:point>/", position.position, name="position"),
]
