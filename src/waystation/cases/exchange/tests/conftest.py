"""The workers and the office of casework."""

from waystation.cases.tests.conftest import office, sign_in, stranger, william

__all__ = ["office", "sign_in", "stranger", "william"]
