"""The pages in Russian, whose words are longer, can be used and fit as those in English do."""

import pytest

from tests.support.axe import violations
from tests.support.examples import IS_DEEP
from tests.support.layout import find_misfits

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ["home", "claim_list_narrowed", "claim_detail", "topic_detail", "claimant_detail", "article_detail"]


@pytest.mark.parametrize("name", NAMES[:: 1 if IS_DEEP else 2])
def test_a_page_in_russian_can_be_used_and_fits(opened, every_page, name):
    page = opened(f"/ru{every_page[name]}", width=390)
    assert violations(page) == []
    assert find_misfits(page) == []


def test_each_number_of_a_comparison_stands_on_one_line(opened, every_page):
    page = opened(f"/ru{every_page['compare_two']}", width=390)
    lines = page.locator(".overlap dd a").evaluate_all("links => links.map(a => a.getClientRects().length)")
    assert lines == [1, 1, 1, 1]
