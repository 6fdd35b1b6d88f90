"""Addresses of obligations, findings, actions, evidence and history."""

from django.urls import path

from assessment.views import action, evidence, finding, history, many

urlpatterns = [
    path("assessments/<key:key>/obligations/<slug:name>/", finding.obligation, name="obligation"),
    path("assessments/<key:key>/obligations/<slug:name>/actions", action.action_add, name="action_add"),
    path(
        "assessments/<key:key>/obligations/<slug:name>/evidence",
        evidence.obligation_evidence,
        name="obligation_evidence",
    ),
    path("assessments/<key:key>/findings/many", many.findings_many, name="findings_many"),
    path("actions/", action.actions, name="my_actions"),
    path("actions/calendar.ics", action.calendar, name="calendar"),
    path("actions/<key:key>", action.action_change, name="action_change"),
    path("services/<key:key>/evidence/", evidence.evidence_list, name="evidence_list"),
    path("services/<key:key>/history/", history.history, name="history"),
    path("evidence/<key:key>/", evidence.evidence, name="evidence"),
    path("evidence-files/<key:key>", evidence.evidence_file, name="evidence_file"),
]
