"""Tells people of alarms, by whatever the setting names: a webhook, e-mail, a chat."""

import logging

from warehouse.record import record

log = logging.getLogger(__name__)


@record
class Receivers:
    """Addresses in the form of Apprise, such as ``json://host/path``; they may hold passwords."""

    addresses: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Receivers({len(self.addresses)} addresses)"

    def tell(self, message: tuple[str, str]) -> bool:
        """Sends title and text to every receiver; gives whether one got it. Never raises."""
        # Its own words may hold the address.
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
        title, text = message
        reached = [_send(address, title, text) for address in self.addresses]
        for number, got_it in enumerate(reached, start=1):
            if not got_it:
                log.warning("alarms were not delivered to receiver %d of HOPTAC_ALARMS", number)
        return any(reached)


def _send(address: str, title: str, text: str) -> bool:
    from apprise import Apprise

    try:
        sender = Apprise()
        return bool(sender.add(address) and sender.notify(title=title, body=text))
    except Exception as error:  # noqa: BLE001 - a message that cannot be sent must never fail a run
        log.debug("alarm not sent: %s", type(error).__name__)
        return False
