"""Addresses of the questions of an assessment."""

from django.urls import path

from assessment.views import answers, interview, question

urlpatterns = [
    path("assessments/<key:key>/", interview.assessment, name="assessment"),
    path("assessments/<key:key>/next", question.next_question, name="next_question"),
    path("assessments/<key:key>/questions/<slug:name>/", question.question, name="question"),
    path("assessments/<key:key>/all/", answers.all_answers, name="all_answers"),
    path("assessments/<key:key>/check/", interview.check_answers, name="check_answers"),
    path("assessments/<key:key>/check/<slug:topic>/", interview.check_answers, name="check_topic"),
    path("assessments/<key:key>/questions.html", answers.question_print, name="question_print"),
    path("assessments/<key:key>/answers.yaml", answers.answers_download, name="answers_download"),
    path("assessments/<key:key>/upload/", answers.answers_upload, name="answers_upload"),
]
