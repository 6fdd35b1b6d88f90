"""Every table, with the firm on every row and the constraints in the database."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import assessment.models.base


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="e-mail address")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name")),
                (
                    "language",
                    models.CharField(
                        choices=[("zh-hans", "Simplified Chinese"), ("en", "English")],
                        default="zh-hans",
                        max_length=7,
                        verbose_name="language",
                    ),
                ),
                ("is_staff", models.BooleanField(default=False, verbose_name="runs this host")),
                ("is_active", models.BooleanField(default=True, verbose_name="can sign in")),
                ("joined_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        name="user_email_is_unique_in_any_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["zh-hans", "en"])), name="user_language_is_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=40, verbose_name="version")),
                ("digest", models.CharField(max_length=71, unique=True, verbose_name="digest")),
                ("body", models.TextField()),
                ("released_on", models.DateField(verbose_name="released on")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "edition of the rulebook",
                "verbose_name_plural": "editions of the rulebook",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__startswith", "sha256:")), name="edition_digest_is_sha256"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Firm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="path")),
                ("name_zh", models.CharField(max_length=200, verbose_name="name in Chinese")),
                ("name_en", models.CharField(max_length=200, verbose_name="name in English")),
                (
                    "accent",
                    models.CharField(
                        default="#1d3557",
                        max_length=7,
                        validators=[django.core.validators.RegexValidator("^#[0-9a-f]{6}\\Z")],
                        verbose_name="accent colour",
                    ),
                ),
                ("logo", models.BinaryField(blank=True, editable=True, null=True, verbose_name="logo")),
                (
                    "mfa_roles",
                    models.JSONField(
                        blank=True, default=list, verbose_name="roles that need a second factor"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "firm",
                "verbose_name_plural": "firms",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("accent__startswith", "#")), name="firm_accent_is_a_color"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Client",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("name_zh", models.CharField(max_length=200, verbose_name="name in Chinese")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "client",
                "verbose_name_plural": "clients",
                "indexes": [models.Index(fields=["firm", "archived_at"], name="client_open")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("firm", "name_zh"), name="client_name_is_unique_in_its_firm"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Service",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("name_zh", models.CharField(max_length=200, verbose_name="name in Chinese")),
                ("name_en", models.CharField(blank=True, max_length=200, verbose_name="name in English")),
                (
                    "description_zh",
                    models.TextField(blank=True, max_length=4000, verbose_name="description in Chinese"),
                ),
                (
                    "description_en",
                    models.TextField(blank=True, max_length=4000, verbose_name="description in English"),
                ),
                ("evidence_count", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("archived_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="assessment.client",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "service",
                "verbose_name_plural": "services",
                "indexes": [
                    models.Index(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=["firm", "-updated_at", "-id"],
                        name="service_newest",
                    ),
                    models.Index(fields=["client", "-updated_at"], name="service_of_client"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("archived_at__isnull", True)),
                        fields=("client", "name_zh"),
                        name="service_name_is_unique_at_its_client",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("as_of", models.DateField(verbose_name="day asked")),
                ("coverage", models.JSONField(verbose_name="coverage")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("answering", "answering questions"),
                            ("review", "in review"),
                            ("signed_off", "signed off"),
                            ("superseded", "replaced by a newer one"),
                        ],
                        default="answering",
                        max_length=20,
                        verbose_name="stage",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "copied_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "edition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="assessment.edition"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assessments",
                        to="assessment.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "assessment",
                "verbose_name_plural": "assessments",
                "indexes": [models.Index(fields=["service", "-id"], name="assessment_of_service")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("stage__in", ["answering", "review", "signed_off", "superseded"])
                        ),
                        name="assessment_stage_is_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="service",
            name="current",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="assessment.assessment",
            ),
        ),
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "head",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                    ),
                ),
                ("length", models.PositiveIntegerField(default=0)),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "service",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chain",
                        to="assessment.service",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("service__isnull", True)),
                        fields=("firm",),
                        name="chain_once_a_firm",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("verb", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=80)),
                ("payload_digest", models.CharField(max_length=64)),
                ("previous", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("once", models.CharField(blank=True, max_length=80, null=True, unique=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="assessment.chain",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "indexes": [models.Index(fields=["chain", "subject", "-number"], name="event_of_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="event_number_is_unique")
                ],
            },
        ),
        migrations.CreateModel(
            name="Summary",
            fields=[
                (
                    "assessment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="summary",
                        serialize=False,
                        to="assessment.assessment",
                    ),
                ),
                ("input_digest", models.CharField(max_length=71)),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("in_scope", "in scope"),
                            ("likely_in_scope", "likely in scope"),
                            ("uncertain", "uncertain"),
                            ("likely_out_of_scope", "likely out of scope"),
                            ("out_of_scope", "out of scope"),
                            ("not_in_force", "not yet in force"),
                        ],
                        max_length=20,
                    ),
                ),
                ("applies", models.PositiveSmallIntegerField()),
                ("does_not_apply", models.PositiveSmallIntegerField()),
                ("undetermined", models.PositiveSmallIntegerField()),
                ("not_in_force", models.PositiveSmallIntegerField()),
                ("answered", models.PositiveSmallIntegerField()),
                ("unanswered", models.PositiveSmallIntegerField()),
                ("unsure", models.PositiveSmallIntegerField()),
                ("to_reconfirm", models.PositiveSmallIntegerField()),
                ("met", models.PositiveSmallIntegerField()),
                ("partly_met", models.PositiveSmallIntegerField()),
                ("not_met", models.PositiveSmallIntegerField()),
                ("not_assessed", models.PositiveSmallIntegerField()),
                ("not_started", models.PositiveSmallIntegerField()),
                ("in_progress", models.PositiveSmallIntegerField()),
                ("done", models.PositiveSmallIntegerField()),
                ("verified", models.PositiveSmallIntegerField()),
                ("risk_accepted", models.PositiveSmallIntegerField()),
                ("within_reach", models.JSONField(default=list)),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["firm", "scope"], name="summary_by_scope")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "scope__in",
                                [
                                    "in_scope",
                                    "likely_in_scope",
                                    "uncertain",
                                    "likely_out_of_scope",
                                    "out_of_scope",
                                    "not_in_force",
                                ],
                            )
                        ),
                        name="summary_scope_is_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EventPayload",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="payload",
                        serialize=False,
                        to="assessment.event",
                    ),
                ),
                ("body", models.TextField(null=True)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", False), ("erased_at__isnull", True)),
                            models.Q(("body__isnull", True), ("erased_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="event_payload_held_or_erased",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200, verbose_name="title")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="assessment.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence",
                "verbose_name_plural": "evidence",
                "constraints": [
                    models.UniqueConstraint(fields=("service", "number"), name="evidence_number_is_unique"),
                    models.CheckConstraint(
                        condition=models.Q(("title__gt", "")), name="evidence_has_a_title"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("obligation", models.CharField(max_length=40)),
                (
                    "judgement",
                    models.CharField(
                        choices=[
                            ("met", "met"),
                            ("partly_met", "partly met"),
                            ("not_met", "not met"),
                            ("not_assessed", "not assessed"),
                        ],
                        default="not_assessed",
                        max_length=12,
                        verbose_name="finding",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("not_started", "not started"),
                            ("in_progress", "in progress"),
                            ("done", "done"),
                            ("verified", "verified"),
                            ("risk_accepted", "risk accepted"),
                        ],
                        default="not_started",
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("gap", models.TextField(blank=True, max_length=4000, verbose_name="gap")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                (
                    "reason",
                    models.TextField(blank=True, max_length=4000, verbose_name="why the risk is accepted"),
                ),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="review on")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "accepted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "confirmed_in",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verified_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="assessment.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding",
                "verbose_name_plural": "findings",
                "indexes": [
                    models.Index(
                        condition=models.Q(("owner__isnull", False)),
                        fields=["owner", "due_on"],
                        name="finding_of_owner",
                    ),
                    models.Index(fields=["firm", "status", "due_on"], name="finding_by_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judgement__in", ["met", "partly_met", "not_met", "not_assessed"])
                        ),
                        name="finding_judgement_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["not_started", "in_progress", "done", "verified", "risk_accepted"],
                            )
                        ),
                        name="finding_status_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("service", "obligation"), name="finding_once_an_obligation"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["done", "verified"]), _negated=True),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_done_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "verified"), _negated=True),
                            models.Q(("verified_at__isnull", False), ("verified_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="finding_verified_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_by__isnull", True),
                            models.Q(
                                ("done_by__isnull", False),
                                models.Q(("verified_by", models.F("done_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_verified_by_another_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "risk_accepted"), _negated=True),
                            models.Q(
                                ("accepted_by__isnull", False),
                                ("reason__gt", ""),
                                ("review_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="finding_risk_accepted_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="assessment.evidence",
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence_links",
                        to="assessment.finding",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("evidence", "finding"), name="evidence_link_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="EvidenceRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "file"), ("link", "link"), ("statement", "statement")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="file name")),
                ("stored_name", models.CharField(blank=True, max_length=100)),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("url", models.URLField(blank=True, max_length=2000, verbose_name="link")),
                ("statement", models.TextField(blank=True, max_length=4000, verbose_name="statement")),
                ("effective_on", models.DateField(blank=True, null=True, verbose_name="effective")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="received")),
                ("expires_on", models.DateField(blank=True, null=True, verbose_name="expires")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="assessment.evidence",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("expires_on__isnull", False)),
                        fields=["firm", "expires_on"],
                        name="evidence_expiring",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["file", "link", "statement"])),
                        name="evidence_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("evidence", "number"), name="evidence_revision_number_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "file"),
                                ("sha256__gt", ""),
                                ("size__isnull", False),
                                ("statement", ""),
                                ("stored_name__gt", ""),
                                ("url", ""),
                            ),
                            models.Q(
                                ("kind", "link"), ("statement", ""), ("stored_name", ""), ("url__gt", "")
                            ),
                            models.Q(
                                ("kind", "statement"), ("statement__gt", ""), ("stored_name", ""), ("url", "")
                            ),
                            _connector="OR",
                        ),
                        name="evidence_holds_what_its_kind_says",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_on__isnull", True),
                            ("expires_on__isnull", True),
                            ("expires_on__gte", models.F("effective_on")),
                            _connector="OR",
                        ),
                        name="evidence_expires_after_it_takes_effect",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dissent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("obligation", models.CharField(max_length=40)),
                (
                    "view",
                    models.CharField(
                        choices=[
                            ("applies", "applies"),
                            ("does_not_apply", "does not apply"),
                            ("undetermined", "undetermined"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="dissents",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("view__in", ["applies", "does_not_apply", "undetermined"])),
                        name="dissent_view_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("assessment", "obligation"),
                        name="dissent_once_while_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__gt", "")), name="dissent_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="dissent_withdrawn_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("topic", models.CharField(blank=True, max_length=40)),
                ("question", models.CharField(blank=True, max_length=40)),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "done_at", "due_on"], name="assignment_of_user")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("question__gt", ""), ("topic", "")),
                            models.Q(("question", ""), ("topic__gt", "")),
                            _connector="OR",
                        ),
                        name="assignment_names_a_topic_or_a_question",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=("assessment", "user", "topic", "question"),
                        name="assignment_once_while_open",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("question", models.CharField(max_length=40)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("given", "answered"),
                            ("cleared", "answer taken back"),
                            ("set_aside", "come back later"),
                        ],
                        default="given",
                        max_length=10,
                    ),
                ),
                ("value", models.JSONField(null=True)),
                ("version", models.PositiveIntegerField()),
                ("saw", models.PositiveIntegerField()),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="note")),
                ("said_by", models.CharField(blank=True, max_length=200, verbose_name="who said so")),
                ("source", models.CharField(blank=True, max_length=500, verbose_name="source")),
                ("to_reconfirm", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer",
                "verbose_name_plural": "answers",
                "indexes": [models.Index(fields=["assessment", "question", "id"], name="answer_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["given", "cleared", "set_aside"])),
                        name="answer_kind_is_known",
                    ),
                    models.UniqueConstraint(
                        fields=("assessment", "question", "version"), name="answer_once_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("saw__lt", models.F("version"))),
                        name="answer_saw_an_earlier_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "given"), ("value__isnull", False)),
                            models.Q(("kind__in", ["cleared", "set_aside"]), ("value__isnull", True)),
                            _connector="OR",
                        ),
                        name="answer_has_a_value_if_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Action",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("text", models.CharField(max_length=500, verbose_name="what to do")),
                (
                    "status",
                    models.CharField(
                        choices=[("open", "open"), ("done", "done"), ("dropped", "dropped")],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="due")),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("step", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="actions",
                        to="assessment.finding",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "verbose_name": "action",
                "verbose_name_plural": "actions",
                "indexes": [models.Index(fields=["owner", "status", "due_on"], name="action_of_owner")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "done", "dropped"])),
                        name="action_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text__gt", "")), name="action_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="action_done_by_someone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("step__isnull", False)),
                        fields=("finding", "step"),
                        name="action_once_a_step",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("firm_admin", "firm administrator"),
                            ("firm_member", "counsel"),
                            ("client_member", "client"),
                            ("auditor", "auditor (reads only)"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="the last day on which it holds",
                        null=True,
                        verbose_name="until",
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="assessment.client",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "grant",
                "verbose_name_plural": "grants",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["firm_admin", "firm_member", "client_member", "auditor"])
                        ),
                        name="grant_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", True), ("role", "firm_admin")),
                            models.Q(("client__isnull", False), ("role", "client_member")),
                            ("role__in", ["firm_member", "auditor"]),
                            _connector="OR",
                        ),
                        name="grant_role_fits_its_reach",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client__isnull", True)),
                        fields=("user", "firm"),
                        name="grant_once_a_firm",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("client__isnull", False)),
                        fields=("user", "client"),
                        name="grant_once_a_client",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HousePosition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("open_point", models.CharField(max_length=10)),
                ("reading", models.CharField(choices=[("A", "Reading A"), ("B", "Reading B")], max_length=1)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reading__in", ["A", "B"])),
                        name="house_position_reading_is_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("firm", "open_point"),
                        name="house_position_once_while_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__gt", "")), name="house_position_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="house_position_withdrawn_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("firm_admin", "firm administrator"),
                            ("firm_member", "counsel"),
                            ("client_member", "client"),
                            ("auditor", "auditor (reads only)"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.client",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("role__in", ["firm_admin", "firm_member", "client_member", "auditor"])
                        ),
                        name="invitation_role_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("client__isnull", True), ("role", "firm_admin")),
                            models.Q(("client__isnull", False), ("role", "client_member")),
                            ("role__in", ["firm_member", "auditor"]),
                            _connector="OR",
                        ),
                        name="invitation_role_fits_its_reach",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at__isnull", True), ("used_by__isnull", True)),
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="invitation_used_by_someone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="invitation_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("reason", models.TextField(max_length=4000, verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("open_point", models.CharField(max_length=10)),
                ("reading", models.CharField(choices=[("A", "Reading A"), ("B", "Reading B")], max_length=1)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "house",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.houseposition",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reading__in", ["A", "B"])), name="position_reading_is_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("assessment", "open_point"),
                        name="position_once_while_held",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason__gt", "")), name="position_has_a_reason"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                            models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="position_withdrawn_by_someone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("question", models.CharField(blank=True, max_length=40)),
                ("obligation", models.CharField(blank=True, max_length=40)),
                ("text", models.TextField(max_length=4000, verbose_name="comment")),
                ("at", models.DateTimeField()),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "service",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="assessment.service",
                    ),
                ),
            ],
            options={
                "verbose_name": "comment",
                "verbose_name_plural": "comments",
                "indexes": [models.Index(fields=["service", "-at"], name="comment_of_service")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text__gt", "")), name="comment_says_something"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), ("assessment__isnull", False), _connector="OR"),
                        name="comment_question_of_assessment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("version", models.PositiveIntegerField()),
                ("body", models.BinaryField()),
                ("digest", models.CharField(max_length=71)),
                ("at", models.DateTimeField()),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="snapshots",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["assessment", "-id"], name="snapshot_of_assessment")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest__startswith", "sha256:")),
                        name="snapshot_digest_is_sha256",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SignOff",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("statement", models.TextField(blank=True, max_length=4000, verbose_name="statement")),
                ("at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sign_offs",
                        to="assessment.assessment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "snapshot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_off",
                        to="assessment.snapshot",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", assessment.models.base.KeyField()),
                ("kind", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=7)),
                ("content_key", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("queued", "waiting"),
                            ("running", "being made"),
                            ("done", "ready"),
                            ("failed", "failed"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("progress", models.PositiveSmallIntegerField(default=0)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("beat_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveBigIntegerField(blank=True, null=True)),
                ("stored_name", models.CharField(blank=True, max_length=100)),
                ("error", models.TextField(blank=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessment.firm",
                    ),
                ),
                (
                    "snapshot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="assessment.snapshot",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["queued", "running"])),
                        fields=["status", "beat_at"],
                        name="document_in_work",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["queued", "running", "done", "failed"])),
                        name="document_status_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["zh", "en", "both"])),
                        name="document_language_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__lte", 100)), name="document_progress_is_per_cent"
                    ),
                    models.UniqueConstraint(fields=("firm", "content_key"), name="document_once_a_content"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            models.Q(("sha256__gt", ""), ("size__isnull", False), ("stored_name__gt", "")),
                            _connector="OR",
                        ),
                        name="document_done_has_a_file",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="evidence",
            name="findings",
            field=models.ManyToManyField(
                related_name="evidence", through="assessment.EvidenceLink", to="assessment.finding"
            ),
        ),
    ]
