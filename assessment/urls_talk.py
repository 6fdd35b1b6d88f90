"""Addresses of what people say to one another and ask of one another."""

from django.urls import path

from assessment.views import assignment, comment

urlpatterns = [
    path("assessments/<key:key>/comments/", comment.comments, name="comments"),
    path("comments/<key:key>", comment.comment_change, name="comment_change"),
    path("assessments/<key:key>/ask/", assignment.ask, name="ask"),
    path("assignments/<key:key>", assignment.assignment_change, name="assignment_change"),
]
