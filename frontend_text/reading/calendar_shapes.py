"""Days and times of day."""

from __future__ import annotations

import re

from frontend_text.reading.locale import Locale, Rule

_LOOK_BACK = 25


def valid_day(day: int, month: int) -> bool:
    """Whether a day can stand in a calendar."""
    return 1 <= month <= 12 and 1 <= day <= 31


def full_year(written: str) -> int:
    """`24` is 2024, `99` is 1999."""
    year = int(written)
    return year if len(written) > 2 else year + (2000 if year < 50 else 1900)


def rules(locale: Locale) -> list[Rule]:
    """Dates first, then times."""
    return [*_dates(locale), *_times(locale)]


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _LOOK_BACK) : match.start()]


def _dates(locale: Locale) -> list[Rule]:
    def said(match: re.Match[str], day: int, month: int, year: int | None) -> str | None:
        if month > 12 >= day:
            day, month = month, day
        return locale.date(day, month, year, _before(match)) if valid_day(day, month) else None

    def day_first(match: re.Match[str]) -> str | None:
        return said(match, int(match["d"]), int(match["m"]), full_year(match["y"]))

    def year_first(match: re.Match[str]) -> str | None:
        return said(match, int(match["d"]), int(match["m"]), int(match["y"]))

    def month_first(match: re.Match[str]) -> str:
        return locale.month_year(int(match["m"]), int(match["y"]))

    def no_year(match: re.Match[str]) -> str | None:
        cued = re.search(rf"(?:^|[\s(])(?:{locale.date_cues}),?\s$", _before(match), re.IGNORECASE)
        return said(match, int(match["d"]), int(match["m"]), None) if cued else None

    found = [
        locale.rule("date", r"{L}(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\d-])", year_first),
        locale.rule("date", r"{L}(?P<d>\d{1,2})(?P<s>[-/.])\s?(?P<m>\d{1,2})(?P=s)\s?(?P<y>\d{4})(?![\d-])", day_first),
        locale.rule("date", r"{L}(?P<d>\d{1,2})(?P<s>[/.-])(?P<m>\d{1,2})(?P=s)(?P<y>\d\d)(?![\d./-])", day_first),
    ]
    if locale.months:
        found.append(locale.rule("date", r"{L}(?P<m>0?[1-9]|1[0-2])/(?P<y>(?:19|20)\d\d)(?![\d/])", month_first))
    if locale.date_cues:
        found.append(
            locale.rule("date", r"{L}(?P<d>\d{1,2})[/.](?P<m>\d{1,2})(?![\d/:%]|[.,]\d)(?:\.(?=\s\w))?", no_year)
        )
    if locale.month_words:
        found += _named_months(locale)
    return found


def _named_months(locale: Locale) -> list[Rule]:
    names: dict[str, int] = {}
    for number, group in enumerate(locale.month_words.split(), 1):
        names.update((name.rstrip("."), number) for name in group.split("|"))
    months = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    link = locale.day_link

    def day_month(match: re.Match[str]) -> str | None:
        month = names[match["m"].lower().rstrip(".")]
        year = int(match["y"]) if match["y"] else None
        day = int(match["d"])
        return locale.date(day, month, year, _before(match)) if valid_day(day, month) else None

    return [
        locale.rule(
            "date",
            rf"{{L}}(?P<d>\d{{1,2}})(?:\s?(?:\.|º|°|er|1er|ª|:[ae]|\.º))?\s{link}(?P<m>{months})(?!\w)\.?"
            rf"(?:,?\s{link}(?P<y>[12]\d{{3}})(?!\d|[.,]\d))?",
            day_month,
            re.IGNORECASE,
        )
    ]


def _times(locale: Locale) -> list[Rule]:
    half_days = "|".join(f"(?:{pattern})" for pattern in locale.half_days)
    half = rf"(?:\s?(?P<half>{half_days})(?!\w))?" if half_days else ""
    hours = rf"(?P<named>\s?(?:{locale.hours})(?!\w))?" if locale.hours else ""

    def half_day(written: str | None) -> str:
        if not written:
            return ""
        return next((" " + said for pattern, said in locale.half_days.items() if re.fullmatch(pattern, written)), "")

    def say(match: re.Match[str]) -> str | None:
        groups = match.groupdict()
        hour, minute = int(groups["h"]), int(groups.get("m") or 0)
        second = int(groups["s"]) if groups.get("s") else None
        if hour > 24 or minute > 59 or (second or 0) > 59:
            return None
        if locale.score_cues and second is None and not groups.get("named"):
            near = re.split("[;.!?]", match.string[max(0, match.start() - 60) : match.start()])[-1]
            if re.search(locale.score_cues, near, re.IGNORECASE) and not re.search(r"\d\d?\s*(?:h|:)", near):
                return locale.score(hour, minute)
        return locale.clock(hour, minute, second, bool(groups.get("named"))) + half_day(groups.get("half"))

    def say_both(match: re.Match[str]) -> str | None:
        hours_minutes = [int(match[name]) for name in ("h", "m", "h2", "m2")]
        if hours_minutes[0] > 24 or hours_minutes[2] > 24 or hours_minutes[1] > 59 or hours_minutes[3] > 59:
            return None
        first = locale.clock(hours_minutes[0], hours_minutes[1], None, False)
        return locale.time_range(first, locale.clock(hours_minutes[2], hours_minutes[3], None, bool(match["named"])))

    named = hours or "(?P<named>)"
    found = [
        locale.rule(
            "time",
            rf"{{L}}(?P<h>\d{{1,2}}):(?P<m>\d\d)\s?[-–—~〜～]\s?(?P<h2>\d{{1,2}}):(?P<m2>\d\d)(?!\d){named}",
            say_both,
        ),
        locale.rule("time", rf"{{L}}(?P<h>\d{{1,2}}):(?P<m>\d\d)(?::(?P<s>\d\d))?(?![\d:]){hours}{half}", say),
    ]
    if half_days:
        found.append(
            locale.rule("time", rf"{{L}}(?P<h>\d{{1,2}})(?:[.:](?P<m>\d\d))?\s?(?P<half>{half_days})(?!\w)", say)
        )
    return found
