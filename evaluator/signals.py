"""What other parts are told of, without being known here."""

from django.dispatch import Signal

# An account was closed, in the transaction that closes it; `person` is the User.
account_closed = Signal()
