from accord.payments.models import following
from accord.payments.models.balance import Balance
from accord.payments.models.paying import PROMISED
from accord.payments.models.payment import Certainty, Payment, PaymentQuerySet, Status

__all__ = ["PROMISED", "Balance", "Certainty", "Payment", "PaymentQuerySet", "Status", "following"]
