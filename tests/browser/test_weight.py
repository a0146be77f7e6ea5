"""What a page costs its reader: requests and bytes, as a browser asks for them and production sends them."""

import gzip

import pytest

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

MOST_BYTES = 100_000
MOST_REQUESTS = 6


def test_no_page_is_heavy(chromium, site, every_page):
    heavy = {}
    for name, path in every_page.items():
        context = chromium.new_context()
        page = context.new_page()
        answers = []
        page.on("response", lambda answer, answers=answers: answers.append(answer))
        page.goto(site + path, wait_until="networkidle")
        # Files are compressed once, when production collects them; this site serves them as they lie.
        sizes = {answer.url.removeprefix(site): len(gzip.compress(answer.body(), 9)) for answer in answers}
        context.close()
        if sum(sizes.values()) > MOST_BYTES or len(answers) > MOST_REQUESTS:
            heavy[name] = sizes
    assert heavy == {}
