"""What the list of claims can be narrowed by."""

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict

from sources.paging import count, printable

from .models import Claim, Status, Topic
from .querysets import STATUSES

LONGEST_SEARCH = 200

REASONS = {
    "q": ("search for", f"a search is at most {LONGEST_SEARCH} characters of text"),
    "status": ("status", "there is no such status"),
    "topic": ("topic", "there is no such topic"),
}


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
        return self.form.cleaned_data.get(name) if self.is_bound and not self.form.errors.get(name) else None

    def kept(self) -> QueryDict:
        """The query without what was ignored, for the addresses of other pages and filters."""
        kept = QueryDict(mutable=True)
        for name in (*self.filters, "page"):
            if self.data.get(name) and name not in self.form.errors:
                kept[name] = self.data[name]
        return kept

    def counts(self) -> dict[str, int]:
        """How many claims each status would leave, the other filters kept. A query for each."""
        claims = self.queryset
        for name in ("q", "topic"):
            if value := self.chosen(name):
                claims = self.filters[name].filter(claims, value)
        return {status: count(claims.filter(status=status)) for status in STATUSES}

    def ignored(self) -> list[str]:
        """One sentence for everything that was asked for and left out."""
        return [
            f"Ignored: the {label} “{printable(self.data[name])}”. The reason: {reason}."
            for name, (label, reason) in REASONS.items()
            if name in self.form.errors
        ]
