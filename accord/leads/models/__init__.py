from accord.leads.models.lead import Lead, LeadQuerySet, Purpose
from accord.leads.models.status import Status

__all__ = ["Lead", "LeadQuerySet", "Purpose", "Status"]
