"""How times, dates, areas and counts are said to people, in Chinese and in English.

Pure functions of (value, now, language): no clock, no settings, no database, so that a table of
examples can check them. The patterns stand here like any number format; whole sentences belong in
the message catalogue. Moments come in as aware datetimes in the zone they are to be shown in; the
template tags see to that.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

MONTHS = (
    "January February March April May June July August September October November December"
).split()

_UNITS = {
    "zh": {
        "day": "{} 天",
        "hour": "{} 小时",
        "minute": "{} 分",
        "few": "不到 1 分钟",
        "left": "还剩 {}",
        "left_few": "还剩不到 1 分钟",
        "over": "超时 {}",
        "over_few": "刚刚超时",
        "ago": "{}前",
        "just": "刚刚",
        "minutes": "{} 分钟",
        "none": "不适用",
    },
    "en": {
        "day": "{} d",
        "hour": "{} h",
        "minute": "{} min",
        "few": "under a minute",
        "left": "{} left",
        "left_few": "under a minute left",
        "over": "{} over",
        "over_few": "just over",
        "ago": "{} ago",
        "just": "just now",
        "minutes": "{} min",
        "none": "n/a",
    },
}
_MEASURES = {
    "zh": {"m2": "平方米", "ha": "公顷", "km2": "平方公里", "m": "米", "km": "公里"},
    "en": {"m2": "m²", "ha": "ha", "km2": "km²", "m": "m", "km": "km"},
}


def language_of(code: str | None) -> str:
    """'zh' or 'en' for any language code; Chinese unless it says English."""
    return "en" if (code or "").lower().startswith("en") else "zh"


def duration(span: timedelta, language: str = "zh") -> str:
    """A length of time in at most two neighbouring units; the sign is dropped, seconds too."""
    words = _UNITS[language]
    minutes = int(abs(span).total_seconds() // 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        # Beyond three days the hour no longer helps anybody.
        parts = [("day", days)] + ([("hour", hours)] if hours and days < 3 else [])
    elif hours:
        parts = [("hour", hours)] + ([("minute", minutes)] if minutes else [])
    elif minutes:
        return words["minutes"].format(minutes)
    else:
        return words["few"]
    return " ".join(words[unit].format(amount) for unit, amount in parts)


def time_left(due_at: datetime | None, now: datetime, language: str = "zh") -> str:
    """What is left until a deadline, or by how much it is passed. No deadline gives ''."""
    if due_at is None:
        return ""
    words = _UNITS[language]
    span = due_at - now
    if abs(span) < timedelta(minutes=1):
        return words["left_few" if span >= timedelta(0) else "over_few"]
    return words["left" if span > timedelta(0) else "over"].format(duration(span, language))


def time_ago(at: datetime | None, now: datetime, language: str = "zh") -> str:
    """How long ago something was; beyond two days the date says more. A later moment: its date."""
    if at is None:
        return ""
    span = now - at
    if span < timedelta(minutes=-1) or span >= timedelta(days=2):
        return short_moment(at, now, language)
    if span < timedelta(minutes=1):
        return _UNITS[language]["just"]
    return _UNITS[language]["ago"].format(duration(span, language))


def day(value: date | datetime | None, language: str = "zh") -> str:
    """2021年4月30日, 30 April 2021."""
    if value is None:
        return ""
    if language == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None, language: str = "zh") -> str:
    """The exact moment to the minute: 2021年4月30日 14:05."""
    if value is None:
        return ""
    comma = "," if language == "en" else ""
    return f"{day(value, language)}{comma} {value:%H:%M}"


def short_moment(value: datetime | None, now: datetime, language: str = "zh") -> str:
    """As `moment`, without the year when it is this year."""
    if value is None:
        return ""
    if value.year != now.year:
        return moment(value, language)
    if language == "en":
        return f"{value.day} {MONTHS[value.month - 1][:3]}, {value:%H:%M}"
    return f"{value.month}月{value.day}日 {value:%H:%M}"


def count(number: int | None, language: str = "zh", *, cap: int | None = None) -> str:
    """1,234; with a cap of 1000 everything above it is '1,000+'. None is 'not applicable'."""
    if number is None:
        return _UNITS[language]["none"]
    return f"{cap:,}+" if cap is not None and number > cap else f"{number:,}"


def percent(numerator: float | None, denominator: float | None, language: str = "zh") -> str:
    """One decimal; without a denominator 'not applicable', never 0 % or 100 %."""
    if not denominator or numerator is None:
        return _UNITS[language]["none"]
    space = " " if language == "en" else ""
    return f"{100 * numerator / denominator:.1f}{space}%"


def area(m2: float | None, language: str = "zh") -> str:
    """Square metres up to a hectare, hectares up to a square kilometre, then those."""
    if m2 is None:
        return _UNITS[language]["none"]
    units = _MEASURES[language]
    if m2 >= 1_000_000:
        return f"{m2 / 1_000_000:,.2f} {units['km2']}"
    if m2 >= 10_000:
        return f"{m2 / 10_000:,.2f} {units['ha']}"
    return f"{m2:,.0f} {units['m2']}"


def length(m: float | None, language: str = "zh") -> str:
    """Metres up to a kilometre, then kilometres with two decimals."""
    if m is None:
        return _UNITS[language]["none"]
    units = _MEASURES[language]
    return f"{m / 1000:,.2f} {units['km']}" if m >= 1000 else f"{m:,.0f} {units['m']}"


def file_size(size_bytes: int) -> str:
    """Bytes as KB or MB, as telephones show it."""
    if size_bytes >= 1_000_000:
        return f"{size_bytes / 1_000_000:.1f} MB"
    return f"{max(1, round(size_bytes / 1000))} KB"
