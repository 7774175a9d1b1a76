"""`accord user add|role|deactivate`: people, from the console, for scripts and for those who locked themselves out."""

import getpass
import sys
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accord.access.models import Membership, Role
from accord.accounts.models import User
from accord.config import shipped
from accord.history.models import Actor, Door
from accord.kit.errors import AccordError


class Command(BaseCommand):
    """Each verb goes the way that the administrators' pages go, so that history shows what was done at the console."""

    help = "Add a person (the password is read from standard input), give or take a role, deactivate."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="add|role|deactivate")
        add = verbs.add_parser("add", help="add a person; the password is read from standard input")
        add.add_argument("name", help="the name to sign in with")
        add.add_argument("--email", default="")
        add.add_argument("--first-name", default="")
        add.add_argument("--last-name", default="")
        add.add_argument("--role", action="append", default=[], metavar="CODE", help="may be given several times")
        role = verbs.add_parser("role", help="give a role, or take it away with --take")
        role.add_argument("name")
        role.add_argument("role", metavar="CODE", nargs="+")
        role.add_argument("--take", action="store_true", help="take the role away")
        verbs.add_parser("deactivate", help="close the account and end its sessions").add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor.house(Door.CONSOLE)
        try:
            shipped.install(by=Actor.house(Door.CONSOLE))
            with transaction.atomic():
                said = getattr(self, options["verb"])(by, options)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        except AccordError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(said)

    def add(self, by: Actor, options: dict[str, Any]) -> str:
        roles = [found_role(code) for code in options["role"]]
        person = User(
            username=options["name"],
            email=options["email"],
            first_name=options["first_name"] or options["name"],
            last_name=options["last_name"],
        )
        password = typed_password()
        validate_password(password, person)
        person.password = make_password(password)
        person.full_clean(exclude=["version", "changed_at"])
        User.objects.add_all([person], by=by)
        for role in roles:
            Membership.objects.add(by=by, role=role, person=person)
        return f"{person} can sign in as {person.username}."

    def role(self, by: Actor, options: dict[str, Any]) -> str:
        person = found_person(options["name"])
        for role in [found_role(code) for code in options["role"]]:
            held = Membership.objects.live().filter(role=role, person=person).first()
            if options["take"] and held:
                held.discard(by=by)
            elif not options["take"] and not held:
                Membership.objects.add(by=by, role=role, person=person)
        codes = (
            Membership.objects.live().filter(person=person).order_by("role__code").values_list("role__code", flat=True)
        )
        return f"{person} holds: {', '.join(codes) or 'no role'}."

    def deactivate(self, by: Actor, options: dict[str, Any]) -> str:
        person = found_person(options["name"])
        person.deactivate(by=by)
        return f"{person} can no longer sign in."


def typed_password() -> str:
    """From a prompt, or the first line of standard input; never from the command line, which others can read."""
    password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    if not password:
        raise CommandError("Give the password on standard input.")
    return password


def found_person(name: str) -> User:
    person = User.objects.filter(username__iexact=name).first()
    if person is None:
        raise CommandError(f"Nobody signs in as {name}.")
    return person


def found_role(code: str) -> Role:
    role = Role.objects.live().filter(code=code).first()
    if role is None:
        codes = ", ".join(Role.objects.live().order_by("code").values_list("code", flat=True))
        raise CommandError(f"There is no role {code}; there are: {codes}.")
    return role
