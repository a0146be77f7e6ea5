"""Leads are for editors."""

import pytest

from claims.models import Claim
from tests import factories as make
from tests.support.page_list import public_pages


@pytest.mark.django_db
@pytest.mark.usefixtures("moscow_record")
def test_readers_never_see_them(client):
    words = {"title": "Zanzibarian", "source": "Zanzibarian", "outlet_name": "Zanzibarian"}
    for claim in Claim.objects.all():
        make.LeadFactory(claim=claim, **words)
    pages = public_pages()
    assert pages
    for name, address in pages.items():
        text = client.get(address).content.decode()
        assert "Zanzibarian" not in text and "lead.example" not in text, name
