"""The pages of the rules and pathways, as a case worker and a field manager use them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from waystation.base.ids import new_id
from waystation.cases.tests.builders import NOW
from waystation.resettlement.book import domain, queries, services
from waystation.resettlement.book.tests.builders import AVALON, a_rule
from waystation.resettlement.models import RuleRow
from waystation.resettlement.reading import shipped


@pytest.fixture
def worker(sign_in):
    return sign_in("case worker")


@pytest.fixture
def manager(sign_in):
    return sign_in("field manager")


def brought(browser, **said):
    said = {"text": AVALON, "why": "a new country"} | said
    return browser.post(reverse("pathway-upload"), said)


@pytest.fixture
def change(worker):
    """The address of the change by which the worker brings a country."""
    return brought(worker).url


@pytest.fixture
def avalon(change, manager):
    manager.post(f"{change}agree/", {"answer-answer": "read it"})


def page(browser, address, *args, **asked):
    answer = browser.get(reverse(address, args=args), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_country_comes_from_a_text_through_two_people_to_the_list_of_rules(
    worker, manager, change
):
    assert "Avalon" not in page(worker, "rules")
    assert "You asked for this" in worker.get(change).content.decode()
    shown = manager.get(change).content.decode()
    assert "I read the source, and agree" in shown
    assert "This country is new." in shown

    manager.post(f"{change}agree/", {"answer-answer": "read it"})

    shown = page(worker, "rules", country="avalon")
    assert "90 days" in shown
    assert "GBP 40" in shown
    assert shown.count("not verified</span>") == 2


def test_a_file_does_as_well_as_a_text_and_both_at_once_or_none_is_refused(worker):
    file = SimpleUploadedFile("avalon.toml", AVALON.encode())
    assert brought(worker, text="", content=file).status_code == 302
    file.seek(0)

    for said in ({"text": ""}, {"content": file}):
        answer = brought(worker, **said)
        assert answer.status_code == 422
    assert RuleRow.objects.count() == 1


def test_a_text_that_cannot_be_read_is_shown_again_with_line_and_reason(worker):
    answer = brought(worker, text=AVALON.replace('of = "person"', "").replace("90", "ninety"))

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "nothing was taken in" in shown
    assert '<td data-label="Line">5</td>' in shown
    assert "value = ninety" in shown
    assert not RuleRow.objects.exists()


def test_the_pages_of_a_country_its_file_and_the_table_show_what_was_brought(worker, avalon):
    assert "A hearing" in page(worker, "pathway", "avalon")
    assert "심리" in page(worker, "pathway", "avalon")
    text = page(worker, "pathway-file", "avalon")
    assert text.count("[[rule]]") == 2
    again = brought(worker, text=text)
    assert "is on file already" in again.content.decode()
    table = page(worker, "rules-csv", country="avalon").splitlines()
    assert len(table) == 3


def test_a_new_value_begins_with_what_it_shares_with_the_one_before(worker, avalon, william):
    (money,) = [one for one in queries.tables(william).rules if one.code == "av-money"]
    shown = page(worker, "rule-new", like=domain.mark_of(money))
    assert 'value="av-money"' in shown
    assert 'value="40"' not in shown

    said = {"code": "av-money", "jurisdiction": "avalon", "value": 45, "unit": "GBP"}
    said |= {"basis": "arrived", "source": "Gazette 12", "status": "in force", "why": "more"}
    wrong = {"valid_from": "1855-03-01", "valid_to": "1855-02-01", "checked_on": "1999-01-01"}
    answer = worker.post(reverse("rule-new"), said | wrong)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "ends before it begins" in shown
    assert "has not come yet" in shown

    answer = worker.post(reverse("rule-new"), said | {"valid_from": "1855-03-01"})
    shown = worker.get(answer.url).content.decode()
    assert "28 Feb 1855" in shown
    assert "2 Mar 1855" in shown
    assert "GBP 45" in shown


def test_a_rule_is_checked_again_and_ended_from_its_own_page(worker, manager, avalon, william):
    def wait():
        return next(one for one in queries.tables(william).rules if one.code == "av-wait")

    mark = domain.mark_of(wait())
    assert "It is not verified." in page(worker, "rule", mark)
    said = {"check-checked_on": "1855-01-02", "check-source": "Gazette 7, page 3"}
    said |= {"check-status": "in force", "check-why": "read it in the library"}
    asked = worker.post(reverse("rule-check", args=[mark]), said).url
    manager.post(f"{asked}agree/")
    assert (wait().source, wait().checked_on.isoformat()) == ("Gazette 7, page 3", "1855-01-02")

    said = {"end-valid_to": "1855-12-31", "end-why": "the law ends"}
    asked = worker.post(reverse("rule-end", args=[mark]), said).url
    assert "until 31 Dec 1855" in worker.get(asked).content.decode()
    assert worker.post(f"{asked}withdraw/").status_code == 302
    assert wait().valid_to is None


def test_countries_stand_side_by_side_in_the_order_in_which_they_were_picked(worker, avalon):
    first = next(one.code for one in shipped().pathways)
    shown = page(worker, "choices", pathway=["avalon", first], ask=["hard", "gets"], people="3")

    names = [shown.index("<strong>Avalon</strong>"), shown.index(shipped().pathways[0].name.en)]
    assert names == sorted(names)
    order = ["What is hard?", "What do we get?", "Who decides?"]
    assert [shown.index(words) for words in order] == sorted(shown.index(w) for w in order)
    assert "GBP 40" in shown
    assert "Gazette of Avalon 9 (not verified)" in shown


def test_whoever_has_another_role_sees_no_rules(sign_in):
    browser = sign_in("finance officer")

    assert [browser.get(reverse(name)).status_code for name in ("rules", "choices")] == [403, 403]


def test_a_decision_that_is_refused_says_so_and_keeps_what_stands(worker, manager, change, william):
    answer = manager.post(f"{change}refuse/", {"answer-answer": ""})
    assert answer.status_code == 422
    assert "needs a reason" in answer.content.decode()
    answer = worker.post(f"{change}agree/")
    assert answer.status_code == 422
    assert "asked for themselves" in answer.content.decode()
    assert queries.tables(william) == shipped()


def test_the_page_of_an_agreed_change_offers_to_undo_it(worker, manager, william):
    said = {"did": "rule added", "rules": (a_rule(),), "why": "new"}
    services.ask(**said, keyring=william, now=NOW)
    (kept,) = queries.book(william).kept
    address = reverse("rule-proposal", args=[kept.id])
    manager.post(f"{address}agree/")

    asked = worker.post(f"{address}undo/", {"undo-why": "read it wrong"}).url
    assert "Undoes" in worker.get(asked).content.decode()
    manager.post(f"{asked}agree/")

    assert queries.tables(william) == shipped()


def test_a_change_of_another_compartment_looks_like_one_that_never_was(worker, change, office):
    there = RuleRow.objects.get()
    RuleRow.objects.update(cell=office.elsewhere.cell)

    for act in ("", "agree/", "refuse/", "withdraw/", "undo/"):
        said = {"answer-answer": "x", "undo-why": "x"}
        answers = set()
        for change_id in (there.id, new_id()):
            address = reverse("rule-proposal", args=[change_id])
            answer = worker.post(address + act, said) if act else worker.get(address)
            body = answer.content.replace(str(change_id).encode(), b"")
            answers.add((answer.status_code, body))
        assert len(answers) == 1, act
        assert answers.pop()[0] == 409
