"""The addresses of the site. Ids in them are random keys, never numbers that count."""

from django.contrib import admin
from django.urls import include, path, register_converter

from assessment.converters import KeyConverter

register_converter(KeyConverter, "key")

urlpatterns = [
    # First, because addresses are tried in order and most pages looked at are questions.
    path("", include("assessment.urls_questions")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("assessment.urls_services")),
    path("", include("assessment.urls_firm")),
    path("", include("assessment.urls_result")),
    path("", include("assessment.urls_findings")),
    path("", include("assessment.urls_reports")),
    path("", include("assessment.urls_talk")),
    path("", include("assessment.urls_verify")),
]
