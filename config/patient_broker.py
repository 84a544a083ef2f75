"""A worker waits for its broker longer than a page that only leaves a message there."""

from typing import Any

from celery.signals import celeryd_init
from django.conf import settings

# Redis may be busy for a while; who takes this for an end connects again, and logs it.
PATIENCE_S = 10.0


@celeryd_init.connect
def be_patient(conf: Any, **_: object) -> None:
    """Lengthen the timeouts of Redis in this process and its children; files have none."""
    if settings.REDIS_URL:
        patient = dict.fromkeys(("socket_connect_timeout", "socket_timeout"), PATIENCE_S)
        given = {
            name: value
            for name, value in settings.CELERY_BROKER_TRANSPORT_OPTIONS.items()
            if name not in settings.PUBLISH_TIMEOUTS
        }
        conf.broker_transport_options = given | patient
