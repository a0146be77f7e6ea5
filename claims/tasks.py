"""Background jobs of the record. Every job can be run twice.

Articles are fetched by `sources.tasks`; what follows from that for claims happens in the same job, in
`claims.vanished_excerpts`.
"""

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from sources.tasks import RETRY, forget_done, read_timestamp, record_trouble

from .actions import forget_reports
from .actions.mouthpieces import follow_mouthpieces as follow_all
from .duplicates import embeddings, nightly
from .integrity.heads import write_head
from .integrity.sealing import seal_history as seal_everything
from .integrity.sealing import take_in_history
from .rate_limits import forget_senders
from .search import common_words
from .versions.stamps import fold_stamps as fold_all_stamps
from .versions.stored_pages import tidy_store
from .versions.warming import warm_pages as warm_some_pages

WARMING_SECONDS = 20
"""How long one job of each minute makes pages anew."""
TAKING_IN_SECONDS = 5
"""How long one job, every ten seconds, hashes rows that are older than the chain of the history."""
EMBEDDING_SECONDS = 20
"""How long one job of each minute makes vectors. The rest waits for the next."""


@app.periodic(cron="3 0 * * *")
@app.task(name="forget_readers", queueing_lock="forget_readers", retry=RETRY, pass_context=True)
@record_trouble
def forget_readers(*, timestamp: int) -> None:
    """Delete, every night, the personal data of readers that is no longer needed.

    That is yesterday's secret and hashes, and reports and their senders' addresses once they are old.
    """
    now = read_timestamp(timestamp)
    forget_senders(before=timezone.localdate(now))
    forget_reports(now=now)


@app.periodic(cron="37 2 * * *")
@app.task(name="find_doubles", queueing_lock="find_doubles", retry=RETRY, pass_context=True)
@record_trouble
def find_doubles(*, timestamp: int) -> None:
    """List, every night, claims that are probably on the record twice."""
    nightly.find_doubles(now=read_timestamp(timestamp))


@app.periodic(cron="17 4 * * *")
@app.task(name="renew_common_words", queueing_lock="renew_common_words", retry=RETRY, pass_context=True)
@record_trouble
def renew_common_words(*, timestamp: int) -> None:
    """Renew the list of common words, by whose pairs phrases are found, where it has become old."""
    common_words.renew_common_words()


@app.periodic(cron="*/10 * * * *")
@app.task(name="follow_mouthpieces", queueing_lock="follow_mouthpieces", retry=RETRY, pass_context=True)
@record_trouble
def follow_mouthpieces(*, timestamp: int) -> None:
    """Work out claims again whose evidence is from an outlet that began or ceased to speak for a party."""
    follow_all()


@app.periodic(cron="* * * * *")
@app.task(name="embed_new_claims", queueing_lock="embed_new_claims", retry=RETRY, pass_context=True)
@record_trouble
def embed_new_claims(*, timestamp: int) -> None:
    """Make, every minute, the vectors of new and reworded claims, by which others like them are found."""
    embeddings.embed_waiting_claims(seconds=EMBEDDING_SECONDS)
    forget_done("embed_new_claims")


@app.periodic(cron="* * * * *")
@app.task(name="fold_stamps", queueing_lock="fold_stamps", retry=RETRY, pass_context=True)
@record_trouble
def fold_stamps(*, timestamp: int) -> None:
    """Add up, every minute, the stamps by which it is known whether a page has changed; tidy its store."""
    fold_all_stamps()
    tidy_store()
    forget_done("fold_stamps")


@app.periodic(cron="* * * * *")
@app.task(name="warm_pages", queueing_lock="warm_pages", retry=RETRY, pass_context=True)
@record_trouble
def warm_pages(*, timestamp: int) -> None:
    """Make pages anew, every minute, that readers came for lately and that have changed since."""
    warm_some_pages(seconds=WARMING_SECONDS)
    forget_done("warm_pages")


@app.periodic(cron="* * * * * */10")
@app.task(name="seal_history", queueing_lock="seal_history", retry=RETRY, pass_context=True)
@record_trouble
def seal_history(*, timestamp: int) -> None:
    """Seal, every ten seconds, what was added to the history; see claims/integrity/."""
    take_in_history(TAKING_IN_SECONDS)
    seal_everything()
    forget_done("seal_history")


@app.periodic(cron="29 3 * * *")
@app.task(name="write_head", queueing_lock="write_head", retry=RETRY, pass_context=True)
@record_trouble
def write_head_every_night(*, timestamp: int) -> None:
    """Write, every night, the head of the history's hash chain to a file outside the database."""
    seal_everything()
    write_head(settings.HISTORY_HEADS)
