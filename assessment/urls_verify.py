"""Addresses for whoever holds a report in hand: no sign-in. The second stands in the QR code of covers."""

from django.urls import path

from assessment.views import verify

urlpatterns = [
    path("verify/", verify.verify, name="verify"),
    path("verify/<str:code>/", verify.verify_code, name="verify_code"),
]
