"""Which entries of the book are about which gift."""

from django.db import models

from waystation.giving.models.core import GiftRow


class GiftEntry(models.Model):
    """One entry of the book about a gift: that it came, went back, was moved or was awaited."""

    gift = models.ForeignKey(GiftRow, on_delete=models.PROTECT)
    entry = models.UUIDField(unique=True)
