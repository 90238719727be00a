"""Words in templates: the functions of `explore.words` as filters, on the archive's wall clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings

from archive.explore import words
from archive.text.when import Published

register = template.Library()

for _filter in (
    words.number,
    words.counted,
    words.times,
    words.day,
    words.short_day,
    words.machine,
    words.precision,
    words.language,
    words.country,
    words.direction,
    words.sentence,
    words.quoted,
    words.digest,
):
    register.filter(_filter)


def _zone() -> ZoneInfo:
    return ZoneInfo(settings.ARCHIVE_ZONE)


@register.filter
def moment(value: datetime | None) -> str:
    return words.moment(value, _zone())


@register.filter
def clock(value: datetime | None) -> str:
    return words.clock(value, _zone())


@register.filter
def published(value: Published) -> str:
    return words.published(value, _zone())


@register.filter
def published_day(value: Published) -> str:
    return words.published_day(value, _zone())


@register.filter
def published_short(value: Published) -> str:
    return words.published_short(value, _zone())
