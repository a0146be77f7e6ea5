"""What we promise readers: how we correct mistakes, whom the site is usable by, what we keep of whom."""

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from claims.actions.reports import CONTACT_KEPT, REPORT_KEPT, WAITING_CONTACT_KEPT
from subscriptions.links import CONFIRM

EXPIRES_AFTER = datetime.timedelta(days=90)
"""How long what security.txt says holds. RFC 9116 recommends less than a year."""


@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """Show what we promise readers about corrections, access, their data and security. Queries: 0."""
    context = {
        "contact": settings.CONTACT_EMAIL,
        "publisher": settings.PUBLISHER_NAME,
        "security_contact": settings.SECURITY_CONTACT,
        "contact_days": CONTACT_KEPT.days,
        "waiting_days": WAITING_CONTACT_KEPT.days,
        "report_days": REPORT_KEPT.days,
        "unconfirmed_days": CONFIRM.kept.days,
    }
    return render(request, "policies.html", context)


@require_safe
@cache_control(public=True, max_age=24 * 3600)
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say where weaknesses are reported (RFC 9116). Raises Http404 where no address is set. Queries: 0."""
    if not settings.SECURITY_CONTACT:
        raise Http404("Nobody is named to whom one could write.")
    midnight = timezone.now().astimezone(datetime.UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    fields = {
        "Contact": f"mailto:{settings.SECURITY_CONTACT}",
        "Expires": f"{midnight + EXPIRES_AFTER:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages": ", ".join(
            language.partition("-")[0] for language, _name in settings.LANGUAGES
        ),
        "Canonical": f"{settings.SITE_URL}{reverse('security_txt')}",
        "Policy": f"{settings.SITE_URL}{reverse('policies')}#security",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return HttpResponse(lines, content_type="text/plain; charset=utf-8")
