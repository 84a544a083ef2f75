"""Slots of a study's schedule, the people who fill them, their invitations, and what they guess at the end."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from evaluator.models.study import Arm, Study


class Slot(models.Model):
    """A place in the committed schedule; a replacement takes over the slot of the person who left."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="slots")
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["study", "number"], name="one_slot_per_study_and_number")]


class Rater(models.Model):
    """One person in one study. In the analysis "rater" is the person, not the slot."""

    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="raters")
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="raters")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=8)
    joined_at = models.DateTimeField(auto_now_add=True)
    practised_at = models.DateTimeField(null=True)
    last_seen_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["study", "user"], name="one_rater_per_study_and_person"),
            models.UniqueConstraint(fields=["study", "code"], name="one_rater_per_study_and_code"),
            models.UniqueConstraint(fields=["slot"], condition=Q(left_at=None), name="one_present_rater_per_slot"),
        ]

    def __str__(self) -> str:
        return self.code


class Invitation(models.Model):
    """An e-mail address asked to fill a slot; the link's secret is kept as a digest only."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    secret_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(accepted_at=None, revoked_at=None), name="one_pending_invitation_per_slot"
            )
        ]


class WriterGuess(models.Model):
    """The blinding question: what kind of writer a rater took an arm for, asked after their ratings are closed."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        RULES = "rules", "A rule or template, no language model"
        SMALL_MODEL = "small_model", "A small or specialised language model"
        LARGE_MODEL = "large_model", "A large general language model"
        CANT_TELL = "cant_tell", "I can't tell"

    rater = models.ForeignKey(Rater, on_delete=models.PROTECT, related_name="guesses")
    arm = models.ForeignKey(Arm, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rater", "arm"], name="one_guess_per_rater_and_arm")]
