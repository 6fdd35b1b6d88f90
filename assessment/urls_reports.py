"""Addresses of reports and documents."""

from django.urls import path

from assessment.views import compare, document, reading, report, sign_off

urlpatterns = [
    path("assessments/<key:key>/reports/", report.report_new, name="report_new"),
    path("assessments/<key:key>/reports/read/", reading.report_preview, name="report_preview"),
    path("assessments/<key:key>/sign-off/", sign_off.sign_off, name="sign_off"),
    path("reports/<key:key>/read/", reading.report_read, name="report_read"),
    path("services/<key:key>/compare/", compare.compare, name="compare"),
    path("documents/<key:key>/", document.document, name="document"),
    path("documents/<key:key>/file", document.document_file, name="document_file"),
    path("reports/", document.report_list, name="report_list"),
]
