"""Every way in for an editor or a reader, taken with payloads: forms, the desk, imports, the API.

Nothing here writes past a form or the API. A publisher alters what readers see already, so that what is typed
is on public pages at once; drafts come from the desk, from files and from programs.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import cycle, islice

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    Correction,
    Coverage,
    FactCheck,
    ImportUpload,
    Lead,
    Statement,
    Topic,
)
from exchange.importing.uploads import work_on_upload
from sources.models import Article, Capture, Outlet
from tests.support.admin_html import address
from tests.support.coverage_pages import page_url
from tests.support.html import parse_page
from tests.support.local_site import LocalSite
from tests.support.permissions import PAGES

from .forms import Typist, encode, list_forms, read_form
from .texts import ADDRESSES, PATHS, PAYLOADS, PLAIN, SHARE, STRANGE, is_plain, join

FILLER = "Nobody said anything of the kind on that day, and the meeting went on until the evening. "
DAY = "2017-04-12"

# --- the admin --------------------------------------------------------------------------------------


def find_form(typist: Typist, page: str):
    """Return the form for a row on a page of the admin."""
    forms = list_forms(parse_page(typist.get(page)))
    return next(form for form in forms if form.get("id", "").endswith("_form"))


def add_rows(typist: Typist, model: type, rounds: int, **given: object) -> list[int]:
    """Add rows by the admin's form; return the ids of those that were taken.

    `given`: what is chosen in it; a list is gone through, form by form.
    """
    page = address(model, "add")
    before = set(model.objects.values_list("pk", flat=True))
    form = find_form(typist, page)
    choices = {name: cycle(value) for name, value in given.items() if isinstance(value, list)}
    for _round in range(-(-rounds // SHARE)):
        chosen = {name: next(choices[name]) if name in choices else value for name, value in given.items()}
        typist.send_form(f"add {model._meta.model_name}", page, form, **chosen)
    return sorted({*model.objects.values_list("pk", flat=True)} - before)


def change_rows(typist: Typist, model: type, rounds: int, **given: list[object]) -> None:
    """Alter rows by the admin's form, each once."""
    choices = {name: cycle(value) for name, value in given.items()}
    for pk in model.objects.order_by("pk").values_list("pk", flat=True)[: -(-rounds // SHARE)]:
        page = address(model, "change", pk)
        form = find_form(typist, page)
        chosen = {name: next(values) for name, values in choices.items()}
        typist.send_form(f"change {model._meta.model_name}", page, form, **chosen)


def rewrite_record(typist: Typist) -> None:
    """Write payloads into everything that readers see."""
    outlets = add_rows(typist, Outlet, 170)
    articles = add_rows(
        typist, Article, 90, outlet=outlets, language="en", published_on=DAY, text_from="", read_in_full="on"
    )
    people = add_rows(typist, Claimant, 150, kind="person", outlet="", speaks_for="", speaks_for_source="")
    topics = add_rows(typist, Topic, 40)
    claims = list(Claim.objects.published().order_by("pk").values_list("pk", flat=True))
    add_rows(typist, Alias, 60, claimant=people[:60], language="")
    parties = list(Claimant.objects.filter(kind="government").values_list("pk", flat=True))
    add_rows(typist, Affiliation, 60, claimant=people, party=parties, since="", until="")
    add_rows(typist, FactCheck, 60, claim=claims, language="en", reviewed_on=DAY)
    add_rows(typist, ClaimRelation, 40, claim=claims, other=claims[1:], kind="contradicts")
    add_rows(typist, Correction, 30, claim=claims)
    add_rows(typist, Lead, 40, claim=claims, kind="appearance")
    filed = [[*each.topics.values_list("pk", flat=True)] for each in Claim.objects.order_by("pk")[:100]]
    change_rows(typist, Claim, 100, topics=[[*old, new] for old, new in zip(filed, cycle(topics))])
    change_rows(typist, Statement, 150, claimant=people)
    change_rows(typist, Citation, 150, article=articles)
    for model in (Outlet, Article, Claimant, Topic, Alias):
        change_rows(typist, model, 8)


def capture_texts(typist: Typist) -> None:
    """Paste texts with payloads as captures, and cite what is in them."""
    article = Article.objects.order_by("pk").last()
    given = {
        "article": article.pk,
        "obtained": "pasted",
        "captured_at_0": "2017-04-20",
        "captured_at_1": "12:00",
    }
    for payloads in (PLAIN, STRANGE):
        text = "\n\n".join(f"{FILLER}{payload}" for payload in payloads)
        page = address(Capture, "add")
        typist.send_form("add capture", page, find_form(typist, page), **given, text=text)


KEPT_SHUT = ("/logout/", "/discard/")
"""How addresses of forms end that are not sent: they take no text, and what is discarded cannot be read."""


def send_every_form(typist: Typist) -> None:
    """Fill in every form on every page of the admin that is about one row, for a row of each kind."""
    for name in sorted(PAGES, key=lambda name: name.endswith(("_delete", "_retract", "_undo", "_unmerge"))):
        for page in list_pages(name):
            response = typist.get(page)
            if response.status_code != 200 or response.streaming:
                continue
            for form in list_forms(parse_page(response)):
                if not (form.action or "").endswith(KEPT_SHUT):
                    typist.send_form(f"{name} {form.get('id', '')}", page, form)


def list_pages(name: str) -> Iterator[str]:
    """List the addresses of a page of the admin: of the last rows of its model, or the page without a row.

    None for a page whose address says more than a row.
    """
    with suppress(NoReverseMatch):
        yield reverse(f"admin:{name}")
        return
    for label in ("claims", "sources", "api", "subscriptions"):
        for model in apps.get_app_config(label).get_models():
            if name.startswith(f"{label}_{model._meta.model_name}_"):
                for pk in model._base_manager.order_by("-pk").values_list("pk", flat=True)[:2]:
                    with suppress(NoReverseMatch):
                        yield reverse(f"admin:{name}", args=[pk])


# --- the desk ---------------------------------------------------------------------------------------


def make_article(site: LocalSite, number: int, payloads: list[str]) -> str:
    """Put an article with payloads everywhere on a site of this machine; return its address."""
    [text] = islice(join(payloads, 100_000), 1) if payloads else [""]
    attribute = text.replace("&", "&amp;").replace('"', "&quot;")
    shown = attribute.replace("<", "&lt;")
    said = "".join(
        f"<p>{FILLER}“{shown_of(payload)} was never closed,” Lavrov said on Wednesday.</p>\n"
        for payload in payloads
    )
    data = json.dumps({"@type": "NewsArticle", "headline": text, "author": {"name": text}}).replace(
        "<", "\\u003c"
    )
    return site.put(
        f"/{number}",
        f"""<!doctype html><html lang="en"><head><title>{shown}</title>
<meta property="og:site_name" content="{attribute}"><meta property="og:title" content="{attribute}">
<meta name="author" content="{attribute}"><link rel="canonical" href="{attribute}">
<meta property="og:url" content="{attribute}"><meta name="description" content="{attribute}">
<script type="application/ld+json">{data}</script></head>
<body><article><h1>{shown}</h1><p class="byline">By {shown}</p>{said}
{" ".join(payloads)}</article></body></html>""",
    )


def shown_of(payload: str) -> str:
    return payload.replace("&", "&amp;").replace("<", "&lt;")


def work_at_the_desk(typist: Typist, site: LocalSite) -> None:
    """Bring articles in by their address, as a text and as a file, and record what is said in them."""
    begin = page_url("begin")
    plain = [payload for payload in PLAIN if len(payload) < 60]
    parts = [plain[start : start + 40] for start in range(0, len(plain), 40)]
    for number, part in enumerate(parts):
        cover(typist, begin, {"way": "url", "url": make_article(site, number, part)})
    for payload in ADDRESSES:
        typist.post(begin, {"way": "url", "url": payload})
    for payloads in (*parts[:2], list(STRANGE)):
        text = "\n\n".join(f'{FILLER}"{payload}," Lavrov said.' for payload in payloads)
        cover(typist, begin, {"way": "text", "text": text, "title": " ".join(payloads)})
    for payload in PATHS:
        file = SimpleUploadedFile(payload, f"<html><body><p>{FILLER * 5}{payload}".encode())
        typist.post(begin, {"way": "file", "file": file})


def cover(typist: Typist, begin: str, sent: dict) -> None:
    """Take one article from the first page of the desk to the last."""
    known = set(Coverage.objects.values_list("pk", flat=True))
    typist.post(begin, sent)
    for pk in set(Coverage.objects.values_list("pk", flat=True)) - known:
        check, rows = page_url("check", pk), page_url("rows", pk)
        form = pick(typist, check, "desk-check")
        for payload in ADDRESSES[:: 1 if pk == min(known, default=pk) else 20]:
            typist.post(check, read_form(form) | {"canonical_url": payload, "outlet_home_page": payload})
        given = {
            "language": "en",
            "published_on": DAY,
            "canonical_url": "",
            "outlet_home_page": "",
            "outlet": "",
        }
        text = read_form(form)["text"]
        typist.send_form("the desk: check", check, pick(typist, check, "desk-check"), **given, text=text)
        if (form := pick(typist, check, "desk-check")) is not None:  # it asks whether it is on the record
            typist.post(check, read_form(form) | {"settle": "another"})
        if (form := pick(typist, rows, "desk-form")) is not None:
            typist.send_form("the desk: rows", rows, form, do="keep")
            chosen = {name: "on" for name in form.fields if name.endswith("-accepted")}
            chosen |= {name: "fact" for name in form.fields if name.endswith("-nature")}
            typist.post(rows, read_form(pick(typist, rows, "desk-form")) | chosen | {"do": "submit"})
        for step in ("rows", "summary"):
            typist.get(page_url(step, pk))


def pick(typist: Typist, page: str, mark: str):
    """Return a form of the desk by its id or its class; None where the page has none."""
    response = typist.get(page)
    forms = parse_page(response).forms if response.status_code == 200 else []
    return next((form for form in forms if mark in (form.get("id"), form.get("class"))), None)


# --- readers ----------------------------------------------------------------------------------------

SEARCHED = (
    *("/claims/", "/claimants/", "/outlets/", "/topics/", "/suggestions/", "/follow/search/", "/"),
    *("/feeds/search.atom", "/feeds/search.json", "/api/v1/claims", "/v1alpha1/claims:search"),
    *("/data/search.csv", "/ru/claims/", "/compare/", "/changes/", "/report/", "/oembed"),
)
PARAMETERS = (
    "q",
    "query",
    "url",
    "a",
    "b",
    "topic",
    "status",
    "sort",
    "page",
    "as_of",
    "next",
    "kind",
    "after",
)


def ask_as_reader(typist: Typist) -> None:
    """Search for every payload, and send it in the forms that readers have."""
    for payload, page in zip(PAYLOADS, cycle(SEARCHED)):
        typist.get(page, **dict.fromkeys(PARAMETERS[:3], encode(payload)))
    for text, page in zip([*join(PLAIN, 150), *join(STRANGE, 150)], cycle(SEARCHED)):
        typist.get(page, **dict.fromkeys(PARAMETERS, encode(text)))
    claim = Claim.objects.published().first()
    for number in range(0, 60, SHARE):
        typist.client.defaults["REMOTE_ADDR"] = f"192.0.2.{number}"  # one sender may send a few an hour
        typist.send(
            "a report", f"/report/?claim={claim.pk}", kind="error", subject="", contact="a@example.org"
        )
    for number, payload in enumerate((*PAYLOADS[::4], *STRANGE)):
        typist.client.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        sent = {"kind": "error", "message": payload, "contact": payload, "source_url": payload, "subject": ""}
        typist.post("/report/", sent)
        sent = {"address": payload, "rhythm": "daily", "subject": ""}
        typist.post(f"/follow/claims/{claim.pk}/", sent)


# --- files and programs -----------------------------------------------------------------------------

COLUMNS = ("nr", "statement", "who", "role", "party", "said", "stand", "link", "context", "topic")
MAPPING = {
    **{"map_id": "nr", "map_claim": "statement", "map_claimant": "who", "map_role": "role"},
    **{"map_party": "party", "map_said_on": "said", "map_stance": "stand", "map_address": "link"},
    **{"default_nature": "fact", "default_claimant_kind": "person", "default_party_kind": "government"},
    **{"values_stance": "pro = affirms", "dataset": "speeches", "map_context": "context"},
}
REVIEWS = {
    **{"format": "claimreview", "dataset": "checks", "default_nature": "fact", "default_stance": "affirms"},
    **{"default_party": "Freeport", "default_party_kind": "government", "map_claim": "claimReviewed"},
    **{
        "map_claimant": "itemReviewed.author.name",
        "map_reviewer": "author.name",
        "map_review_address": "url",
    },
    **{"map_rating": "reviewRating.alternateName", "map_said_on": "itemReviewed.datePublished"},
}


def make_records() -> Iterator[dict[str, str]]:
    """Make the rows of a file of claims: each payload in every column, then in all but the address."""
    texts = cycle(join(PLAIN, 110))
    for number, payload in enumerate(PAYLOADS):
        statement = payload if is_plain(payload) and len(payload) < 300 else f"{number} {payload}"
        for link in (payload, f"https://news.example/{number}"):
            values = [
                str(number),
                statement,
                next(texts),
                payload,
                "Freeport",
                DAY,
                "pro",
                link,
                payload,
                payload,
            ]
            yield dict(zip(COLUMNS, values, strict=True))


def write_files() -> Iterator[tuple[str, bytes, dict[str, str]]]:
    """Write files of claims in each format: name, content, and what is chosen for them."""
    records = list(make_records())
    clean = [
        {name: value.replace("\t", " ").replace("\n", " ").replace("\r", " ") for name, value in each.items()}
        for each in records
    ]
    rows = [list(COLUMNS), *(list(each.values()) for each in clean)]
    tsv = "\n".join("\t".join(row) for row in rows)
    quoted = "\r\n".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    lines = "\n".join(json.dumps(each) for each in records)
    reviews = [
        {
            "@type": "ClaimReview",
            "claimReviewed": f"{each['statement']} .",
            "author": {"name": each["who"], "url": each["link"]},
            "url": f"https://checkers.example/{number}",
            "datePublished": DAY,
            "reviewRating": {"alternateName": each["role"]},
            "itemReviewed": {"author": {"@type": "Person", "name": each["who"]}, "datePublished": DAY,
                             "appearance": [each["link"]]},
        }
        for number, each in enumerate(records)
    ]  # fmt: skip
    yield PATHS[0] + ".tsv", tsv.encode("utf-8", "replace"), MAPPING
    yield PATHS[15], quoted.encode("utf-8", "replace"), MAPPING
    yield "x\r\nX-Pwn: 1.jsonl", lines.encode("utf-8", "replace"), MAPPING
    yield '"; pwn.json', json.dumps(records).encode("utf-8", "replace"), MAPPING
    yield "reviews.json", json.dumps(reviews).encode(), REVIEWS
    own = [
        {
            **{"key": f"pwn-{number}", "proposition": each["statement"], "nature": "fact", "status": "open"},
            **{
                "statements": [],
                "topics": [{"key": f"t-{number}", "name": each["who"]}],
                "version": {"number": 1},
            },
            **{"context": each["context"], "public_note": each["link"]},
        }
        for number, each in enumerate(records)
    ]
    yield "claims.jsonl", "\n".join(map(json.dumps, own)).encode(), {}


def import_files(typist: Typist) -> None:
    """Upload a file of each format, fill in the form and have the worker do it, row by row."""
    begin = reverse("admin:import_begin")
    for name, content, chosen in write_files():
        typist.post(begin, {"file": SimpleUploadedFile(name, content)})
        upload = ImportUpload.objects.order_by("pk").last()
        page = f"{begin}{upload.pk}/"
        typist.get(page)
        if chosen:
            chosen = chosen | {"dataset": f"speeches-{upload.pk}"}
        for do in ("preview", "dry_run", "import"):
            typist.post(page, {**chosen, "do": do, "keep_going": "on"})
            typist.get(page)
            upload = ImportUpload.objects.filter(pk=upload.pk).first()
            if do != "preview" and upload and upload.task:
                work_on_upload(upload, now=timezone.now())
            for step in ("report/", "refused/"):
                typist.get(page + step)


def send_as_program(typist: Typist, secret: str) -> None:
    """Send coverage, changes of drafts and files as a program does."""
    headers = {"authorization": f"Bearer {secret}"}
    texts = cycle(join(PLAIN, 110))
    for number, part in enumerate(islice(join(PLAIN, 300), 40)):
        text = f"{FILLER * 6}\n\n{part}\n\n{FILLER}"
        article = {
            "outlet_name": next(texts),
            "title": part,
            "published_on": DAY,
            "text": text,
            "language": "en",
        }
        article |= {"byline": next(texts), "canonical_url": f"https://news.example/{number}"}
        statement = {
            **{"new_claim": f"{number} {part}"[:300], "nature": "fact", "new_topics": [next(texts)]},
            **{"new_kind": "person", "new_role": next(texts), "stance": "affirms"},
            **{
                "new_party": "Freeport",
                "new_party_kind": "government",
                "said_on": DAY,
                "place": next(texts),
                "said_on_note": next(texts),
            },
            "citations": [{"excerpt": part.split("\n")[0][:100]}],
        }
        for field in ("", "canonical_url", "outlet_home_page", "published_on_note", "language"):
            statement |= {
                "new_name": f"{number} {field} {next(texts)}"[:120],
                "new_party": f"Party {number} {field}",
            }
            article |= {"canonical_url": f"https://news.example/{number}/{field}"}
            sent = {"article": article | ({field: part} if field else {}), "statements": [statement]}
            answer = send_json(typist, "post", "/api/v1/coverage", sent, headers)
            if offers := answer.json().get("offers"):  # it asks whether this is what the record has already
                statement["different_from"] = [offer["value"] for offer in offers]
                send_json(typist, "post", "/api/v1/coverage", sent, headers)
    patch_drafts(typist, headers)


def patch_drafts(typist: Typist, headers: dict[str, str]) -> None:
    fields = {
        Claim: ("text", "context", "public_note"),
        Statement: ("capacity", "place", "said_on_note"),
        Citation: ("excerpt", "translated_by"),
    }
    for model, names in fields.items():
        drafts = model.objects.filter(
            **({"statement__state": "draft"} if model is Citation else {"state": "draft"})
        )
        resource = f"{model._meta.model_name}s"
        for pk, text in zip(
            drafts.values_list("pk", flat=True)[:70], [*join(PLAIN, 200), *STRANGE], strict=False
        ):
            page = f"/api/v1/{resource}/{pk}?drafts=1"
            tag = typist.client.get(page, headers=headers).headers.get("ETag", "*")
            for name in names:
                response = send_json(typist, "patch", page, {name: text}, headers | {"if-match": tag})
                tag = response.headers.get("ETag", tag)


def send_json(typist: Typist, method: str, page: str, sent: dict, headers: dict[str, str]):
    """Send JSON as a program does, and return the answer."""
    ask = getattr(typist.client, method)
    response = typist.keep(
        page, ask(page, json.dumps(sent), content_type="application/json", headers=headers)
    )
    resource = page.partition("?")[0].split("/")[3]
    typist.outcomes[f"{method.upper()} {resource}", "taken" if response.status_code < 400 else "refused"] += 1
    return response
