"""The words of contact, for templates."""

from datetime import datetime

from django import template

from waystation.cases.contact import wording
from waystation.cases.contact.domain import ContactPlan

register = template.Library()
register.filter("why_alike", wording.why_alike)


@register.filter
def agreed_times(plan: ContactPlan) -> str:
    """Write on which days and in which hours somebody may be reached."""
    return f"{wording.days_of(plan)}, {wording.hours_of(plan)}"


@register.filter
def weekday_hour(at: datetime) -> str:
    """Write a moment by its weekday and clock."""
    return f"{wording.WEEKDAYS[at.weekday()]} {wording.clock_of(at.hour * 60 + at.minute)}"
