"""A form that keeps what was typed when what it asked for is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms

from waystation.base.errors import Refused


class KeptForm(forms.Form):
    """A form that keeps what was typed and carries the refusal of what it asked for."""

    refused: Refused | None = None

    @contextmanager
    def keeping_refusals(self) -> Iterator[None]:
        """Keep a refusal to show it above the form."""
        try:
            yield
        except Refused as error:
            self.refused = error
