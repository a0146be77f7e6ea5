"""Claims, claimants, topics and citations as JSON-LD, read by other people's software."""

import json
import warnings

import pytest
import rdflib
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from django.urls import reverse

from claims.actions.merging.merge import merge_claims
from claims.models import Citation, Claim, Claimant, Topic
from public.linked_data.vocabulary import TERMS
from tests import factories as make
from tests.support.html import links_of, retraction

pytestmark = pytest.mark.django_db

SCHEMA = "https://schema.org/"
OA = "http://www.w3.org/ns/oa#"
OWN = "http://testserver/ns#"


def read_graph(response) -> rdflib.Graph:
    """Read JSON-LD; the tests reach no other site, so a context that had to be fetched would be an error."""
    assert (response.status_code, response["Content-Type"]) == (200, "application/ld+json")
    with warnings.catch_warnings():
        # The parser of rdflib 7.6 makes a graph of a class that rdflib itself calls outdated.
        warnings.filterwarnings("ignore", "ConjunctiveGraph is deprecated", DeprecationWarning)
        return rdflib.Graph().parse(data=response.content, format="json-ld")


def locate(article) -> str:
    return article.canonical_url or f"http://testserver{article.get_absolute_url()}"


def ask(graph: rdflib.Graph, words: str) -> set[tuple]:
    """Return what a SPARQL pattern finds, as text."""
    prefixes = f"PREFIX s: <{SCHEMA}> PREFIX oa: <{OA}> PREFIX own: <{OWN}>"
    return {tuple(str(value) for value in row) for row in graph.query(f"{prefixes} SELECT DISTINCT {words}")}


@pytest.mark.usefixtures("moscow_record")
def test_a_claim_comes_with_all_that_its_status_follows_from(client, django_assert_num_queries):
    claim = Claim.objects.get(key="syrian-forces-did-it")
    with django_assert_num_queries(1):
        response = client.get(f"/claims/{claim.pk}.jsonld")
    graph = read_graph(response)
    iri = f"http://testserver/claims/{claim.pk}/"
    status = ask(graph, f"?text ?status {{ <{iri}> a s:Claim ; s:text ?text ; own:status ?status }}")
    assert status == {(claim.text, "disputed")}
    published = Citation.objects.published().filter(statement__claim=claim)
    shown = ask(
        graph,
        f"""?stance ?by ?exact ?url ?sha {{
            <{iri}> own:statement ?statement .
            ?statement a own:Statement ; own:stance ?stance ; own:claimant/s:name ?by ; own:evidence ?shows .
            ?shows a oa:Annotation ; oa:hasBody ?statement ; oa:motivatedBy oa:linking ;
                oa:hasTarget ?target ; own:proof/own:sha256 ?sha .
            ?target oa:hasSource ?url ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact ?exact ] }}""",
    )
    proved = published.exclude(capture=None).select_related(
        "statement__claimant", "article__outlet", "capture"
    )
    assert shown == {
        (
            row.statement.stance,
            row.statement.claimant.name,
            row.excerpt,
            locate(row.article),
            row.capture.sha256,
        )
        for row in proved
    }
    assert len(shown) > 5
    authors = ask(graph, f"?name {{ <{iri}> s:author/s:name ?name }}")
    assert ("Rex Tillerson",) in authors and ("Vladimir Putin",) not in authors
    assert ask(graph, f"?at {{ <{iri}> s:appearance/s:url ?at }}") == {
        (locate(row.article),) for row in published.select_related("article__outlet")
    }


@pytest.mark.usefixtures("moscow_record")
def test_no_term_lacks_a_meaning(client):
    """Whatever is not schema.org's or the W3C's stands on the page of our terms."""
    citation = Citation.objects.published().exclude(capture=None).first()
    addresses = [
        *(f"/claims/{pk}.jsonld" for pk in Claim.objects.published().values_list("pk", flat=True)),
        *(f"/claimants/{pk}.jsonld" for pk in Claimant.objects.on_record().values_list("pk", flat=True)[:20]),
        f"/citations/{citation.pk}.jsonld",
    ]
    used = set()
    for address in addresses:
        graph = read_graph(client.get(address))
        used |= {str(term) for triple in graph for term in triple if str(term).startswith(OWN)}
        of_schema = {str(p).removeprefix(SCHEMA) for _, p, _ in graph if str(p).startswith(SCHEMA)}
        assert not of_schema & set(TERMS)
    assert used <= {f"{OWN}{name}" for name in TERMS} and len(used) > 25
    page = client.get("/ns").content.decode()
    assert all(f'id="{name}"' in page for name in TERMS)


@pytest.mark.usefixtures("moscow_record")
def test_a_citation_is_a_web_annotation(client, django_assert_num_queries):
    row = Citation.objects.published().exclude(capture=None).select_related("article", "capture").first()
    with django_assert_num_queries(2):
        response = client.get(f"/citations/{row.pk}.jsonld")
    annotation = json.loads(response.content)
    statement = f"http://testserver/claims/{row.statement.claim_id}/#statement-{row.statement_id}"
    assert annotation["id"] == f"http://testserver/citations/{row.pk}.jsonld"
    assert (annotation["type"], annotation["body"]) == ("Annotation", statement)
    quote, position = annotation["target"]["selector"]
    assert (quote["type"], quote["exact"]) == ("TextQuoteSelector", row.excerpt)
    assert (position["start"], position["end"]) == (row.start, row.end)
    assert annotation["target"]["source"] == locate(row.article)
    assert annotation["proof"]["sha256"] == row.capture.sha256


@pytest.mark.usefixtures("moscow_record")
def test_claimants_and_topics_have_documents(client, django_assert_num_queries):
    person = Claimant.objects.get(name="Rex Tillerson")
    with django_assert_num_queries(3):
        graph = read_graph(client.get(f"/claimants/{person.pk}.jsonld"))
    pattern = "?name ?party { ?x a s:Person ; s:name ?name ; own:speaksFor/own:party/s:name ?party }"
    office = ask(graph, pattern)
    assert office == {("Rex Tillerson", "United States")}
    topic = Topic.objects.get(key="chemical-attack")
    with django_assert_num_queries(2):
        graph = read_graph(client.get(f"/topics/{topic.pk}.jsonld"))
    assert ask(graph, "?name { ?x a s:DefinedTerm ; s:name ?name }") == {(topic.name,)}


@pytest.mark.parametrize(
    ("accept", "gets"),
    [
        (None, 200),
        ("*/*", 200),
        ("text/html,application/xhtml+xml,*/*;q=0.8", 200),
        ("application/ld+json", 303),
        ("text/html;q=0.5, application/ld+json", 303),
        ("application/ld+json;q=0.5, text/html", 200),
        ("application/ld+json, */*;q=0.1", 303),
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', 303),
        ("application/json", 303),
        ("application/json;q=0, */*", 200),
        ("image/png", 406),
        ("text/html;q=0, image/png", 406),
        ("nonsense", 406),
        (";;q=x,\x00", 406),
    ],
)
@pytest.mark.parametrize("page", ["claim", "claimant", "topic"])
def test_the_page_leads_whoever_prefers_data_to_it(client, accept, gets, page):
    statement = make.StatementFactory()
    statement.claim.topics.add(topic := make.TopicFactory())
    row = {"claim": statement.claim, "claimant": statement.claimant, "topic": topic}[page]
    headers = {"accept": accept} if accept else {}
    response = client.get(row.get_absolute_url(), headers=headers)
    assert response.status_code == gets
    assert "Accept" in response["Vary"]
    data = reverse(f"{page}_data", args=[row.pk])
    if gets == 303:
        assert response.url == data
    elif gets == 406:
        assert data in response.content.decode()
    else:
        assert f'<link rel="alternate" type="application/ld+json" href="{data}">' in response.content.decode()


@pytest.mark.usefixtures("stamped_pages")
def test_whoever_has_it_already_gets_nothing_twice(client):
    claim = make.StatementFactory().claim
    first = client.get(f"/claims/{claim.pk}.jsonld")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get(f"/claims/{claim.pk}.jsonld", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make.StatementFactory(claim=claim, stance="denies")
    changed = client.get(f"/claims/{claim.pk}.jsonld", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200


def test_a_thing_has_one_name_in_every_language(client):
    claim = make.StatementFactory().claim
    for prefix in ("", "/ru"):
        page = client.get(f"{prefix}{claim.get_absolute_url()}").content.decode()
        script = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
        assert json.loads(script)["@id"] == f"http://testserver/claims/{claim.pk}/"


SECRET = "Zanzibarian words"


@pytest.mark.parametrize("state", ["draft", "retracted"])
def test_what_readers_do_not_see_is_not_in_it(client, state):
    unpublished = {"state": "draft", "published_by": None, "published_at": None}
    fields = retraction("claim") if state == "retracted" else unpublished
    hidden = make.StatementFactory(claim__text=SECRET, citation__excerpt=SECRET, party__name=SECRET)
    citation, party = hidden.citations.get(), hidden.party
    topic = make.TopicFactory(name=SECRET)
    hidden.claim.topics.add(topic)
    Claim.objects.filter(pk=hidden.claim_id).update(**fields)
    gone = client.get(f"/claims/{hidden.claim_id}.jsonld")
    assert gone.status_code == (410 if state == "retracted" else 404)
    if state == "retracted":
        assert json.loads(gone.content)["notice"] == "This claim should not have been here."
    answers = [gone]
    for address in (
        f"/claimants/{party.pk}.jsonld",
        f"/topics/{topic.pk}.jsonld",
        f"/citations/{citation.pk}.jsonld",
    ):
        answers.append(client.get(address))
        assert answers[-1].status_code == 404
    assert not any(SECRET in answer.content.decode() for answer in answers)


def test_a_draft_statement_and_a_merged_claim_are_not_in_it(client):
    claim = make.StatementFactory().claim
    draft = make.StatementFactory(claim=claim, state="draft", citation__excerpt=SECRET)
    assert SECRET not in client.get(f"/claims/{claim.pk}.jsonld").content.decode()
    assert client.get(f"/citations/{draft.citations.get().pk}.jsonld").status_code == 404
    merged = make.StatementFactory(claim__text=SECRET).claim
    merge_claims(duplicate=merged, target=claim, by=make.UserFactory(), now=make.MOMENT, reason="The same.")
    moved = client.get(f"/claims/{merged.pk}.jsonld")
    assert (moved.status_code, moved.url) == (301, f"/claims/{claim.pk}.jsonld")


@pytest.mark.parametrize("name", ["claim", "claimant", "topic", "citation"])
def test_what_does_not_exist_is_not_found(client, name):
    for pk in (0, 10**30):
        assert client.get(f"/{name}s/{pk}.jsonld").status_code == 404


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "<!--<script>", "</script>"])
def test_nothing_in_a_name_ends_the_script_that_holds_the_data(client, separator):
    article = make.ArticleFactory(title=f"One{separator}two")
    claim = make.StatementFactory(citation__article=article).claim
    page = client.get(claim.get_absolute_url()).content.decode()
    script = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert separator not in script
    assert json.loads(script)["appearance"][0]["headline"] == article.title


def test_reference_managers_read_how_to_cite_a_version(client):
    claim = make.StatementFactory(claim__text="Norland closed <b>the bridge</b> & the road.").claim
    address = links_of(client.get(claim.get_absolute_url()))["CSL-JSON"]
    [entry] = json.loads(client.get(address).content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own style sheet, and of fields that it does not know
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        works = CitationStylesBibliography(style, CiteProcJSON([entry]), formatter.plain)
        works.register(Cited([CitationItem(entry["id"])]))
        [written] = [str(item) for item in works.bibliography()]
    assert "Norland closed <b>the bridge</b> & the road" in written
    assert "On the Record" in written and entry["URL"] in written
