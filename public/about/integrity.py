"""The page about the hash chain of the history: its head, and how to check it oneself."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.integrity.sealing import WAITING_COUNTED, load_chain_state
from exchange.exporting.package import CHECK, list_exports


@require_safe
def integrity(request: HttpRequest) -> HttpResponse:
    """Show the head of the chain, what it stands for and what waits for a seal. Queries: 3."""
    state = load_chain_state()
    exports = list_exports(settings.EXPORT_FOLDER)
    has_program = bool(exports) and (exports[-1] / f"{CHECK}.gz").exists()
    context = {
        "chain": state,
        "head": bytes(state.last.head).hex() if state.last else "",
        "has_more_waiting": state.waiting == WAITING_COUNTED,
        "program": CHECK if has_program else "",
    }
    return render(request, "integrity.html", context)
