"""The verbs of a lead, below the address of their type."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accord.contacts.views import picture
from accord.leads import views
from accord.records.asking import verb

URLS = {
    "lead": [
        path("<int:pk>/status/", views.status, name="status"),
        path("<int:pk>/take/", verb("lead", "take", _("%(record)s is yours now.")), name="take"),
        path("<int:pk>/deal/", verb("lead", "to_deal", _("%(record)s is a deal now.")), name="to_deal"),
        path("<int:pk>/move/", verb("lead", "move", _("%(record)s is moved.")), name="move"),
        path("<int:pk>/company/", verb("lead", "make_company", _("The company is made.")), name="make_company"),
        path(
            "<int:pk>/choose-company/",
            verb("lead", "choose_company", _("The company is chosen.")),
            name="choose_company",
        ),
        path("<int:pk>/convert/", verb("lead", "convert", _("%(record)s is converted.")), name="convert"),
        path("<int:pk>/reopen/", verb("lead", "reopen", _("%(record)s is at work again.")), name="reopen"),
        path("<int:pk>/hand-over/", verb("lead", "hand_over", _("%(record)s is handed over.")), name="hand_over"),
        path("<int:pk>/disqualify/", verb("lead", "disqualify", _("%(record)s is disqualified.")), name="disqualify"),
        path("<int:pk>/picture/", picture, {"kind": "lead"}, name="picture"),
    ]
}
