"""The verbs of contacts that are no plain edit."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.accounts.middleware import ActorRequest
from accord.contacts.models import Contact
from accord.records.doors import editable
from accord.records.toasts import toast_done
from accord.web.answers import go


@login_required
@require_POST
def make_main(request: ActorRequest, pk: int) -> HttpResponse:
    contact = editable(Contact, pk, by=request.user, related=("company",))
    contact.make_main(by=request.actor)
    toast_done(request, _("This is the main contact now."))
    return go(request, contact)
