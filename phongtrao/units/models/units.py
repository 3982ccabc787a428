"""Administrative units and bodies, each with its dates of validity.

A unit is an identity that keeps its number for ever; what it is called, what it is and to whom it
belongs stand in versions with from–to. Days without a known beginning or end are null in versions
and successions, and FIRST_DAY or LAST_DAY in the derived table of reach.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.utils import timezone

from phongtrao.access.models import Permission
from phongtrao.access.queries import ScopedQuerySet, held_at
from phongtrao.units.models.scope import EnterpriseSize, SchoolLevel, SecurityMandate, Settlement

if TYPE_CHECKING:
    from decimal import Decimal

    from phongtrao.access.queries import Person

FIRST_DAY = date(1, 1, 1)
LAST_DAY = date(9999, 12, 31)


class Level(models.TextChoices):
    """Where in the state a unit stands."""

    COUNTRY = "country", "Trung ương"
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"
    NEIGHBOURHOOD = "neighbourhood", "Khu dân cư"
    BODY = "body", "Cơ quan, tổ chức"


class Decision(models.Model):
    """The document that made, changed or ended units."""

    symbol = models.CharField("số, ký hiệu", max_length=80)
    issuer = models.CharField("cơ quan ban hành", max_length=200, blank=True)
    signed_on = models.DateField("ngày ký", null=True, blank=True)

    class Meta:
        verbose_name = "quyết định về đơn vị"
        ordering = ("-signed_on", "symbol")
        constraints = (
            models.UniqueConstraint(fields=("symbol", "issuer"), name="one_decision_a_symbol"),
        )

    def __str__(self) -> str:
        return self.symbol


ADMINISTRATIVE = (Level.COUNTRY, Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)
"""Units of the state's own map, from the top down: everybody may know of them."""


def may_stand_on(level: str, territory: str) -> bool:
    """Tell whether units of a level lie on the ground of those of another: the map's on a higher
    one's, neighbourhoods on any but a body's, bodies anywhere.
    """
    return level == Level.BODY or (
        territory != Level.BODY if level == Level.NEIGHBOURHOOD else may_command(level, territory)
    )


def may_command(level: str, line: str) -> bool:
    """Tell whether units of a level answer to those of another: the map's only to higher ones."""
    if level not in ADMINISTRATIVE:
        return True
    return line in ADMINISTRATIVE[: ADMINISTRATIVE.index(Level(level))]


class UnitQuerySet(ScopedQuerySet["Unit"]):
    """A unit belongs to itself."""

    office_path = "pk"

    def visible_to(self, user: Person, permission: Permission) -> Self:
        """Units at which `user` holds `permission`; to be read also those of the state's map, what
        stands above the office, and what will be within reach from a later day.
        """
        if permission != Permission.UNIT_READ or not user.pk:
            return super().visible_to(user, permission)
        return self.filter(known_to(user))


def known_to(user: Person, unit: str = "") -> models.Q:
    """Rows whose unit `user` may read of, by the rule of `UnitQuerySet.visible_to`.

    unit: the foreign key that leads from the row to the unit, "" for units themselves. Asked of
    each row by itself: what is asked for is a page, what lies within reach may be the country.
    """
    to_level, to_pk = (f"{unit}__level", unit) if unit else ("level", "pk")
    return (
        models.Q(**{f"{to_level}__in": ADMINISTRATIVE})
        | models.Exists(within_reach(user).filter(unit=models.OuterRef(to_pk)))
        | models.Q(**{f"{to_pk}__in": above_office(user).values("ancestor")})
    )


def within_reach(user: Person) -> models.QuerySet[Ancestry]:
    """What the account may read of because it lies below where he has a role, now or later."""
    return Ancestry.objects.filter(
        ancestor__in=held_at(user, Permission.UNIT_READ), until__gt=timezone.localdate()
    )


def above_office(user: Person) -> models.QuerySet[Ancestry]:
    """What stands above the office of the account, or ever did."""
    return Ancestry.objects.filter(unit__accounts=user.pk or 0)


class Unit(models.Model):
    """An administrative unit or a body; accounts belong to one.

    name, kind: as today's version has them, kept here for lists (`actions.naming`); of an ended
    unit those of its last, of one to come those of its first. key: of national data, see
    units/data/README.md; null for own units.
    """

    key = models.CharField("khóa dữ liệu quốc gia", max_length=30, unique=True, null=True)  # noqa: DJ001 - unique, many without
    level = models.CharField("cấp", max_length=20, choices=Level, default=Level.BODY)
    kind = models.CharField("loại", max_length=60, blank=True)
    name = models.CharField("tên đơn vị", max_length=200)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn vị"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


def in_force(day: date, version: str = "") -> models.Q:
    """Versions that hold on a day. version: the way to them from the rows that are filtered, such
    as "unit__versions"; "" for their own.
    """
    start, end = (f"{version}__{name}" if version else name for name in ("valid_from", "valid_to"))
    began = models.Q(**{start: None}) | models.Q(**{f"{start}__lte": day})
    return began & (models.Q(**{end: None}) | models.Q(**{f"{end}__gt": day}))


class UnitVersionQuerySet(models.QuerySet["UnitVersion"]):
    """Versions as of a day."""

    def in_force(self, day: date) -> Self:
        """Those that hold on the day."""
        return self.filter(in_force(day))


class UnitVersion(models.Model):
    """What a unit was from one day to another: name, kind, parents, scope facts.

    valid_from: null for before our records. valid_to: the first day on which it no longer holds,
    null for still. territory: the unit on whose ground it lies; line: the one that commands it.
    code: of the statistics office, unique within a level on any one day; own units (neighbourhoods,
    bodies) have their own, unique among those of a level below the same parents. security_manager:
    the body that manages this one for security and order; null, like an empty mandate, when nobody
    has said it, which is not that there is none. ended_by: what ended a unit of the national data
    that has no successor; what is ended here has its `UnitChange`.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="versions", verbose_name="đơn vị"
    )
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=60, blank=True)
    code = models.CharField("mã", max_length=20, blank=True)
    settlement = models.CharField("khu vực", max_length=10, choices=Settlement, blank=True)
    territory = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="thuộc địa bàn",
    )
    line = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan chủ quản",
    )
    enterprise_size = models.CharField(
        "quy mô doanh nghiệp", max_length=10, choices=EnterpriseSize, blank=True
    )
    school_level = models.CharField("bậc học", max_length=20, choices=SchoolLevel, blank=True)
    armed_forces = models.BooleanField("thuộc lực lượng vũ trang", default=False)
    security_manager = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="cơ quan quản lý về an ninh, trật tự",
    )
    security_mandate = models.CharField(
        "hình thức quản lý", max_length=10, choices=SecurityMandate, blank=True
    )
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name="theo quyết định",
    )
    ended_by = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="kết thúc theo quyết định",
    )

    objects = UnitVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "thông tin đơn vị theo thời gian"
        ordering = ("unit", models.F("valid_from").asc(nulls_first=True))
        constraints = (
            models.UniqueConstraint(fields=("unit", "valid_from"), name="one_version_a_day"),
        )
        indexes = (
            # Most units have one version without days: who is not there is asked of the others.
            models.Index(
                "unit",
                condition=models.Q(valid_from__isnull=False) | models.Q(valid_to__isnull=False),
                name="versions_with_days",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """One unit went to another on a day. share: of the predecessor, 0 < share < 1, null when all of
    it went or when the share is not known; whole: all of it went to this successor.
    """

    predecessor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="successions", verbose_name="đơn vị cũ"
    )
    successor = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="origins", verbose_name="đơn vị mới"
    )
    on = models.DateField("từ ngày")
    whole = models.BooleanField("toàn bộ", default=True)
    share = models.DecimalField("phần", max_digits=7, decimal_places=6, null=True, blank=True)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="successions",
        verbose_name="theo quyết định",
    )

    class Meta:
        verbose_name = "kế thừa đơn vị"
        constraints = (
            models.UniqueConstraint(
                fields=("predecessor", "successor", "on"), name="one_succession_a_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"

    @property
    def percent(self) -> Decimal | None:
        """The share in percent."""
        return None if self.share is None else (self.share * 100).normalize()


class Ancestry(models.Model):
    """Derived from versions and successions (`core.tree.ancestry`): on the days since ≤ day < until
    `unit` lies below `ancestor`, by territory or by line, or is the ancestor itself. An ended unit
    lies below its successors, without any below its last parents, so that what it left stays in
    reach.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="reached_by", verbose_name="đơn vị"
    )
    ancestor = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="reaches", verbose_name="đơn vị trên"
    )
    since = models.DateField("từ ngày", default=FIRST_DAY)
    until = models.DateField("đến trước ngày", default=LAST_DAY)

    class Meta:
        verbose_name = "phạm vi"
        constraints = (
            models.UniqueConstraint(fields=("ancestor", "unit", "since"), name="one_reach_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id} dưới {self.ancestor_id}"


class Alias(models.Model):
    """Another name by which people find a unit: an abbreviation, an old spelling, the words of a
    plan.
    """

    unit = models.ForeignKey(
        Unit, on_delete=models.CASCADE, related_name="aliases", verbose_name="đơn vị"
    )
    name = models.CharField("tên gọi khác", max_length=200)

    class Meta:
        verbose_name = "tên gọi khác"
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="one_alias_a_unit"),)

    def __str__(self) -> str:
        return self.name


class ChangeKind(models.TextChoices):
    """What a decision does to units."""

    CREATE = "create", "Thành lập"
    RENAME = "rename", "Đổi tên"
    RECLASSIFY = "reclassify", "Đổi loại, thông tin"
    MOVE = "move", "Chuyển đơn vị cấp trên"
    MERGE = "merge", "Sáp nhập"
    SPLIT = "split", "Chia tách"
    END = "end", "Kết thúc"
    IMPORT = "import", "Nhập từ tệp"


class UnitChange(models.Model):
    """A change that was carried out; can be undone while nothing hangs on it.

    before: what undoing needs: {"versions": the changed rows as they were, "made_versions",
    "made_units", "made_successions": ids, "asked": ids of the units at which the right to change
    was asked for}.
    """

    kind = models.CharField("việc", max_length=20, choices=ChangeKind)
    on = models.DateField("có hiệu lực từ", null=True)
    decision = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        related_name="changes",
        verbose_name="theo quyết định",
    )
    units = models.ManyToManyField(Unit, related_name="changes", verbose_name="đơn vị liên quan")
    before = models.JSONField("trước đó", default=dict)
    by = models.ForeignKey(
        "access.User", on_delete=models.PROTECT, null=True, related_name="+", verbose_name="bởi"
    )
    at = models.DateTimeField("lúc", auto_now_add=True)
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    class Meta:
        verbose_name = "thay đổi đơn vị"
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.get_kind_display()
