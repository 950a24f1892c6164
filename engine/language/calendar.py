"""Calendar arithmetic on plain dates, so that the date grammar says what a phrase means and not how to count days."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Final

from dateutil.easter import easter

Days = tuple[date, date]
"""First and last day of a stretch of time."""

FRIDAY: Final = 4
SATURDAY: Final = 5


def month_days(year: int, month: int) -> Days:
    """All days of one month (`month` 1 to 12)."""
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def months_days(year: int, first: int, last: int) -> Days:
    """From the first day of month `first` to the last of month `last`; `last` before `first` lies in the next year."""
    end_year = year if last >= first else year + 1
    return date(year, first, 1), month_days(end_year, last)[1]


def week_days(day: date) -> Days:
    """Monday to Sunday of the week that holds `day`."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or the month's last day where there is no such number."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_length(day: date, count: float, unit: str) -> date:
    """`day` plus `count` of `unit` (minute to year, see `amounts.UNITS`); `count` may be negative or a fraction.

    Raises OverflowError or ValueError when the result lies outside the calendar.
    """
    if unit == "minute":
        return day
    if unit == "hour":
        return day + timedelta(days=int(count // 24))
    if unit == "working_day":
        return add_working_days(day, round(count))
    if unit in ("day", "week", "fortnight"):
        return day + timedelta(days=round(count * {"day": 1, "week": 7, "fortnight": 14}[unit]))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    whole = int(months)
    return add_months(day, whole) + timedelta(days=round((months - whole) * 30))


def add_working_days(day: date, count: int) -> date:
    """`day` plus `count` (any sign) Mondays to Fridays; public holidays are not known. Raises OverflowError."""
    weeks, rest = divmod(abs(count), 5)
    step = 1 if count >= 0 else -1
    day += timedelta(days=7 * weeks * step)
    while rest:
        day += timedelta(days=step)
        rest -= day.weekday() < SATURDAY
    return day


def coming_weekday(today: date, weekday: int) -> date:
    """The first such weekday after today; today itself does not count."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def nth_weekday(days: Days, weekday: int, nth: int) -> date | None:
    """The `nth` (1 up, or -1 for the last) such weekday inside `days`; None when there is none."""
    first, last = days
    if nth < 0:
        found = last - timedelta(days=(last.weekday() - weekday) % 7)
    else:
        found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
    return found if first <= found <= last else None


def day_in(year: int, month: int, day: int) -> date | None:
    """That calendar day, or None when it does not exist (31 February)."""
    if not (1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        return None
    return date(year, month, day)


def coming_day(today: date, month: int, day: int) -> date | None:
    """The next such day, today included; looks eight years ahead for the sake of 29 February."""
    for year in range(today.year, today.year + 9):
        found = day_in(year, month, day)
        if found is not None and found >= today:
            return found
    return None


def coming_number(today: date, number: int, weekday: int | None) -> date | None:
    """The next day of the month with that number, today included.

    With a weekday, the first of the next three such days that falls on it; if none does, the number is trusted.
    """
    first = date(today.year, today.month, 1)
    months = (add_months(first, step) for step in range(6))
    days = [found for month in months if (found := day_in(month.year, month.month, number)) and found >= today]
    fitting = [day for day in days[:3] if weekday is not None and day.weekday() == weekday]
    return next(iter(fitting or days), None)


def easter_day(year: int) -> date:
    """Western Easter Sunday. Raises ValueError outside 1583 to 4099."""
    return easter(year)


def coming_from_easter(today: date, offset: int) -> date:
    """The next day that lies `offset` days from an Easter Sunday, today included. Raises ValueError (see above)."""
    year = today.year
    found = easter_day(year) + timedelta(days=offset)
    return found if found >= today else easter_day(year + 1) + timedelta(days=offset)


def bank_holidays(year: int) -> tuple[date, ...]:
    """The bank holidays of England and Wales in order, with the days given instead of those on a weekend.

    Raises ValueError outside 1583 to 4099.
    """
    found = [easter_day(year) + timedelta(days=offset) for offset in (-2, 1)]
    for month, nth in ((5, 1), (5, -1), (8, -1)):
        monday = nth_weekday(month_days(year, month), 0, nth)
        found += [monday] if monday else []
    for month, number in ((1, 1), (12, 25), (12, 26)):
        day = date(year, month, number)
        while day.weekday() >= SATURDAY or day in found:
            day += timedelta(days=1)
        found.append(day)
    return tuple(sorted(found))


def coming_bank_holiday(today: date, weekday: int | None) -> date | None:
    """The next bank holiday after today (on that weekday if one is given), if any soon. Raises ValueError (see above)."""
    days = (day for year in range(today.year, today.year + 8) for day in bank_holidays(year))
    return next((day for day in days if day > today and weekday in (None, day.weekday())), None)


def early(days: Days, grain: str) -> Days:
    """The first part of a week, month or longer stretch."""
    first = days[0]
    if grain == "week":
        return first, first + timedelta(days=2)
    if grain == "month":
        return first, first + timedelta(days=9)
    return first, add_months(first, _third(grain)) - timedelta(days=1)


def middle(days: Days, grain: str) -> Days:
    """The middle part of a week (Wednesday), a month (10th to 20th) or a longer stretch."""
    first, last = days
    if grain == "week":
        return first + timedelta(days=2), first + timedelta(days=2)
    if grain == "month":
        return first + timedelta(days=9), first + timedelta(days=19)
    skip = {"year": 5, "half": 2}.get(grain, 1)
    length = 2 if grain in ("year", "half") else 1
    return add_months(first, skip), min(last, add_months(first, skip + length) - timedelta(days=1))


def late(days: Days, grain: str) -> Days:
    """The last part of a week, month or longer stretch."""
    first, last = days
    if grain == "week":
        return first + timedelta(days=3), first + timedelta(days=FRIDAY)
    if grain == "month":
        return first + timedelta(days=19), last
    return add_months(last + timedelta(days=1), -_third(grain)), last


def _third(grain: str) -> int:
    """How many months the early or late part of a stretch lasts."""
    return {"year": 3, "half": 2}.get(grain, 1)
