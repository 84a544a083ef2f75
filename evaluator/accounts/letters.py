"""Letters about accounts."""

from allauth.account.adapter import get_adapter

from evaluator.mail import letters_are_files
from evaluator.models import User


def send_password_link(person: User, link: str) -> bool:
    """Send a link to set a password to its person; tell whether the letter is on its way to them."""
    left: bool = get_adapter().try_to_send("account/email/password_link", person.email, {"link": link})
    return left and not letters_are_files()
