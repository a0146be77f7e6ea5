"""The ModelAdmins of the record, a module for each model.

`record` holds claims and what is said on them, `sources` what was published, `queues` what waits for
somebody. They stand on `base` (what every page has), `workflow` (what people do with a row besides
editing it) and `checks` (what a form looks at). Importing this package registers all of them.
"""

# ruff: noqa: F401 (imported so that they register their models)

from editorial import users, webhooks
from editorial.admin.queues import (
    correction_proposal,
    import_run,
    lead,
    offered_change,
    offered_citation,
    origin,
    probable_double,
    report,
    review,
    vanished_excerpt,
)
from editorial.admin.record import (
    affiliation,
    citation,
    claim,
    claim_relation,
    claim_version,
    claimant,
    statement,
    topic,
)
from editorial.admin.sources import article, background_job, capture, outlet
from editorial.coverage import admin as coverage_admin
from editorial.imports import admin as imports_admin
from editorial.imports import mapping_admin
from editorial.search import admin as search_admin
