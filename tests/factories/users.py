"""Factories for accounts."""

import datetime

import factory
from django.contrib.auth import get_user_model
from factory.django import DjangoModelFactory

from api.models import PersonalToken, Scope


class UserFactory(DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"user{n}")


class TokenFactory(DjangoModelFactory):
    """A token. Its secret, which is stored nowhere, is its attribute `secret`."""

    class Meta:
        model = PersonalToken

    user = factory.SubFactory(UserFactory, is_staff=True)
    name = factory.Sequence(lambda n: f"Program {n}")
    scopes = list(Scope.values)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        token, token.secret = model_class.objects.create(expiry=datetime.timedelta(days=90), **kwargs)
        return token
