"""Links and visits of donors to their own pages."""

from django.db import models


class OwnVisit(models.Model):
    """A link that was sent, or the visit it opened: found by its secret, opened by it alone.

    Whose it is lies in the box. A link that was asked for with an address nobody has is a row
    like any other.
    """

    digest = models.BinaryField(primary_key=True)
    is_link = models.BooleanField()
    # In quarters of an hour, after which it is swept away; the exact end lies in the box.
    ends_at = models.DateTimeField(db_index=True)
    # The same for all of one donor, so that they can end them all; made with their own seed.
    mark = models.BinaryField(db_index=True)
    box = models.BinaryField()
