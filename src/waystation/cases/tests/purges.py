"""Asking, approving and carrying out, for the tests of destruction."""

from waystation.cases import destroying, purging
from waystation.cases.tests.builders import NOW


def ask(case_id, keyring, **other):
    usual = {"why": "asked", "reason": "they asked us to", "asked_by": "William"}
    return purging.ask(case_id=case_id, **usual | other, keyring=keyring, now=NOW)


def approve(purge_id, *keyrings):
    for keyring in keyrings:
        purging.approve(purge_id=purge_id, keyring=keyring, now=NOW)


def carry_out(purge_id, keyring):
    destroying.carry_out(purge_id=purge_id, keyring=keyring, now=NOW)


def step(purge_id, keyring):
    return purging.purge(purge_id, keyring).step
