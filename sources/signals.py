"""Signals for other apps, whose existence `sources` need not know of."""

from django.dispatch import Signal

article_recaptured = Signal()
"""Sent when the text of an article has changed, in the transaction that keeps the new capture.

Arguments: `article`; `old_capture`, None if there was none; `new_capture`. When the text is that of an
earlier capture again, but not of the latest, `new_capture` is that earlier one: words may be back.

Sent with `send`, not `send_robust`: what receivers write is kept with the capture or not at all, an
exception undoes both, and the job is tried again. Receivers may be called twice for one change.
"""
