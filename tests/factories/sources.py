"""Factories for outlets, articles and captures."""

import datetime
import hashlib

import factory
from factory.django import DjangoModelFactory

from sources.models import Article, Capture, Outlet

MOMENT = datetime.datetime(2017, 4, 20, 12, tzinfo=datetime.UTC)


class OutletFactory(DjangoModelFactory):
    class Meta:
        model = Outlet

    name = factory.Sequence(lambda n: f"Outlet {n}")


class ArticleFactory(DjangoModelFactory):
    class Meta:
        model = Article

    outlet = factory.SubFactory(OutletFactory)
    title = factory.Sequence(lambda n: f"Article {n}")
    published_on = datetime.date(2017, 4, 12)


class CaptureFactory(DjangoModelFactory):
    class Meta:
        model = Capture

    class Params:
        text = "The words of the article."

    article = factory.SubFactory(ArticleFactory)
    sha256 = factory.LazyAttribute(lambda o: hashlib.sha256(o.text.encode()).hexdigest())
    length = factory.LazyAttribute(lambda o: len(o.text))
    words = factory.LazyAttribute(lambda o: len(o.text.split()))
    captured_at = MOMENT
    obtained = "pasted"
