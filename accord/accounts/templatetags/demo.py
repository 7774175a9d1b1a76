"""The invented people that the sign-in page offers, where it may."""

from django import template
from django.template.context import RequestContext

from accord.accounts import demo
from accord.accounts.models import User

register = template.Library()


@register.simple_tag(takes_context=True)
def demo_people(context: RequestContext) -> list[User]:
    request = context["request"]
    return list(demo.people()) if demo.is_offered(request) else []
