"""Citing a claim: as a sentence, for BibTeX and as CSL-JSON.

Always one version, at its lasting address.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from public.citation_styles import CitableVersion, write_bibtex, write_csl_json, write_text
from tests import factories as make
from tests.support.html import links_of, retraction, text_of
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.usefixtures("tables_owner")  # a second version is put down by hand

CITABLE = CitableVersion(
    claim_id=7,
    number=3,
    proposition="Ada & Co. paid 5 % of $9_000 #1 {all} \\ ~ ^\nÉtienne “said”",
    status="disputed",
    made_at=datetime(2017, 4, 9, 23, 30, tzinfo=UTC),
    url="https://record.example/claims/7/versions/3/",
)


def test_as_a_sentence():
    assert write_text(CITABLE) == (
        "“Ada & Co. paid 5 % of $9_000 #1 {all} \\ ~ ^ Étienne “said”” On the Record, claim 7, version 3, "
        "9 April 2017. https://record.example/claims/7/versions/3/"
    )


def test_for_bibtex_with_what_means_something_to_tex_escaped():
    assert write_bibtex(CITABLE) == (
        "@misc{on-the-record-claim-7-version-3,\n"
        "  author = {{On the Record}},\n"
        "  title = {{Ada \\& Co. paid 5 \\% of \\$9\\_000 \\#1 \\textbraceleft{}all\\textbraceright{} "
        "\\textbackslash{} \\textasciitilde{} \\textasciicircum{} Étienne “said”}},\n"
        "  year = {2017},\n"
        "  note = {Claim 7, version 3; disputed at the time},\n"
        "  howpublished = {\\url{https://record.example/claims/7/versions/3/}},\n"
        "  url = {https://record.example/claims/7/versions/3/},\n"
        "  month = apr,\n"
        "}\n"
    )


@pytest.mark.parametrize("proposition", ["It is {open", "It is }shut{", "{" * 3, "\\}"])
def test_a_brace_without_its_other_does_not_end_the_entry(proposition):
    """BibTeX counts braces also after a backslash."""
    entry, depth = write_bibtex(replace(CITABLE, proposition=proposition)), 0
    for place, letter in enumerate(entry):
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth > 0 or place < entry.index("{") or place >= len(entry) - 2
    assert depth == 0


def test_as_csl_json():
    assert json.loads(write_csl_json(CITABLE)) == [
        {
            "id": "on-the-record-claim-7-version-3",
            "type": "webpage",
            "title": "Ada & Co. paid 5 % of $9_000 #1 {all} \\ ~ ^ Étienne “said”",
            "author": [{"literal": "On the Record"}],
            "container-title": "On the Record",
            "issued": {"date-parts": [[2017, 4, 9]]},
            "version": "3",
            "status": "disputed",
            "URL": "https://record.example/claims/7/versions/3/",
        }
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("style", "kind", "begins"),
    [
        ("txt", "text/plain; charset=utf-8", "“The bridge was closed” On the Record, claim "),
        ("bib", "application/x-bibtex; charset=utf-8", "@misc{on-the-record-claim-"),
        ("json", "application/vnd.citationstyles.csl+json; charset=utf-8", '[\n  {\n    "id": '),
    ],
)
def test_the_page_offers_each_as_a_file(client, style, kind, begins):
    claim = make.StatementFactory(claim__text="The bridge was closed").claim
    page = client.get(claim.get_absolute_url())
    address = links_of(page)[{"txt": "Text", "bib": "BibTeX", "json": "CSL-JSON"}[style]]
    assert address == f"/claims/{claim.pk}/versions/1/cite.{style}"
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, kind)
    assert response.content.decode().startswith(begins)
    assert f"http://testserver/claims/{claim.pk}/versions/1/" in response.content.decode()
    name = f"claim-{claim.pk}-version-1.{style}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'


@pytest.mark.django_db
def test_an_older_version_is_cited_as_it_was(client):
    claim = make.StatementFactory(claim__text="The bridge was closed").claim
    run_deferred_triggers()
    # One transaction makes one version, so a second one is put down as if made by another.
    claim.versions.create(
        number=2,
        made_at=datetime(2018, 1, 1, tzinfo=UTC),
        snapshot={"proposition": "It was open", "status": "agreed"},
        made_in=1,
    )
    first = client.get(f"/claims/{claim.pk}/versions/1/cite.txt").content.decode()
    second = client.get(f"/claims/{claim.pk}/versions/2/cite.txt").content.decode()
    assert first.startswith("“The bridge was closed”")
    assert second.startswith(f"“It was open” On the Record, claim {claim.pk}, version 2, 1 January 2018.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "end", ["1/cite.xml", "1/cite.BIB", "0/cite.bib", "2/cite.bib", f"{10**30}/cite.bib"]
)
def test_no_such_style_or_version_is_not_found(client, end):
    claim = make.StatementFactory().claim
    assert client.get(f"/claims/{claim.pk}/versions/{end}").status_code == 404


@pytest.mark.django_db
def test_drafts_are_not_found_and_retracted_claims_are_gone(client):
    draft = make.DraftClaimFactory(text="Leak")
    assert client.get(f"/claims/{draft.pk}/versions/1/cite.txt").status_code == 404
    assert client.get(f"/claims/{10**30}/versions/1/cite.txt").status_code == 404
    gone = make.ClaimFactory(text="Leak", **retraction("claim"))
    response = client.get(f"/claims/{gone.pk}/versions/1/cite.txt")
    assert response.status_code == 410
    assert "Leak" not in text_of(response)


@pytest.mark.django_db
def test_shares_by_plain_links(client):
    claim = make.StatementFactory(claim__text="Was it 5% & “more”?").claim
    links = links_of(client.get(claim.get_absolute_url()))
    address = f"http://testserver{claim.get_absolute_url()}"
    assert links[address] == address
    assert links["Send by e-mail"].startswith("mailto:?subject=Was%20it%205%25%20%26%20%E2%80%9Cmore")
    assert links["Send by e-mail"].endswith(
        f"&body=http%3A%2F%2Ftestserver%2Fclaims%2F{claim.pk}%2F{claim.slug}%2F"
    )
