"""The words of rights: what one may do, how far, and what needs a right of its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    VIEW = "view", _("see")
    ADD = "add", _("add")
    CHANGE = "change", _("change")
    DELETE = "delete", _("delete")


class Reach(models.TextChoices):
    """How far a grant reaches. For adding: for oneself, for anybody in one's departments, for all."""

    OWN = "own", _("own")
    DEPARTMENT = "department", _("department")
    ALL = "all", _("all")


WIDTH = {Reach.OWN: 1, Reach.DEPARTMENT: 2, Reach.ALL: 3}


class Special(models.TextChoices):
    EXPORT = "export", _("export lists")
    IMPORT = "import", _("import files")
    MERGE = "merge", _("merge records and create exact duplicates")
    CHANGE_OWNER = "change_owner", _("assign other people's records")
    MAILINGS = "mailings", _("send mailings")
    ANALYTICS = "analytics", _("see analytics")
    DIRECTORIES = "directories", _("keep directories")
    RATES = "rates", _("keep exchange rates")
    ADMINISTER = "administer", _("administer people, roles and switches")
    TAKES_UNOWNED = "takes_unowned", _("take records without owner")
    EDIT_PAID = "edit_paid", _("change paid payments")
    SEE_SPAM = "see_spam", _("see requests put aside as spam")
