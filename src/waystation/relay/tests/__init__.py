"""Tests of phones, orders and reports."""
