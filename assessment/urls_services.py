"""Services, clients, people: what there is, who may see it, and where an assessment begins."""

from django.urls import path

from assessment.views import home

urlpatterns = [
    path("", home.home, name="home"),
]
