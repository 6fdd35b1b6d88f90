"""One question, saving an answer to it, a list."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from tests.bench.floor_app.models import Answer, Question


@login_required
def question(request: HttpRequest, pk: int) -> HttpResponse:
    asked = Question.objects.get(pk=pk)
    if request.method == "POST":
        Answer.objects.create(question=asked, value=request.POST["answer"])
        return HttpResponseRedirect(request.path)
    return render(request, "question.html", {"asked": asked})


@login_required
def rows(request: HttpRequest, number: int) -> HttpResponse:
    return render(request, "rows.html", {"rows": Question.objects.order_by("-pk")[:number]})


urlpatterns = [path("question/<int:pk>/", question), path("rows/<int:number>/", rows)]
