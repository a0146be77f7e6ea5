"""Outlets."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from core.models import KeyedManager, KeyedModel, keep_on_record
from core.names import NameField
from sources.text_search import index_names


@keep_on_record()
class Outlet(KeyedModel):
    """A publisher of articles: a newspaper, a broadcaster, a news agency.

    Not a claimant: what an outlet says in its own voice is recorded in `claims`.
    """

    name = NameField(max_length=120, unique=True)
    home_page = models.URLField(blank=True)
    country = NameField(
        max_length=60, blank=True, help_text="Where it is published, as readers name the country."
    )
    funding = NameField(
        "owned or funded by", max_length=300, blank=True, help_text="Only with a source for it."
    )
    funding_source = models.CharField(
        "source for that",
        max_length=500,
        blank=True,
        help_text="A page or document where a reader can check it.",
    )

    objects: ClassVar[KeyedManager[Self]] = KeyedManager()

    class Meta:
        indexes = [
            # The fields and the list of the admin that find an outlet.
            index_names("name", name="outlet_part_of_name")
        ]
        constraints = [
            models.CheckConstraint(
                name="outlet_funding_has_a_source",
                condition=Q(funding="") | ~Q(funding_source=""),
                violation_error_message="Say where readers can check who owns or funds the outlet.",
            ),
            models.CheckConstraint(
                name="outlet_has_a_name",
                condition=~Q(name=""),
                violation_error_message="An outlet needs a name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def slug(self) -> str:
        return slugify(self.name) or "outlet"

    def get_absolute_url(self) -> str:
        return reverse("outlet_detail", args=[self.pk, self.slug])
