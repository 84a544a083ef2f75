"""What the reader of the selection asks for: against whom, how busy devices are, and whether rehearsals count."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict

from modelhub.forms import uuid_of

# Per cent of its time that a device documents tables.
BUSY = (100, 50, 20, 5)


@dataclass(frozen=True, slots=True)
class Asked:
    """The page's own choices; None leaves one to the page."""

    reference: UUID | None = None
    against: UUID | None = None
    busy: int = BUSY[0]
    simulated: bool = False

    @property
    def shares(self) -> tuple[int, ...]:
        """The shares of busy time to choose from."""
        return BUSY

    @property
    def fields(self) -> dict[str, str]:
        """The choices as an address or hidden fields hold them."""
        chosen = {"reference": self.reference, "against": self.against}
        texts = {name: str(value) for name, value in chosen.items() if value}
        return texts | {"busy": str(self.busy)} | ({"simulated": "1"} if self.simulated else {})

    @property
    def query(self) -> str:
        """The choices as the end of an address."""
        return urlencode(self.fields)


def asked_of(query: QueryDict) -> Asked:
    """Read the choices; what makes no sense is as if it had not been asked."""
    busy = query.get("busy", "")
    return Asked(
        reference=uuid_of(query.get("reference", "")),
        against=uuid_of(query.get("against", "")),
        busy=int(busy) if busy in map(str, BUSY) else BUSY[0],
        simulated=query.get("simulated") == "1",
    )
