"""What the list of claims can be narrowed by."""

import django_filters
from django.db.models import QuerySet

from sources.paging import count, printable

from .models import Claim, Status, Topic
from .querysets import STATUSES

LONGEST_SEARCH = 200


class ClaimFilter(django_filters.FilterSet):
    """Words, status and topic. What makes no sense is left out, and `ignored` says so."""

    q = django_filters.CharFilter(method="search", label="words", max_length=LONGEST_SEARCH)
    status = django_filters.ChoiceFilter(choices=[(status, Status(status).label) for status in STATUSES])
    topic = django_filters.ModelChoiceFilter(field_name="topics", queryset=Topic.objects.on_record())

    class Meta:
        model = Claim
        fields = []

    def search(self, claims: QuerySet, name: str, words: str) -> QuerySet:
        return claims.matching(words)

    def chosen(self, name: str):
        """What `name` was set to, if that made sense; else nothing."""
        return self.form.cleaned_data.get(name) if self.form.is_bound else None

    def counts(self) -> dict[str, int]:
        """How many claims each status would leave, the other filters kept. A query for each."""
        claims = self.queryset
        for name in ("q", "topic"):
            if value := (self.form.errors is not None and self.chosen(name)):
                claims = self.filters[name].filter(claims, value)
        return {status: count(claims.filter(status=status)) for status in STATUSES}

    def ignored(self) -> list[str]:
        """One sentence for everything that was asked for and left out."""
        reasons = {
            "status": "there is no such status",
            "topic": "there is no such topic",
            "q": "a search is at most 200 characters of text",
        }
        asked = {name: printable(self.data.get(name, "")) for name in self.form.errors}
        labels = {"q": "search for", "status": "status", "topic": "topic"}
        return [
            f"Ignored: the {labels[name]} “{value}”. The reason: {reasons[name]}."
            for name, value in asked.items()
        ]
