import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from claims.actions.reports import CONTACT_KEPT, REPORT_KEPT, WAITING_CONTACT_KEPT
from tests.support.html import links_of, text_of

SECURITY_TXT = "/.well-known/security.txt"


@pytest.mark.django_db
def test_every_page_leads_to_it_and_it_says_how_long_what_is_kept(client, settings):
    settings.CONTACT_EMAIL = settings.SECURITY_CONTACT = ""
    page = client.get(links_of(client.get("/"))["Corrections, accessibility, privacy"])
    text = text_of(page)
    for kept in (CONTACT_KEPT, WAITING_CONTACT_KEPT, REPORT_KEPT):
        assert f"{kept.days} days" in text
    assert "mailto:" not in page.text and not page.cookies
    settings.CONTACT_EMAIL, settings.SECURITY_CONTACT = "desk@record.example", "security@record.example"
    text = text_of(client.get("/about/policies/"))
    assert "Write to security@record.example if you found a weakness" in text
    assert "Write to desk@record.example." in text
    assert "срок" in text_of(client.get("/ru/about/policies/")).lower()


def test_security_txt_is_as_rfc_9116_has_it(client, settings, monkeypatch):
    settings.SECURITY_CONTACT, settings.SITE_URL = "security@record.example", "https://record.example"
    for year in (2026, 2031):
        now = datetime.datetime(year, 12, 31, 23, 59, tzinfo=datetime.UTC)
        monkeypatch.setattr(timezone, "now", lambda now=now: now)
        answer = client.get(SECURITY_TXT)
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        lines = answer.text.splitlines()
        assert all(re.fullmatch(r"[A-Z][A-Za-z-]+: \S.*", line) for line in lines)
        fields = dict(line.split(": ", 1) for line in lines)
        assert len(fields) == len(lines)
        expires = datetime.datetime.fromisoformat(fields.pop("Expires"))
        assert datetime.timedelta(days=30) < expires - now < datetime.timedelta(days=365)
        assert fields == {
            "Contact": "mailto:security@record.example",
            "Preferred-Languages": "en, ru",
            "Canonical": f"https://record.example{SECURITY_TXT}",
            "Policy": "https://record.example/about/policies/#security",
        }
    policy = urlsplit(fields["Policy"])
    assert f'id="{policy.fragment}"' in client.get(policy.path).text


def test_without_an_address_there_is_no_security_txt(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(SECURITY_TXT).status_code == 404
