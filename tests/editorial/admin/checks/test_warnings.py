"""What is allowed but looks wrong is pointed out after saving."""

import pytest
from django.contrib.messages import get_messages

from claims.models import Claim
from tests import factories as make
from tests.support.admin_html import address, filled

pytestmark = pytest.mark.django_db


def said_of(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "warning"]


def test_a_proposition_that_needs_its_article_is_saved_with_a_warning(as_editor):
    given = {"nature": "fact", "text": "The gate was closed on Friday"}
    [warning] = said_of(as_editor.post(address(Claim, "add"), given))
    assert warning.startswith("Saved, but it says “the gate” and “Friday” without saying which")
    assert Claim.objects.count() == 1


def test_only_a_wording_that_was_changed_is_looked_at(as_editor):
    claim = make.DraftClaimFactory(text="The gate was closed in Vale")
    page = address(Claim, "change", claim.pk)
    said = []
    for change in (
        {"context": "A long story"},
        {"text": "The gate of Vale was closed"},
        {"text": "The gate was closed in Vale"},
    ):
        said.append(len(said_of(as_editor.post(page, filled(as_editor.get(page)) | change))))
    assert said == [0, 0, 1]
    claim.refresh_from_db()
    assert claim.text == "The gate was closed in Vale"
