from accord.inquiries.models.candidate import Candidate, Evidence
from accord.inquiries.models.following import carry, customers_follow
from accord.inquiries.models.form_post import FormPost
from accord.inquiries.models.inquiry import Inquiry, InquiryQuerySet
from accord.inquiries.models.knowing import requests_follow, somebody_is_known
from accord.inquiries.models.matching import match_again
from accord.inquiries.models.places import place_carries_over
from accord.inquiries.models.reading import Matches, matches
from accord.inquiries.models.status import Status
from accord.inquiries.models.weighing import Match

__all__ = [
    "Candidate",
    "Evidence",
    "FormPost",
    "Inquiry",
    "InquiryQuerySet",
    "Match",
    "Matches",
    "Status",
    "carry",
    "customers_follow",
    "match_again",
    "matches",
    "place_carries_over",
    "requests_follow",
    "somebody_is_known",
]
