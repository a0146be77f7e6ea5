"""Offered citations, which editors and publishers may look at.

Django makes permissions after the last migration, too late for groups that need them, so they are
made here first. Offering needs none of its own, and letting through is publishing.
"""

from importlib import import_module

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.apps import apps as current_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

permissions = import_module("claims.migrations.0011_roles").permissions
VIEW = ["claims.view_offeredcitation"]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    for name in ("Editor", "Publisher"):
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, VIEW))


def take_away(apps, schema_editor):
    for name in ("Editor", "Publisher"):
        apps.get_model("auth", "Group").objects.get(name=name).permissions.remove(*permissions(apps, VIEW))


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_roles_in_the_background"),
        ("sources", "0004_resembling"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OfferedCitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("quote", "quotation"),
                            ("paraphrase", "paraphrase"),
                            ("own_words", "the outlet's own words"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("headline", "headline"),
                            ("summary", "summary"),
                            ("body", "body"),
                            ("caption", "caption"),
                            ("teaser", "teaser"),
                        ],
                        default="body",
                        max_length=8,
                    ),
                ),
                ("excerpt", models.CharField(max_length=400)),
                ("start", models.PositiveIntegerField()),
                ("end", models.PositiveIntegerField()),
                ("prefix", models.CharField(blank=True, max_length=64)),
                ("suffix", models.CharField(blank=True, max_length=64)),
                ("translated_by", models.CharField(blank=True, max_length=120)),
                ("offered_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "waiting"),
                            ("accepted", "let through"),
                            ("sent_back", "sent back"),
                            ("withdrawn", "withdrawn by the editor"),
                        ],
                        default="",
                        max_length=9,
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "note",
                    models.TextField(
                        blank=True, help_text="Why it was sent back, for the editor.", max_length=1000
                    ),
                ),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_citations",
                        to="sources.article",
                    ),
                ),
                (
                    "capture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_citations",
                        to="sources.capture",
                    ),
                ),
                (
                    "citation",
                    models.OneToOneField(
                        blank=True,
                        help_text="What it became.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="offer",
                        to="claims.citation",
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="citations_offered",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "relayed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_relays",
                        to="claims.claimant",
                    ),
                ),
                (
                    "relayed_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_relays_for",
                        to="claims.claimant",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offers_settled",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_citations",
                        to="claims.statement",
                    ),
                ),
                (
                    "via",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="offered_transmitted",
                        to="sources.outlet",
                    ),
                ),
            ],
            options={
                "verbose_name": "offered citation",
                "verbose_name_plural": "evidence waiting",
                "indexes": [
                    models.Index(
                        condition=models.Q(("outcome", "")), fields=["offered_at"], name="offered_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["", "accepted", "sent_back", "withdrawn"])),
                        name="offered_outcome_is_known",
                        violation_error_message="An offer is waiting, let through, sent back or withdrawn.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""), ("settled_at__isnull", True), ("settled_by__isnull", True)
                            ),
                            models.Q(
                                models.Q(("outcome", ""), _negated=True),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="offered_outcome_says_who_and_when",
                        violation_error_message="A settled offer, and only such a one, has a person and a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("citation__isnull", False), ("outcome", "accepted")),
                            models.Q(
                                models.Q(("outcome", "accepted"), _negated=True), ("citation__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="offered_accepted_has_its_citation",
                        violation_error_message="What was let through, and nothing else, has become a citation.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "sent_back"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="offered_sent_back_says_why",
                        violation_error_message="Say why these words are sent back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "end",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("start"), "+", django.db.models.functions.text.Length("excerpt")
                                ),
                            )
                        ),
                        name="offered_offsets_span_the_excerpt",
                        violation_error_message="The offsets do not span the excerpt.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("statement", "article", "excerpt"),
                        name="offered_waits_once",
                        violation_error_message="These words are offered for this statement already.",
                    ),
                ],
            },
        ),
        migrations.RunPython(give, take_away),
    ]
