"""The opaque row: ids, a day, a revision and sealed bytes. Nothing on a row opens anything."""

from uuid import uuid4

from django.db import models


class SealedRow(models.Model):
    """A record at rest. Subclasses add joins to other opaque rows and nothing readable."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    cell = models.UUIDField(db_index=True)
    day = models.DateField()
    revision = models.PositiveIntegerField(default=1)
    body = models.BinaryField()

    class Meta:
        abstract = True

    def place(self) -> bytes:
        """Say where this row stands: table, row id and cell id, to which its body is bound."""
        return self._meta.db_table.encode() + self.id.bytes + self.cell.bytes


class CaseRow(SealedRow):
    """A record of one case: it opens with its compartment's key and its case's shred key together.

    The row that begins a case carries its own id as `case`.
    """

    case = models.UUIDField(db_index=True)

    class Meta:
        abstract = True

    def place(self) -> bytes:
        """Say where this row stands: table, row, cell and case, to which its body is bound."""
        return super().place() + self.case.bytes
