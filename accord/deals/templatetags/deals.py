"""What templates of deals ask for beside fields.

{% property page "company" as company %}    a property of the page's record, as far as its reader may see it
{% days_in_stage deal as days %}
{% is_late deal as late %}                  the next step should have been done before today
{% may_add reader "deal" as may %}
{% may_list reader "product" as may %}
"""

from django import template
from django.utils import timezone

from accord.access import policy
from accord.accounts.models import User
from accord.deals.models import Deal
from accord.records.show import RecordPage
from accord.records.values import Shown

register = template.Library()


@register.simple_tag(name="property")
def shown_property(page: RecordPage, name: str) -> Shown:
    return page.line(name).shown


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
def may_write(page: RecordPage, name: str) -> bool:
    return page.writable is None or name in page.writable
