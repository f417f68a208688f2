"""A seeker's link: who reads it, and that neither bytes nor moments tell anything of the sought."""

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from waystation.base import clock
from waystation.base.errors import Refused, Tampered
from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW, TODAY
from waystation.tracing.links import queries, services
from waystation.tracing.models import MatchRow, RegisterRow, SeekerLinkRow
from waystation.tracing.papers import services as papers
from waystation.tracing.requests import services as requests
from waystation.tracing.tests.builders import (
    UNTIL,
    a_profile,
    a_request,
    agreed,
    an_entry,
    an_origin,
    born,
)
from waystation.tracing.values import Asking, Match, Word
from waystation.vault import handed
from waystation.vault.opening import add

WEEK = timedelta(days=7)
NEXT = NOW + WEEK


def made_for(request_id, keyring, now=NOW, **said):
    usual = {"language": "en", "days": 90}
    return services.make(request_id=request_id, **usual | said, keyring=keyring, now=now)


def paper_of(made):
    row = SeekerLinkRow.objects.get(pk=made.id)
    return json.loads(handed.read(made.secret, "search", bytes(row.box)))


def said_on(made, day):
    """Give the heading and every text that the page shows on a day, as its script picks them."""
    paper = paper_of(made)
    first = paper.get("first")
    documents = paper["documents"]
    if first and day.isoformat() <= first["until"]:
        documents = first["documents"]
    lines = [line for section in documents[0]["sections"] for line in section["lines"]]
    return [text for line in lines for text in (line.get("heading"), line.get("text")) if text]


def a_match(request_id, desk, peter, william, **said):
    """Put somebody into the register and a match with them under a request."""
    entry_id = new_id()
    entry = an_entry(desk.cases.cell)
    sealed = papers.sealed(
        to=desk.tracing.cell, sender=desk.cases.cell, place=entry_id, body=entry, about=entry_id,
        keyring=william, now=NOW,
    )  # fmt: skip
    RegisterRow.objects.create(
        id=entry_id, cell=desk.tracing.cell, day=TODAY, ends_on=entry.until, box=sealed
    )
    usual = {"request": request_id, "entry": entry_id, "sought_at": entry.origin,
             "thread": new_id(), "bits": 30.0, "verdict": "probable"}  # fmt: skip
    row = MatchRow(cell=desk.tracing.cell, case=request_id)
    add(row, Match(**usual | said), peter, on=TODAY)
    return row


def open_contact(request_id, desk, peter, william, **said):
    usual = {
        "state": "contact",
        "sought_yes": agreed(),
        "seeker_yes": agreed(),
        "sought_asked": Asking(nth=1, asked_on=TODAY),
        "seeker_asked": Asking(nth=1, asked_on=TODAY),
        "words": (Word(side="sought", text="I am well.", said_at=NOW, passed_at=NOW),),
    }
    return a_match(request_id, desk, peter, william, **usual | said)


def test_who_has_the_link_reads_it_and_it_names_nobody(asked, peter):
    made = made_for(asked, peter)

    assert said_on(made, TODAY)[0] == "We are searching."
    whole = json.dumps(paper_of(made), ensure_ascii=False)
    assert "Jackson" not in whole
    assert "찾" in whole or "search" in whole


def test_every_box_has_one_size_and_an_unknown_digest_gets_one_like_it(asked, peter, desk, william):
    one = made_for(asked, peter)
    open_contact(asked, desk, peter, william)
    services.tend(keyring=peter, now=NEXT)
    box = bytes(SeekerLinkRow.objects.get(pk=one.id).box)

    assert len(box) == len(queries.box_of(bytes(32), TODAY)) == len(handed.filler("search"))
    assert queries.box_of(one.link.digest, TODAY) == box
    assert queries.box_of(one.link.digest, one.link.ends_on + timedelta(days=1)) != box


def test_nothing_found_a_no_and_a_yes_that_ran_out_read_the_same(desk, peter, william):
    ends = ("nobody", "no", "withdrawn", "expired", "later", "only asked")
    ids = [requests.open_request(request=a_request(), keyring=peter, now=NOW) for _ in ends]
    links = [made_for(request_id, peter) for request_id in ids]
    sought = {
        "no": {"state": "no"},
        "withdrawn": {"state": "contact", "sought_yes": agreed(withdrawn_at=NOW),
                      "seeker_yes": agreed()},
        "expired": {"state": "contact", "sought_yes": agreed(TODAY + timedelta(days=3)),
                    "seeker_yes": agreed()},
        "later": {"state": "later", "ask_on": TODAY + timedelta(days=60)},
        "only asked": {"state": "asked"},
    }  # fmt: skip
    for name, request_id in zip(ends, ids, strict=True):
        if name in sought:
            a_match(request_id, desk, peter, william, **sought[name])

    services.tend(keyring=peter, now=NEXT)

    papers_now = {json.dumps(paper_of(made)) for made in links}
    assert len(papers_now) == 1
    assert len({row.revision for row in SeekerLinkRow.objects.all()}) == 1


def test_an_open_contact_and_its_first_message_appear_with_the_next_round_alone(
    asked, desk, peter, william
):
    made = made_for(asked, peter)
    before = bytes(SeekerLinkRow.objects.get(pk=made.id).box)
    open_contact(asked, desk, peter, william)

    assert services.tend(keyring=peter, now=NOW + timedelta(hours=3)) == 0
    assert bytes(SeekerLinkRow.objects.get(pk=made.id).box) == before
    newer = made_for(asked, peter, NOW + timedelta(hours=4))
    assert said_on(newer, TODAY)[0] == "We are searching."

    assert services.tend(keyring=peter, now=NEXT) == 2
    assert "I am well." in said_on(made, NEXT.date())
    assert said_on(made, UNTIL + timedelta(days=1)) == said_on(newer, UNTIL + timedelta(days=1))
    assert said_on(made, UNTIL + timedelta(days=1))[0] == "We are searching."


def test_a_contact_that_is_closed_is_shown_no_more_at_once_and_for_all_are_written(
    asked, desk, peter, william
):
    made = made_for(asked, peter)
    other = made_for(requests.open_request(request=a_request(), keyring=peter, now=NOW), peter)
    row = open_contact(asked, desk, peter, william)
    services.tend(keyring=peter, now=NEXT)
    assert "I am well." in said_on(made, NEXT.date())

    row.delete()
    assert services.tend(keyring=peter, now=NEXT + timedelta(hours=1)) == 2
    assert said_on(made, NEXT.date()) == said_on(other, NEXT.date())


def test_a_round_writes_all_boxes_whether_anything_changed_or_not(peter):
    ids = [requests.open_request(request=a_request(), keyring=peter, now=NOW) for _ in range(3)]
    links = [made_for(request_id, peter) for request_id in ids]
    before = {row.id: bytes(row.box) for row in SeekerLinkRow.objects.all()}

    assert services.tend(keyring=peter, now=NEXT) == 3
    after = {row.id: bytes(row.box) for row in SeekerLinkRow.objects.all()}
    assert all(before[made.id] != after[made.id] for made in links)
    assert {row.day for row in SeekerLinkRow.objects.all()} == {NEXT.date()}
    assert services.tend(keyring=peter, now=NEXT + timedelta(days=1)) == 0


def test_a_child_and_somebody_of_our_cases_get_no_link(desk, peter):
    child = a_request(
        seeker=a_profile("Mary", birth=born(TODAY.year - 11)),
        guardian="an aunt",
        best_interests="she asks for her mother",
    )
    for request in (child, a_request(origin=an_origin(desk.cases.cell)), a_request(identity=None)):
        request_id = requests.open_request(request=request, keyring=peter, now=NOW)
        with pytest.raises(Refused):
            made_for(request_id, peter)


def test_a_seeker_who_takes_the_yes_back_has_no_link_from_that_moment(asked, peter):
    made_for(asked, peter)
    requests.take_back(request_id=asked, how="by word", keyring=peter, now=NOW)

    assert not SeekerLinkRow.objects.exists()


def test_a_link_that_ended_and_is_put_back_is_noticed(asked, peter, stranger):
    made = made_for(asked, peter)
    row = SeekerLinkRow.objects.get()
    with pytest.raises(Refused):
        services.end(request_id=asked, link_id=made.id, keyring=stranger, now=NOW)
    services.end(request_id=asked, link_id=made.id, keyring=peter, now=NOW)
    assert queries.links(asked, peter, TODAY) == []

    row.save(force_insert=True)
    with pytest.raises(Tampered):
        queries.links(asked, peter, TODAY)


def test_an_officer_makes_a_link_that_is_shown_once_and_ends_it(sign_in, asked, peter):
    browser = sign_in()
    assert browser.get(reverse("seeker-links", args=[asked])).status_code == 200

    answer = browser.post(reverse("seeker-link", args=[asked]), {"language": "ko", "days": "30"})
    assert answer["Cache-Control"] == "no-store"
    assert "/search/ko/#" in answer.content.decode()
    (view,) = queries.links(asked, peter, TODAY)
    assert browser.post(reverse("seeker-links-tend")).status_code == 204
    browser.post(reverse("seeker-link-end", args=[asked, view.id]))
    assert queries.links(asked, peter, TODAY) == []


def test_a_phone_gets_a_box_without_a_session_and_without_a_cookie(asked, peter):
    clock.stand_at(NOW)
    made = made_for(asked, peter)
    phone = Client()
    digest = b64encode(made.link.digest).decode()

    answer = phone.post(
        reverse("seeker-fetch"), json.dumps({"digest": digest}), content_type="application/json"
    )

    assert handed.read(made.secret, "search", answer.content)
    assert not answer.cookies
    for language in ("en", "ko"):
        page = phone.get(reverse(f"seeker-page-{language}"))
        assert (page.status_code, page["Content-Language"]) == (200, language)
        assert not page.cookies
