from accord.accounts.models.bucket import Bucket
from accord.accounts.models.department import Department
from accord.accounts.models.portrait import Portrait
from accord.accounts.models.session import Session
from accord.accounts.models.user import User

__all__ = ["Bucket", "Department", "Portrait", "Session", "User"]
