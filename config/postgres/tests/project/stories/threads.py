from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterable
from uuid import uuid4

from django.db import DataError, connection, connections, transaction

from config.postgres.base import connection_of
from config.postgres.identity import Identity, acting_as, become, stream
from config.postgres.tests.project.models import Box
from config.postgres.tests.project.people import counts, owner_of, system_count

OWNED = 3
THREADS, OPERATIONS = 8, 250


def _reads(owner: Identity) -> bool:
    return counts(owner) == (OWNED, OWNED)


def _reads_in_a_transaction(owner: Identity) -> bool:
    with transaction.atomic():
        return counts(owner) == (OWNED, OWNED) and counts(None) == (0, 0)


def _fails(owner: Identity) -> bool:
    try:
        with acting_as(owner), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0 FROM project_box")
    except DataError:
        return _reads(owner)
    return False


def _streams(owner: Identity) -> bool:
    with acting_as(owner):
        rows: Iterable[object] = stream(box.owner for box in Box.objects.iterator(chunk_size=2))
    return list(rows) == [owner.user_id] * OWNED


def _becomes(owner: Identity) -> bool:
    with acting_as(None):
        become(owner)
        return Box.objects.count() == OWNED


def _is_nobody(owner: Identity) -> bool:
    return counts(None) == (0, 0)


def _manages(owner: Identity) -> bool:
    return counts(Identity(owner.user_id, "app_all"))[0] == system_count()


def _asks_for_anothers(owner: Identity) -> bool:
    return counts(Identity(uuid4(), "app_rw")) == (0, 0) and counts(Identity(uuid4(), "app_panel")) == (0, 0)


OPERATIONS_OFFERED: tuple[Callable[[Identity], bool], ...] = (
    *(_reads, _reads_in_a_transaction, _fails, _streams, _becomes, _is_nobody, _manages, _asks_for_anothers),
)


def test_two_thousand_mixed_operations_on_a_pool_of_four_mix_nothing_up() -> None:
    owners = [owner_of(OWNED) for _ in range(5)]
    wrong: list[str] = []
    finished: list[int] = []

    def work(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(OPERATIONS):
            operation = dice.choice(OPERATIONS_OFFERED)
            if not operation(dice.choice(owners)):
                wrong.append(operation.__name__)
            connection.close()  # back to the pool, as after each request
        finished.append(seed)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pool = connection_of().pool
    assert pool.max_size == 4
    assert sorted(finished) == list(range(THREADS))
    assert wrong == []
    assert counts(None) == (0, 0)
    connections.close_all()
    pool.close()
