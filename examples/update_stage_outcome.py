"""Records what came of an interview, with ratings and notes.

HIRELOOP_PASSWORD=... python examples/update_stage_outcome.py STAGE_ID --outcome passed --overall 4
"""

from __future__ import annotations

import argparse
import sys
from typing import Any

from client import Api, Refused, connect, parser, stop

DIMENSIONS = ("overall", "technical", "culture_fit", "communication")


def main(arguments: list[str] | None = None) -> int:
    options = read_options(arguments)
    try:
        api = connect()
        stage = record_outcome(api, options.stage or first_pending(api), options)
    except Refused as error:
        return stop(error)
    tell(stage)
    return 0


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    options = parser("Records what came of an interview, with ratings and notes.")
    options.add_argument("stage", metavar="STAGE_ID", nargs="?", help="by default the first pending stage you see")
    options.add_argument("--outcome", choices=("passed", "failed", "no_show", "cancelled"), default="passed")
    options.add_argument("--overall", type=int, metavar="1-5", default=4)
    options.add_argument("--technical", type=int, metavar="1-5")
    options.add_argument("--culture-fit", type=int, metavar="1-5", dest="culture_fit")
    options.add_argument("--communication", type=int, metavar="1-5", default=4)
    options.add_argument("--notes", default="Clear and structured; explained the trade-offs well.")
    return options.parse_args(arguments)


def first_pending(api: Api) -> str:
    """The one that is due first, of the newest 200."""
    stages = api.get("/api/stages", outcome="pending", limit=200)["results"]
    if not stages:
        raise Refused("No stage is pending. Make one with create_interview.py.")
    due = min(stages, key=lambda stage: (stage["scheduled_date"] or "9999", stage["stage_order"]))
    return str(due["id"])


def record_outcome(api: Api, stage_id: str, options: argparse.Namespace) -> Any:
    """The stage as the API answers it, with the status of its process."""
    ratings = {name: getattr(options, name) for name in DIMENSIONS if getattr(options, name) is not None}
    body = {"outcome": options.outcome, "ratings": ratings, "feedback_notes": options.notes}
    return api.put(f"/api/stages/{stage_id}/outcome", body)


def tell(stage: dict[str, Any]) -> None:
    print(f"Stage {stage['stage_order']}. {stage['stage_name']}: {stage['outcome']} on {stage['completed_date']}")
    rated = [f"{name} {stage[f'{name}_rating']}" for name in DIMENSIONS if stage[f"{name}_rating"] is not None]
    print(f"Ratings: {', '.join(rated) or 'none'}")
    print(f"Process: {stage['process_status']}")


if __name__ == "__main__":
    sys.exit(main())
