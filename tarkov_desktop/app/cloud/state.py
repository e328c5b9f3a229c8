"""What the frame and the pages show of the cloud, as values. Light: nothing of the network is imported here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from tarkov_desktop.app.cloud.standing import CloudStanding

if TYPE_CHECKING:
    from tarkov_desktop.app.cloud.guest_choice import GuestOffer
    from tarkov_desktop.app.squad.state import SquadView

ALWAYS_OFFERED: Final = ("discord", "twitch")
PROVIDERS: Final = (*ALWAYS_OFFERED, "google", "github")
"""Ways to sign in, in the order in which they are offered; the last two where the server has them."""
NO_STANDING: Final = CloudStanding()


class SignIn(Enum):
    """Who uses the program, as far as the cloud goes. GONE: the account was deleted, its file here is still there."""

    NO_BACKEND = auto()
    GUEST = auto()
    IN_BROWSER = auto()
    SIGNED_IN = auto()
    ENDED = auto()
    GONE = auto()


@dataclass(frozen=True, slots=True)
class CloudState:
    """What the frame and the pages show. ``sentence`` says what went wrong last, "" when nothing did."""

    sign_in: SignIn = SignIn.NO_BACKEND
    user_id: str = ""
    name: str = ""
    provider: str = ""
    keeping: str = "kept"
    standing: CloudStanding = NO_STANDING
    squad: SquadView | None = None
    guest: GuestOffer | None = None
    sentence: str = ""
    providers: tuple[str, ...] = ALWAYS_OFFERED
