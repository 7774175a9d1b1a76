"""The verbs of a product."""

from django.utils.translation import gettext_lazy as _

from accord.records.asking import verb

offer = verb("product", "offer", _("%(record)s is on sale again."))
withdraw = verb("product", "withdraw", _("%(record)s is no longer on sale."))
