from django.contrib import admin
from django.urls import reverse

from claims.models import Citation
from editorial.admin.base import panel
from editorial.admin.base.columns import proof, stance
from editorial.admin.workflow.corrections import AlteringAdmin
from editorial.admin.workflow.queue_filter import WithQueues
from editorial.admin.workflow.visibility import HasPage, is_on_record
from editorial.coverage.access import has_coverage_permission
from sources.models import Article

from .article import ArticleAdmin

admin.site.unregister(Article)


@admin.register(Article)
class CitedArticleAdmin(AlteringAdmin, WithQueues, HasPage, ArticleAdmin):
    """Articles, with what each is cited for: `sources` cannot know that."""

    def reason_required(self, obj) -> bool:
        return is_on_record(obj)

    def steps(self, request, obj):
        steps = super().steps(request, obj)
        if has_coverage_permission(request.user):
            steps.append((f"{reverse('admin:coverage_begin')}?article={obj.pk}", "Add coverage"))
        return steps

    def panels(self, request, obj):
        citations = Citation.objects.filter(article=obj).order_by("pk")
        return [
            *super().panels(request, obj),
            panel(
                "What it is cited for",
                citations.select_related("statement__claimant", "statement__claim"),
                {
                    "Excerpt": str,
                    "Claimant": lambda c: c.statement.claimant,
                    "Stance": lambda c: stance(c.statement),
                    "Claim": lambda c: c.statement.claim,
                    "Proof": proof,
                },
                where={"article__id__exact": obj.pk},
                add={"article": obj.pk},
            ),
        ]
