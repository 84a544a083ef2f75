"""Signing in as allauth has it, and the person behind a session by a query that is written once."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from evaluator.models import User
from evaluator.prepared import Prepared, Row


class ByEmail(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """allauth's; every request of a signed-in person asks it who they are."""

    def get_user(self, user_id: int) -> User | None:
        """Return the person, unless they are gone or may not sign in."""
        for row in _of_id(user_id):
            person = User.from_db("default", _FIELDS, row)
            return person if self.user_can_authenticate(person) else None
        return None


_FIELDS = [field.attname for field in User._meta.concrete_fields]


def _write(user_id: int) -> QuerySet[User, Row]:
    return User.objects.filter(pk=user_id).values_list(*_FIELDS)


_of_id = Prepared(_write, int)
