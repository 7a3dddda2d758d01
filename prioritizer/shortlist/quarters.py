"""Thai fiscal quarters, named in the Buddhist era: 1/2565 begins on 1 October 2021."""

from __future__ import annotations

from datetime import date

import pandas as pd


def fiscal_quarter(day: date) -> str:
    """Name the Thai fiscal quarter of a day, in the Buddhist era.

    >>> fiscal_quarter(date(2021, 2, 16)), fiscal_quarter(date(2021, 10, 1))
    ('2/2564', '1/2565')
    """
    quarter = (day.month - 10) % 12 // 3 + 1
    year_be = day.year + 543 + (day.month >= 10)
    return f"{quarter}/{year_be}"


def first_day(quarter: str) -> date:
    """First day of a fiscal quarter.

    >>> first_day("2/2564"), first_day("1/2565")
    (datetime.date(2021, 1, 1), datetime.date(2021, 10, 1))
    """
    part, year_be = (int(number) for number in quarter.split("/"))
    year = year_be - 543
    return date(year - 1, 10, 1) if part == 1 else date(year, 3 * part - 5, 1)


def add_months(day: date, months: float) -> date:
    """Go a number of months ahead; parts of a month count as thirtieths.

    >>> add_months(date(2021, 2, 16), 1.5)
    datetime.date(2021, 3, 31)
    """
    whole, part = divmod(months, 1)
    ahead = pd.Timestamp(day) + pd.DateOffset(months=int(whole))
    return (ahead + pd.Timedelta(days=round(30 * part))).date()
