"""A book with money in it, the bank's own words for it, and finance in front of a browser."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.test import Client

from waystation.base import clock
from waystation.ledger.bank.domain import Columns
from waystation.ledger.tests.conftest import (  # noqa: F401
    TODAY,
    _own_home,
    book,
    finance_slot,
    levi,
)
from waystation.vault import cells, door, staff

GOLDEN = Path(__file__).parent / "golden"
BANK = "Assets:Bank:Operating"
NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
GERMAN = Columns(
    name="German bank",
    day="Buchungstag",
    amount="Betrag",
    payee="Name",
    text="Verwendungszweck",
    balance="Saldo",
    separator=";",
    point=",",
    day_form="dmy",
)
KOREAN = Columns(
    name="Korean bank",
    day="거래일자",
    money_in="입금액",
    money_out="출금액",
    text="적요",
    balance="잔액",
    currency="KRW",
)
PLAIN = Columns(name="plain", day="day", amount="amount", payee="payee", text="text")


def golden(name: str) -> bytes:
    """Give a bank's file as it came."""
    return (GOLDEN / name).read_bytes()


def plain_file(*lines: tuple[date, str, str]) -> bytes:
    """Write a table of days, amounts and payees, without balances."""
    rows = [f"{day},{amount},{payee}," for day, amount, payee in lines]
    return "\n".join(["day,amount,payee,text", *rows]).encode()


@pytest.fixture
def sees(book, finance_slot):  # noqa: F811
    """Give a browser signed in with a role: finance's keys for finance, others' for the others."""

    def signed_in(role: str = "finance officer") -> Client:
        slots = [finance_slot] if role == "finance officer" else [cells.found("network")]
        staff.admit(name=role, alias=role[:4], role=role, passphrase="north star", slots=slots)
        client = Client()
        cookie = door.sign_in(role, "north star", now=clock.real_now())
        client.cookies[configured.DOOR_COOKIE] = cookie
        return client

    return signed_in
