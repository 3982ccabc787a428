"""The choices of what a version says of the scope of a unit: town, size, level, mandate."""

from __future__ import annotations

from django.db import models


class Settlement(models.TextChoices):
    """Town or country; empty where it is neither or both, and where nobody has said so: the law
    does not say it of a đặc khu.
    """

    URBAN = "urban", "đô thị"
    RURAL = "rural", "nông thôn"


UNDECIDED = "khu vực chưa xác định"
"""What is said of a commune that stands neither for town nor for country."""


class EnterpriseSize(models.TextChoices):
    """Size of an enterprise; TT 124/2021/TT-BCA judges medium and large ones only."""

    MICRO = "micro", "siêu nhỏ"
    SMALL = "small", "nhỏ"
    MEDIUM = "medium", "vừa"
    LARGE = "large", "lớn"


class SchoolLevel(models.TextChoices):
    """Level of a school; TT 124/2021/TT-BCA judges lower secondary and above."""

    NURSERY = "nursery", "mầm non"
    PRIMARY = "primary", "tiểu học"
    LOWER_SECONDARY = "lower-secondary", "trung học cơ sở"
    UPPER_SECONDARY = "upper-secondary", "trung học phổ thông"
    VOCATIONAL = "vocational", "giáo dục nghề nghiệp"
    HIGHER = "higher", "đại học, cao đẳng"


class SecurityMandate(models.TextChoices):
    """By what an authority manages a body for security and order (TT 124/2021/TT-BCA)."""

    OWN = "own", "thuộc thẩm quyền"
    DELEGATED = "delegated", "được ủy quyền"
