"""Words are counted alike everywhere: what white space is no longer depends on the locale.

In PostgreSQL's `\\s` the no-break spaces are white space under one locale and letters under
another, so that an excerpt was short enough in one database and too long in the next.
"""

from django.db import migrations, models

SPACES = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_history_at_any_size")]
    operations = [
        migrations.RemoveConstraint(
            model_name="citation",
            name="citation_excerpt_is_not_blank",
        ),
        migrations.RemoveConstraint(
            model_name="citation",
            name="citation_excerpt_is_short",
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(("excerpt__regex", f"[^{SPACES}]")),
                name="citation_excerpt_is_not_blank",
                violation_error_message="An excerpt cannot be empty.",
            ),
        ),
        migrations.AddConstraint(
            model_name="citation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "excerpt__regex",
                        f"^[{SPACES}]*([^{SPACES}]+[{SPACES}]+){{25}}[^{SPACES}]",
                    ),
                    _negated=True,
                ),
                name="citation_excerpt_is_short",
                violation_error_message="An excerpt has at most 25 words: choose the shortest "
                "span that carries the position.",
            ),
        ),
    ]
