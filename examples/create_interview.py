"""Enters a candidate and opens an interview process with two stages.

HIRELOOP_PASSWORD=... python examples/create_interview.py --candidate "Grace Okafor" --company "Kestrel Payments"
"""

from __future__ import annotations

import argparse
import sys
import uuid
from datetime import date, timedelta
from typing import Any

from client import Api, Refused, connect, parser, stop


def main(arguments: list[str] | None = None) -> int:
    options = read_options(arguments)
    try:
        process = create_interview(connect(), options)
    except Refused as error:
        return stop(error)
    tell(process)
    return 0


def read_options(arguments: list[str] | None) -> argparse.Namespace:
    options = parser("Enters a candidate and opens an interview process with two stages.")
    options.add_argument("--candidate", metavar="NAME", default="Grace Okafor")
    options.add_argument("--email", default="grace.okafor@example.org")
    options.add_argument("--company", metavar="NAME", default="Kestrel Payments")
    options.add_argument("--role", metavar="TITLE", default="Backend Engineer")
    options.add_argument("--feeder", metavar="NAME", default="Employee referral", help="where the candidate comes from")
    options.add_argument("--key", default=uuid.uuid4().hex, help="give the last run's key to repeat it safely")
    return options.parse_args(arguments)


def create_interview(api: Api, options: argparse.Namespace) -> Any:
    """The process as the API shows it in the end."""
    person = {"full_name": options.candidate, "email": options.email}
    candidate = api.create("/api/candidates", person, f"{options.key}-candidate")
    opening = {
        "candidate_id": candidate["id"],
        "company_name": options.company,
        "role_title": options.role,
        "feeder_source": options.feeder,
    }
    process = api.create("/api/processes", opening, f"{options.key}-process")
    for days, name in ((2, "Phone Screen"), (7, "Technical Interview")):
        planned = date.today() + timedelta(days=days)
        stage = {"stage_name": name, "scheduled_date": planned.isoformat()}
        api.create(f"/api/processes/{process['id']}/stages", stage, f"{options.key}-{name.replace(' ', '-')}")
    return api.get(f"/api/processes/{process['id']}")


def tell(process: dict[str, Any]) -> None:
    print(f"Process {process['id']}: {process['candidate_name']}, {process['role_title']} at {process['company_name']}")
    print(f"Status: {process['status']}")
    for stage in process["stages"]:
        planned = f"{stage['stage_name']} on {stage['scheduled_date']}"
        print(f"  {stage['stage_order']}. {planned}: {stage['outcome']} (stage {stage['id']})")


if __name__ == "__main__":
    sys.exit(main())
