"""What templates of leads ask for beside fields.

{% may_write page "status" as may_move %}
{% may_add reader "lead" as may %}
"""

from django import template

from accord.access import policy
from accord.accounts.models import User
from accord.records.show import RecordPage

register = template.Library()


@register.simple_tag
def may_write(page: RecordPage, name: str) -> bool:
    return page.writable is None or name in page.writable


@register.simple_tag
def may_add(reader: User, kind: str) -> bool:
    return policy.may_add(reader, kind)
