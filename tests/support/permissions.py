"""Who may use each address and each action of the admin.

test_permissions.py compares the admin with these tables.
"""

EVERYBODY = "SEPA"
"""Who may sign in: Staff in no group, Editor, Publisher, Administrator."""

DESK = "EP"


def of(
    model: str,
    *,
    view: str,
    add: str = "",
    change: str = "",
    delete: str = "",
    history: bool = True,
) -> dict:
    """Return who may use the pages that every model has, by address.

    Each is a pair: who may look (GET) and who may act (POST).
    """
    pages = {
        "changelist": (view, view),
        "add": (add, add),
        "change": (view, change),
        "delete": (delete, delete),
        "history": (view, view),
    }
    if history:
        pages |= {"csv": (view, view), "restore": (change, change), "opened": ("", change)}
    return {f"{model}_{page}": who for page, who in pages.items()}


def recorded(model: str) -> dict:
    """Return who may use the pages of what every editor records."""
    return of(model, view=DESK, add=DESK, change=DESK, delete=DESK)


PAGES = {
    "index": (EVERYBODY, EVERYBODY),
    "handbook": (EVERYBODY, EVERYBODY),
    "search": (EVERYBODY, EVERYBODY),
    "saved_views": (DESK, DESK),  # of the list of claims; of another, who may look at that one
    # Of somebody else: for nobody.
    "saved_view_rename": ("", ""),
    "saved_view_delete": ("", ""),
    "password_change": (EVERYBODY, EVERYBODY),
    "password_change_done": (EVERYBODY, EVERYBODY),
    "jsi18n": (EVERYBODY, EVERYBODY),
    "app_list": (DESK, DESK),
    **recorded("sources_outlet"),
    **recorded("sources_article"),
    "sources_article_recapture": (DESK, DESK),
    "sources_article_compare": (DESK, DESK),
    **recorded("sources_capture") | {"sources_capture_restore": ("", "")},
    **recorded("sources_capturetext") | {"sources_capturetext_restore": ("", "")},
    **of("sources_backgroundjob", view=DESK, history=False),
    **recorded("claims_topic"),
    **recorded("claims_claimant"),
    **recorded("claims_alias"),
    **recorded("claims_affiliation"),
    **recorded("claims_claim"),
    **recorded("claims_statement"),
    **{
        f"claims_{noun}_{step}": (who, who)
        for noun in ("claim", "statement")
        for step, who in {
            "submit": DESK,
            "withdraw": DESK,
            "send_back": "P",
            "publish": "P",
            "retract": "P",
        }.items()
    },
    "claims_claim_similar": (DESK, DESK),
    "claims_claim_reword": (DESK, DESK),
    "claims_claim_review": (DESK, DESK),
    "sources_article_review": (DESK, DESK),
    **{
        f"{kind}_{step}": ("P", "P")
        for kind in ("claims_claim", "claims_claimant", "sources_outlet")
        for step in ("merge", "unmerge")
    },
    **of("claims_probabledouble", view=DESK),
    "claims_probabledouble_settle": (DESK, DESK),
    "claims_probabledouble_relate": (DESK, DESK),
    **recorded("claims_citation"),
    **recorded("claims_claimrelation"),
    **recorded("claims_factcheck"),
    **of("claims_correction", view="P", add="P", change="P"),
    **of("claims_claimversion", view=DESK),
    "claims_claimversion_compare": (DESK, DESK),
    **of("claims_review", view=DESK),
    "claims_review_undo": ("P", "P"),
    **of("claims_offeredcitation", view=DESK),
    "claims_offeredcitation_accept": ("P", "P"),
    "claims_offeredcitation_send_back": ("P", "P"),
    "claims_offeredcitation_withdraw": (DESK, DESK),
    **of("claims_offeredchange", view=DESK),
    "claims_offeredchange_accept": ("P", "P"),
    "claims_offeredchange_refuse": ("P", "P"),
    "claims_offeredchange_withdraw": (DESK, DESK),
    **of("claims_correctionproposal", view="P"),
    "claims_correctionproposal_word": ("P", "P"),
    "claims_correctionproposal_waive": ("P", "P"),
    **of("claims_report", view=DESK),
    "claims_report_answer": (DESK, DESK),
    "claims_report_close": (DESK, DESK),
    **of("claims_origin", view=DESK),
    "claims_origin_remove_payload": ("P", "P"),
    **of("claims_importrun", view=DESK),
    "claims_importrun_undo": ("P", "P"),
    "import_begin": ("P", "P"),
    # Of somebody else's file: for nobody.
    **dict.fromkeys([f"import_{step}" for step in ("mapping", "report", "refused", "discard")], ("", "")),
    **of("claims_importmapping", view="P", add="P", change="P", delete="P", history=False),
    **of("claims_lead", view=DESK, add=DESK),
    "claims_lead_not_there": (DESK, DESK),
    **of("claims_vanishedexcerpt", view=DESK),
    "claims_vanishedexcerpt_settle": (DESK, DESK),
    **dict.fromkeys(("coverage_begin", "coverage_lookup"), (DESK, DESK)),
    "coverage_add": (DESK, ""),
    "coverage_compare": ("", DESK),
    # Of somebody else's work: for nobody.
    **{
        f"coverage_{step}": ("", "")
        for step in (
            *("resume", "check", "rows", "kept", "check_row", "passage", "edited", "discard"),
            *("summary", "submit", "take_up", "learn", "mark_read"),
        )
    },
    **of("auth_user", view="A", add="A", change="A", history=False),
    "auth_user_send_link": ("", "A"),
    "auth_user_begin_anew": ("A", "A"),
    "auth_user_personal_data": ("A", "A"),
    "auth_user_remove": ("A", "A"),
    **of("auth_group", view="A", history=False),
    **of("subscriptions_webhook", view="A", add="A", delete="A", history=False),
    # Of somebody else; everybody has their own.
    **of("api_personaltoken", view="A", delete="A", history=False),
    "api_personaltoken_changelist": (EVERYBODY, EVERYBODY),
    "api_personaltoken_add": (EVERYBODY, EVERYBODY),
}

TESTED_ELSEWHERE = {
    "login": "open to all",
    "logout": "open to all",
    "autocomplete": "below, for it is told in its parameters what it looks for",
    "view_on_site": "leads to a public page",
}

ACTIONS = {
    "claims.claim": {
        **{"submit_selected": DESK, "publish_selected": "P", "retract_selected": "P"},
        "merge_selected": "P",
    },
    "claims.claimant": {"merge_selected": "P"},
    "sources.outlet": {"merge_selected": "P"},
    "claims.review": {"publish_selected": "P", "send_back_selected": "P"},
    "claims.probabledouble": {"not_the_same_selected": DESK},
    "claims.offeredcitation": {"accept_selected": "P"},
    "claims.statement": {"submit_selected": DESK, "publish_selected": "P", "retract_selected": "P"},
    "sources.article": {"mark_read_in_full": DESK},
    "subscriptions.webhook": {
        **{"send_test_message": "A", "make_new_secret": "A", "switch_on_again": "A"},
    },
    "sources.backgroundjob": {"try_again": "P", "cancel": "P"},
}
"""The actions besides deleting, which needs the permission to delete."""


# --- Addresses outside the admin -------------------------------------------------------------------

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
READ = {"GET": 200}
MOVED = {"GET": 301}
"""The address is whole only with the name of the row: it leads there."""
ABSENT = {"GET": 404}
"""There is nothing of the kind in the record of the test."""
UNDONE = {"GET": 501}

Answer = int | dict[str, int]
"""The status of an answer: to everybody alike, or by who asks."""
Answers = dict[str, Answer]
"""What each method is answered; `find_answer` knows those that are missing."""


def find_answer(route: str, method: str) -> Answer:
    """Find what an address is to answer: HEAD as GET. A method that is not in the table is refused.

    Only the API tells by OPTIONS which methods there are: a browser asks it before a script of another site.
    """
    answers = SITE[route]
    if method in answers:
        return answers[method]
    if method == "HEAD":
        return answers.get("GET", 405)
    is_api = route.startswith(("api/v1/", "v1alpha1/", "api/factcheck/"))
    return 204 if method == "OPTIONS" and is_api else 405


def by_token(scope: str, answer: int) -> dict[str, int]:
    """Return what is answered where only a token of one scope lets in: a session is no token."""
    sessions = dict.fromkeys(("anonymous", "Editor", "Publisher", "Administrator"), 401)
    return {**sessions, **dict.fromkeys(("read:drafts", "write:coverage", "import"), 403), scope: answer}


DRAFT: Answers = READ | {"PATCH": by_token("write:coverage", 400)}  # no draft, nor asked for as one
FOLLOWING: Answers = {"GET": 410, "POST": 410}  # by a link that is no longer good
RESOURCES = (
    *("claimants", "fact-checks", "relations", "corrections", "claims", "outlets", "articles", "statements"),
    *("citations", "topics", "versions", "changes"),
)
SITE: dict[str, Answers] = {
    "robots.txt": READ,
    "favicon.ico": {"GET": 302},
    # The API.
    "api/": READ,
    "api/v1/": READ,
    "api/v1/openapi.json": READ,
    "api/v1/coverage": {"POST": by_token("write:coverage", 400)},  # of nothing
    "api/v1/imports": {"POST": by_token("import", 415)},  # as what is no form
    # Of somebody else's file: for nobody.
    "api/v1/imports/<int:pk>": dict.fromkeys(("GET", "DELETE"), by_token("import", 404)),
    "api/v1/imports/<int:pk>/refused": {"GET": by_token("import", 404)},
    **{f"api/v1/{name}": READ for name in RESOURCES},
    **{f"api/v1/{name}/<int:pk>": READ for name in RESOURCES},
    **{f"api/v1/{name}/<int:pk>": DRAFT for name in ("claims", "statements", "citations")},
    **{
        f"{prefix}v1alpha1/{name}": answers
        for prefix in ("", "api/factcheck/")
        for name, answers in {
            "claims:search": {"GET": 400},  # without a query
            "claims:imageSearch": UNDONE,
            "pages": UNDONE,
        }.items()
    },
    # For programs.
    "claims/<int:pk>/versions/<int:number>/cite.<str:style>": READ,
    "data/datapackage.json": ABSENT,
    "data/search.<slug:format>": READ,
    "data/<str:name>": ABSENT,
    "data/<str:export_name>/datapackage.json": ABSENT,
    "data/<str:export_name>/<str:name>": ABSENT,
    **{f"{kind}/<int:pk>.jsonld": READ for kind in ("claims", "claimants", "topics", "citations")},
    "oembed": ABSENT,
    "sitemap.xml": READ,
    "sitemap-pages.xml": READ,
    "sitemap-<slug:kind>-<int:number>.xml": ABSENT,
    **{
        f"feeds/{name}.<slug:format>": READ
        for name in (
            *("changes", "corrections", "search", "claims/<int:pk>", "topics/<int:pk>"),
            *("claimants/<int:pk>", "outlets/<int:pk>"),
        )
    },
    "feeds/changes-<int:number>.<slug:format>": ABSENT,
    # For readers.
    **dict.fromkeys(("", "claims/", "claimants/", "outlets/", "topics/", "compare/", "changes/"), READ),
    "about/policies/": READ,
    ".well-known/security.txt": ABSENT,  # without an address
    **dict.fromkeys(("about/", "about/integrity/", "data/", "ns", "suggestions/", "report/thanks/"), READ),
    "about/style/": ABSENT,  # without DEBUG
    **{
        f"{kind}/<int:pk>/{name}": MOVED
        for kind in ("claims", "claimants", "outlets", "topics")
        for name in ("", "<str:slug>/")
    },
    "articles/<int:pk>/": READ,
    **dict.fromkeys(("claims/<int:pk>/history/", "claims/<int:pk>/versions/<int:number>/"), READ),
    **dict.fromkeys(("claims/<int:pk>/share.png", "topics/<int:pk>/share.png"), READ),
    "claims/<int:pk>/card.html": READ,
    "claims/<int:pk>/preview.html": {
        "GET": {
            **dict.fromkeys(("anonymous", "Administrator", "read:drafts", "write:coverage", "import"), 404),
            **dict.fromkeys(("Editor", "Publisher"), 200),
        }
    },
    "follow/": {"GET": 200, "POST": 200},
    "follow/search/": {"GET": 404, "POST": 404},  # without a search
    "follow/<slug:kind>/<int:pk>/": {"GET": 200, "POST": 200},
    "follow/sent/": READ,
    "follow/ended/": READ,
    "follow/confirm/<str:token>/": FOLLOWING,
    "follow/own/<str:token>/": FOLLOWING,
    "follow/unsubscribe/<str:token>/": {"GET": 410, "POST": 200},  # mail programs are told nothing
    "report/": {"GET": 200, "POST": 200},  # with what is missing
}
"""Every address of the resolver outside the admin."""
