"""The firm's own pages: names, colour, logo, its positions on open points, its history."""

from django.urls import path, re_path

from assessment.views import firm, history, house_position

urlpatterns = [
    path("firm/", firm.firm, name="firm"),
    path("firm/logo", firm.firm_logo, name="firm_logo"),
    path("firm/logo.png", firm.firm_logo_file, name="firm_logo_file"),
    path("firm/positions/", house_position.house_position_list, name="house_positions"),
    path("firm/positions/<slug:point>/", house_position.house_position, name="house_position"),
    path("firm/history/", history.firm_history, name="firm_history"),
    path("firms/<slug:slug>/choose", firm.firm_choose, name="firm_choose"),
    re_path(r"^colors/(?P<accent>[0-9a-f]{6})\.css$", firm.firm_colors, name="firm_colors"),
]
