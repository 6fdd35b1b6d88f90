"""The host operator's pages: firms and people. Clients' matters are not here, and cannot be."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from assessment.models import Edition, Firm, User

admin.site.site_header = admin.site.site_title = "Hegui"


@admin.register(Firm)
class FirmAdmin(admin.ModelAdmin[Firm]):
    """The houses on this host."""

    list_display = ("slug", "name_zh", "name_en", "created_at")
    exclude = ("logo",)


@admin.register(User)
class PersonAdmin(UserAdmin[User]):
    """The people who can sign in."""

    list_display = ("email", "name", "language", "is_active", "is_staff", "joined_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("email",)
    fieldsets = (
        (None, {"fields": ("email", "password", "name", "language")}),
        (None, {"fields": ("is_active", "is_staff", "is_superuser")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "language", "usable_password", "password1", "password2")}),
    )
    filter_horizontal = ()


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin[Edition]):
    """The editions of the rulebook on this host; the database refuses to change them."""

    list_display = ("version", "digest", "released_on")
    exclude = ("body",)

    def has_add_permission(self, request: object) -> bool:
        return False

    def has_change_permission(self, request: object, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        return False
