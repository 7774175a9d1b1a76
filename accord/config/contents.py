"""The product on one page: what the navigation shows, and in which order."""

from django.utils.translation import gettext_lazy as _

from accord.catalogue.pages import ProductPages
from accord.contacts.pages import CompanyPages, ContactPages
from accord.deals.pages import DealPages
from accord.inquiries.pages import InquiryPages
from accord.leads.pages import LeadPages
from accord.payments.pages import PaymentPages
from accord.records.contents import Section

CONTENTS = (
    Section("requests", "", [InquiryPages]),
    Section("sell", _("Sell"), [LeadPages, DealPages, CompanyPages, ContactPages, ProductPages]),
    Section("deliver", _("Deliver"), [PaymentPages]),
)
