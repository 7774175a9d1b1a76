"""How a post of a web form becomes a request: stored as it came, read, weighed, made, all of it repeatable."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accord.accounts.models import Department
from accord.dictionaries.models import BannedName, Source, StopPhrase
from accord.history.models import Actor, ChangeSet, Door
from accord.history.models.changeable import writing
from accord.history.models.events import AlreadyDone
from accord.inquiries import captcha, geography
from accord.inquiries.captcha import Verdict
from accord.inquiries.models import FormPost, Inquiry
from accord.inquiries.models.form_post import Fate
from accord.inquiries.public import TRAP, PublicForm, read, visit
from accord.kit.countries import country_code
from accord.kit.text import person_name
from accord.preferences import switches
from accord.preferences.switches import Switches


def receive(post: FormPost) -> PublicForm | None:
    """Make the request of a stored post. Answers with the form where something has to be corrected."""
    fields = read(bytes(post.body), post.content_type)
    form = PublicForm(fields, source=post.source)
    verdict = _verdict(post.source, form, fields)
    if verdict is Verdict.REFUSED:
        form.add_error(None, _("Please show that you are no robot, and send the form again."))
    if not form.is_valid():
        post.settle(Fate.ASKED_AGAIN)
        return form
    by = Actor.house(Door.FORM, key=_key(post))
    try:
        with writing(by):
            post.settle(Fate.MADE, _made(post, form.cleaned_data, fields, verdict, by))
    except AlreadyDone as done:
        post.settle(Fate.MADE, _made_before(done.change_set))
    return None


def put_aside(post: FormPost, form: PublicForm) -> None:
    """What a form of another site sent with mistakes: its sender reads a number and goes, so operators see it."""
    given = {name: form.cleaned_data.get(name) or "" for name in PublicForm.order}
    if not any(given.values()) or form.errors.keys() & {"answer", NON_FIELD_ERRORS}:
        return  # nothing that can be read, or somebody who is no customer
    house = switches.load()
    by = Actor.house(Door.FORM, key=_key(post))
    with translation.override(house.language), suppress(AlreadyDone), writing(by):
        given["subject"] = given["subject"] or translation.gettext("A form with mistakes")
        faults = "; ".join(f"{form[name].label}: {errors[0]}" for name, errors in form.errors.items())
        values = _values(post, given, house.today())
        inquiry = Inquiry.objects.add(by=by, verb="received", spam_suspected=True, spam_reason=faults[:200], **values)
        post.settle(Fate.ASKED_AGAIN, inquiry)


def _verdict(source: Source, form: PublicForm, fields: Mapping[str, str]) -> Verdict:
    """What the captcha service says, where the form asks one; a form with mistakes is sent again anyway."""
    service = captcha.service() if source.form_captcha else None
    if service is None or not form.is_valid():
        return Verdict.PASSED
    return service.judge(fields.get(service.field, ""))


def _made(post: FormPost, given: dict[str, Any], fields: Mapping[str, str], verdict: Verdict, by: Actor) -> Inquiry:
    house = switches.load()
    suspicion = _suspicion(post, given, fields, house)
    if verdict is Verdict.UNKNOWN and not suspicion:
        with translation.override(house.language):
            suspicion = translation.gettext("The captcha service could not be asked.")
    return Inquiry.objects.add(
        by=by,
        verb="received",
        **_values(post, given, house.today()),
        spam_suspected=bool(suspicion),
        spam_reason=suspicion[:200],
    )


def _made_before(change_set: ChangeSet) -> Inquiry:
    """Whoever presses twice, or a job that comes back, finds the request that was made then."""
    first = change_set.events.get(kind=Inquiry.kind, version=1)
    return Inquiry.objects.get(pk=first.record_id)


def _key(post: FormPost) -> str:
    day = post.received_at.date().isoformat().encode()
    return "form-" + hashlib.sha256(b"|".join([str(post.source_id).encode(), day, bytes(post.body)])).hexdigest()


def _values(post: FormPost, given: dict[str, Any], today: date) -> dict[str, Any]:
    name = person_name(given["name"])
    home = post.source.department
    assert home is not None  # a form is open only with a department
    country, city = _place(post, given, home)
    return {
        "source": post.source,
        "department": home,
        "received_on": today,
        "subject": given["subject"],
        "description": given["message"],
        "first_name": name.first[:100],
        "middle_name": name.middle[:100],
        "last_name": name.last[:100],
        "email": given["email"],
        "phone": given["phone"],
        "company_name": given["company"],
        "country": country,
        "city": city,
        "remark": "" if country or not given["country"] else given["country"],
    }


def _place(post: FormPost, given: dict[str, Any], home: Department) -> tuple[str, str]:
    """As the customer says; else where the network is, if the house keeps a file of that; else where the house is."""
    there = geography.place_of(post.address) if not (given["country"] and given["city"]) else geography.NOWHERE
    country = country_code(given["country"])
    if not given["country"]:
        country = there.country or ("" if home.works_globally else home.default_country)
    city = given["city"] or (there.city if country and country == there.country else "")
    return country, city


def _suspicion(post: FormPost, given: dict[str, Any], fields: Mapping[str, str], house: Switches) -> str:
    """Why this may be spam, in the words of the house, or nothing."""
    with translation.override(house.language):
        if fields.get(TRAP):
            return str(translation.gettext("A field was filled in that people do not see."))
        hurried = visit(fields.get("opened", ""), post.source.form_key, from_our_page=post.from_our_page)
        if hurried:
            return str(hurried)
        return _stopped(given, house.today())


def _stopped(given: dict[str, Any], today: date) -> str:
    phrase = _met(StopPhrase, f"{given['subject']}, {given['message']}", today)
    if phrase:
        return str(translation.gettext("Contains the stop phrase “%(phrase)s”.") % {"phrase": phrase})
    banned = _met(BannedName, given["company"], today)
    if banned:
        return str(translation.gettext("The company bears the banned name “%(name)s”.") % {"name": banned})
    return ""


def _met(directory: type[StopPhrase] | type[BannedName], text: str, today: date) -> str:
    """The first entry that occurs in the text; all that occur remember the day."""
    found = directory.objects.found_in(text) if text else []
    if not found:
        return ""
    directory.objects.filter(pk__in=[entry.pk for entry in found]).derive(last_seen_on=today)
    return found[0].name
