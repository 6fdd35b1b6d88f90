"""Addresses of reports and documents."""

from django.urls import path

from assessment.views import report

urlpatterns = [
    path("assessments/<key:key>/reports/", report.report_new, name="report_new"),
    path("documents/<key:key>/", report.document, name="document"),
    path("documents/<key:key>/file", report.document_file, name="document_file"),
    path("reports/", report.report_list, name="report_list"),
]
