"""The proof of a citation: its excerpt is looked for when it is saved."""

from django.contrib import messages
from django.utils import timezone

from claims.actions import prove_citation
from claims.models import Citation
from core.errors import Refused
from sources.models import CaptureText

MAX_CAPTURES = 5


def prove_and_tell(model_admin, request, citation: Citation) -> None:
    """Prove `citation` against the newest texts of its article, and tell the person.

    The citation is kept either way. Nothing happens if it is proved already, or if no text of the
    article is attached.
    """
    citation.refresh_from_db()
    if citation.is_proved:
        return
    texts = CaptureText.objects.filter(capture__article=citation.article_id)
    problem = None
    for captured in texts.select_related("capture").order_by("-capture__captured_at")[:MAX_CAPTURES]:
        try:
            prove_citation(
                citation=citation, text=captured.text, capture=captured.capture, now=timezone.now()
            )
        except Refused as error:
            problem = problem or error
        else:
            model_admin.message_user(
                request, f"Proved: “{citation}” stands in the article.", messages.SUCCESS
            )
            return
    if problem:
        model_admin.message_user(request, f"Kept, but unverified: “{citation}”. {problem}", messages.WARNING)
