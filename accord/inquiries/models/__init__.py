from accord.inquiries.models.candidate import Candidate, Evidence
from accord.inquiries.models.form_post import FormPost
from accord.inquiries.models.inquiry import Inquiry, InquiryQuerySet
from accord.inquiries.models.status import Status

__all__ = ["Candidate", "Evidence", "FormPost", "Inquiry", "InquiryQuerySet", "Status"]
