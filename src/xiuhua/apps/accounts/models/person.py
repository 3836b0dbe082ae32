"""People who sign in, what they are granted, and the certificates the law asks of officers."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from xiuhua.apps.records.models import Chained


class UserManager(BaseUserManager["User"]):
    """Looks people up by user name; making them is `accounts.actions.people`."""


class User(AbstractBaseUser, Chained):
    """One person with one account. Rights come only from `RoleGrant` rows in force."""

    username = models.CharField(max_length=40, unique=True)
    full_name = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    subdistrict = models.ForeignKey(
        "records.Subdistrict", on_delete=models.PROTECT, related_name="+", null=True
    )
    unit = models.ForeignKey("accounts.Unit", on_delete=models.PROTECT, related_name="+", null=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_changed_at = models.DateTimeField(null=True)
    rights_version = models.PositiveIntegerField(
        default=1, help_text="moves on when grants change; sessions of an older one end"
    )
    columns = models.JSONField(default=dict, help_text="the person's choice of columns per table")

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "unit"], name="user_by_unit")]

    def __str__(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django's session check also over `rights_version`: changed rights end open sessions."""
        both = f"{self.password}:{self.rights_version}"
        return salted_hmac(
            "xiuhua.accounts.session", both, secret=secret, algorithm="sha256"
        ).hexdigest()


class RoleGrant(models.Model):
    """A role held over an area from a day to a day. The area is (kind, code), compared exactly."""

    class AreaKind(models.TextChoices):
        CITY = "city"  # every subdistrict of this database
        SUBDISTRICT = "subdistrict"
        COMMUNITY = "community"
        GRID = "grid"
        UNIT = "unit"

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=32, help_text="slug of a class in accounts/roles.py")
    area_kind = models.CharField(max_length=12, choices=AreaKind.choices)
    area_code = models.CharField(max_length=32, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="last day")

    class Meta:
        indexes = [models.Index(fields=["user", "valid_from"], name="grant_by_user")]


class Certificate(models.Model):
    """An officer's certificate (执法证): without a valid one no enforcement act counts."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, default="enforcement")
    number = models.CharField(max_length=40)
    issuer = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "number"], name="certificate_number_once"),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="certificate_period"
            ),
        ]
