"""What tables may be about: industries of the official classification, and analytics use cases."""

from django.db import models


class Industry(models.Model):
    """One NAICS code of one edition."""

    class Level(models.IntegerChoices):
        SECTOR = 2, "sectors"
        SUBSECTOR = 3, "subsectors"
        GROUP = 4, "industry groups"
        INDUSTRY = 5, "NAICS industries"
        NATIONAL = 6, "national industries"

    edition = models.PositiveSmallIntegerField()
    # As text: three sectors are ranges, such as 31-33.
    code = models.CharField(max_length=6)
    title = models.CharField(max_length=300)
    level = models.PositiveSmallIntegerField(choices=Level)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    # Name of the file that it came from.
    source = models.CharField(max_length=255)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["edition", "code"], name="one_industry_per_edition_and_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class UseCase(models.Model):
    """One job for which organisations keep tables."""

    key = models.CharField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    description = models.CharField(max_length=500)
    # NAICS sectors; none means all.
    sectors = models.JSONField(default=list)
    # Name of the file that it came from, and who answers for it.
    source = models.CharField(max_length=255)
    owner = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.title
