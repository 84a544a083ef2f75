"""Tables for a model, claimed as it asks for them: a thread of its own talks to the database, the model's may not."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from modelhub.database_thread import database_thread
from modelhub.engine.records import TableRecord
from modelhub.models import RunItem
from modelhub.steps.claim_items import claim_items
from modelhub.steps.run_rules import table_record

# One chunk waits while another one is being pulled.
N_AHEAD = 2
# What is claimed ahead may be minutes of work, so it is asked all the time whether that is still wanted.
LOOK_EVERY_S = 0.5


class WorkFeed:
    """Claims chunks ahead of the model; ends when nothing is left, `stop` says so, or the feed is closed.

    Once `stop` has said so, what was claimed and not yet pulled stays where it is, for whoever releases it.
    """

    def __init__(self, run_id: int, *, worker: str, n_per_chunk: int, stop: Callable[[], bool]) -> None:
        self._run_id, self._worker, self._n, self._stop = run_id, worker, n_per_chunk, stop
        self._chunks: queue.Queue[list[RunItem] | BaseException | None] = queue.Queue(N_AHEAD)
        self._closed, self._stopped = threading.Event(), threading.Event()
        self._thread = database_thread(self._claim, name="work feed")
        self._items: dict[int, RunItem] = {}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed.set()
        while self._thread.is_alive():
            self._drain()
            self._thread.join(0.05)

    def tables(self) -> Iterator[tuple[int, TableRecord]]:
        """Yield (item, table), waiting where the next chunk is still being claimed. Raises what claiming raised."""
        while (chunk := self._chunks.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            for item in chunk:
                if self._stopped.is_set():
                    return
                self._items[item.pk] = item
                yield item.pk, table_record(item.table)

    def taken(self, pk: int) -> RunItem:
        """Return an item that was yielded, once."""
        return self._items.pop(pk)

    def _claim(self) -> None:
        try:
            while not self._is_over():
                items = list(claim_items(self._run_id, worker=self._worker, n=self._n))
                if not items:
                    break
                self._put(items)
            self._put(None)
            while not self._is_over():
                self._closed.wait(LOOK_EVERY_S)
        except BaseException as error:  # noqa: BLE001 (raised again where the tables are read)
            self._put(error)

    def _is_over(self) -> bool:
        """Look whether no more tables are wanted; from the thread that may talk to the database."""
        if not self._closed.is_set() and not self._stopped.is_set() and self._stop():
            self._stopped.set()
        return self._closed.is_set() or self._stopped.is_set()

    def _put(self, chunk: list[RunItem] | BaseException | None) -> None:
        while not self._closed.is_set():
            with suppress(queue.Full):
                self._chunks.put(chunk, timeout=LOOK_EVERY_S)
                return
            if not isinstance(chunk, BaseException):
                # An error is on its way already; looking could only raise another one.
                self._is_over()

    def _drain(self) -> None:
        while not self._chunks.empty():
            self._chunks.get_nowait()
