"""Pieces told in public. A draft lies in boxes; plain columns hold only what was published."""

from django.db import models
from django.db.models import Q

from waystation.base.ids import new_id
from waystation.giving.models import BoxRow
from waystation.impact.stories.domain import CHANNELS, KINDS, STATES
from waystation.vault.pseudonyms import HandField


class PieceRow(BoxRow):
    """A story, portrait or quote: `box` is the draft for giving, the columns what is published.

    Whose it is stands nowhere here: `PieceVoice` names consents by ids that mean something only
    inside the sealed case. `sealed_picture` lies under a key that stands in the draft.
    """

    kind = models.CharField(max_length=8, default="story")
    state = models.CharField(max_length=9, default="draft")
    # Told from a published book about people long dead: nobody is left to be asked.
    is_historical = models.BooleanField(default=False)
    channels = models.CharField(max_length=60, default="")
    forms = models.CharField(max_length=60, default="")
    until = models.DateField(null=True)
    derived_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    # Of the draft as it stands: a review and an approval count for these words alone.
    draft_digest = models.BinaryField()
    reviewed_digest = models.BinaryField(default=b"")
    sealed_picture = models.BinaryField(default=b"")
    drafted_by = HandField()
    reviewed_by = HandField(null=True)
    proposed_by = HandField(null=True)
    published_by = HandField(null=True)
    # Why security holds it, for security alone.
    hold_box = models.BinaryField(default=b"")
    lifted_by = HandField(null=True)
    slug = models.CharField(max_length=60, null=True, unique=True)
    published_on = models.DateField(null=True)
    title_en = models.CharField(max_length=120, default="")
    title_ko = models.CharField(max_length=120, default="")
    text_en = models.TextField(default="")
    text_ko = models.TextField(default="")
    changed_en = models.CharField(max_length=300, default="")
    changed_ko = models.CharField(max_length=300, default="")
    source = models.CharField(max_length=200, default="")
    alt_en = models.CharField(max_length=300, default="")
    alt_ko = models.CharField(max_length=300, default="")
    picture = models.BinaryField(default=b"")
    # A random name, under which the picture is served; it outlives the picture to answer "gone".
    picture_name = models.CharField(max_length=24, null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="piece_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="piece_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="piece_public",
                condition=~Q(state="published")
                | Q(
                    slug__isnull=False,
                    until__isnull=False,
                    published_on__isnull=False,
                    reviewed_by__isnull=False,
                    proposed_by__isnull=False,
                    published_by__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="piece_second_reader",
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=models.F("drafted_by")),
            ),
            models.CheckConstraint(
                name="piece_second_hand",
                condition=Q(published_by__isnull=True) | ~Q(published_by=models.F("proposed_by")),
            ),
            # What is not public, or is so no more, has nothing left in plain columns.
            models.CheckConstraint(
                name="piece_bare",
                condition=Q(state="published")
                | Q(title_en="", title_ko="", text_en="", text_ko="", picture=b""),
            ),
        ]


class PieceVoice(models.Model):
    """That a piece speaks of whoever gave a consent, and that they approved it word by word."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    piece = models.ForeignKey(PieceRow, models.CASCADE, related_name="voices")
    consent = models.UUIDField(db_index=True)
    approved_digest = models.BinaryField(default=b"")
    answered_on = models.DateField(null=True)
    # What they want otherwise, for giving.
    words_box = models.BinaryField(default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="voice_once", fields=["piece", "consent"]),
        ]


class PieceCopy(models.Model):
    """The draft once more, for another compartment that has to read it: security, or a case's."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    piece = models.ForeignKey(PieceRow, models.CASCADE, related_name="copies")
    cell = models.UUIDField(db_index=True)
    box = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="copy_once", fields=["piece", "cell"]),
        ]


class PieceLink(models.Model):
    """A link under which one person sees the draft for some days; its secret is kept nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voice = models.ForeignKey(PieceVoice, models.CASCADE, related_name="links")
    secret_digest = models.BinaryField(unique=True)
    until = models.DateTimeField()
    language = models.CharField(max_length=2)
    box = models.BinaryField()


class PieceUse(models.Model):
    """Where a published piece went beyond the site, to be called back from there one day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    piece = models.ForeignKey(PieceRow, models.PROTECT, related_name="uses")
    cell = models.UUIDField(db_index=True)
    channel = models.CharField(max_length=10)
    used_on = models.DateField()
    box = models.BinaryField()
    recalled_on = models.DateField(null=True)
    recalled_by = HandField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="use_channel", condition=Q(channel__in=CHANNELS)),
        ]
