"""{% settings_tabs %}: the pages of administration that this person keeps, with the one that is open."""

from typing import Any

from django import template
from django.template.context import RequestContext
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accord.access import policy
from accord.access.words import Special

register = template.Library()

TABS = (
    (_("Switches"), "administration", Special.ADMINISTER),
    (_("People"), "people", Special.ADMINISTER),
    (_("Departments"), "departments", Special.ADMINISTER),
    (_("Roles"), "roles", Special.ADMINISTER),
    (_("Pipelines"), "pipelines", Special.DIRECTORIES),
    (_("Exports"), "exports", Special.ADMINISTER),
    (_("Log"), "log", Special.ADMINISTER),
    (_("Background work"), "jobs", Special.ADMINISTER),
)


@register.inclusion_tag("administration/_tabs.html", takes_context=True)
def settings_tabs(context: RequestContext) -> dict[str, Any]:
    request = context["request"]
    offered = [(label, reverse(name)) for label, name, right in TABS if policy.holds(request.user, right)]
    here = max((url for label, url in offered if request.path.startswith(url)), key=len, default="")
    return {"tabs": [(label, url, url == here) for label, url in offered] if len(offered) > 1 else []}
