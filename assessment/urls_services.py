"""Services, clients, people: what there is, who may see it, and where an assessment begins."""

from django.urls import path

from assessment.views import assessment, client, edition, home, language, person, service

urlpatterns = [
    path("", home.home, name="home"),
    path("services/new", service.service_new, name="service_new"),
    path("services/<key:key>/", service.service, name="service"),
    path("services/<key:key>/edit", service.service_edit, name="service_edit"),
    path("services/<key:key>/archive", service.service_archive, name="service_archive"),
    path("services/<key:key>/assess", assessment.assessment_new, name="assessment_new"),
    path("assessments/<key:key>/terms", assessment.assessment_terms, name="assessment_terms"),
    path("assessments/<key:key>/edition/", edition.edition, name="assessment_edition"),
    path("clients/", client.client_list, name="client_list"),
    path("clients/new", client.client_new, name="client_new"),
    path("clients/<key:key>/", client.client, name="client"),
    path("clients/<key:key>/edit", client.client_edit, name="client_edit"),
    path("clients/<key:key>/archive", client.client_archive, name="client_archive"),
    path("people/", person.people, name="people"),
    path("people/invite", person.person_invite, name="invite"),
    path("people/invitations/<key:key>/withdraw", person.invitation_withdraw, name="invitation_withdraw"),
    path("people/access", person.grant_change, name="grant_change"),
    path("invitation/<str:token>/", person.invitation_accept, name="invitation_accept"),
    path("language", language.set_language, name="set_language"),
]
