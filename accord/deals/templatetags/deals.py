"""What templates of deals ask for beside fields.

{% property page "company" as company %}    a property of the page's record, as far as its reader may see it
{% days_in_stage deal as days %}
{% whole_stage_bar as whole %}              or only the present stage
{% lines_of record page "phone" "email" as lines %}    lines of another record that are edited in place
{% is_late deal as late %}                  the next step should have been done before today
{% may_add reader "deal" as may %}
{% may_list reader "product" as may %}
"""

from dataclasses import replace

from django import template
from django.template import RequestContext
from django.utils import timezone

from accord.access import policy
from accord.accounts.models import User
from accord.deals.models import Deal
from accord.preferences import switches
from accord.records.contents import pages_of
from accord.records.models import Record
from accord.records.show import Property, RecordPage
from accord.records.values import Shown

register = template.Library()


@register.simple_tag(name="property")
def shown_property(page: RecordPage, name: str) -> Shown:
    return page.line(name).shown


@register.simple_tag(takes_context=True)
def whole_stage_bar(context: RequestContext) -> bool:
    """Whether all stages are shown, or only the present one."""
    return switches.load(context.get("request")).whole_stage_bar


@register.simple_tag
def days_in_stage(deal: Deal) -> int:
    return deal.days_in_stage(now=timezone.now())


@register.simple_tag
def is_late(deal: Deal) -> bool:
    return deal.is_overdue(on=timezone.localdate())


@register.simple_tag
def may_add(reader: User, kind: str) -> bool:
    return policy.may_add(reader, kind)


@register.simple_tag
def may_list(reader: User, kind: str) -> bool:
    return policy.may_list(reader, kind)


@register.simple_tag
def lines_of(record: Record, page: RecordPage, *names: str) -> list[Property]:
    """Plain properties of another record, edited where they are read by those who may."""
    other = RecordPage(record, pages_of(record.kind), page.reader)
    other.sight = page.sight
    lines = (other.line(name) for name in names if other.reads(name))
    return [replace(line, name=f"{record.kind}-{line.name}") for line in lines]


@register.simple_tag
def may_write(page: RecordPage, name: str) -> bool:
    return page.writable is None or name in page.writable
