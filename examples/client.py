"""What the examples share: where the API is, a login, and the API's own words where it refuses."""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any

import httpx


class Refused(Exception):
    """Something the person at the keyboard can act on."""


class Api:
    """Logged in; every answer is JSON."""

    def __init__(self, url: str, user: str, password: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.user = user
        token = self.send("POST", "/api/token", json={"username": user, "password": password})
        self.http.headers["Authorization"] = f"Bearer {token['access']}"

    def get(self, path: str, **query: str | int) -> Any:
        return self.send("GET", path, params=query)

    def get_csv(self, path: str, **query: str | int) -> str:
        return self.answer("GET", path, params={**query, "format": "csv"}).text

    def create(self, path: str, body: dict[str, Any], key: str) -> Any:
        """`key` makes it safe to repeat: the same key again gets the first answer, and nothing is made twice."""
        return self.send("POST", path, json=body, headers={"Idempotency-Key": key})

    def put(self, path: str, body: dict[str, Any]) -> Any:
        return self.send("PUT", path, json=body)

    def send(self, method: str, path: str, **options: Any) -> Any:
        return self.answer(method, path, **options).json()

    def answer(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self.http.request(method, path, **options)
        except httpx.TransportError as error:
            raise Refused(f"No answer from {self.http.base_url}: {error}. Is `make run` running?") from error
        if answer.is_success:
            return answer
        raise Refused(f"{method} {path} was refused ({answer.status_code}): {sentence(answer)}")


def sentence(answer: httpx.Response) -> str:
    """What the API says about it, with the field at fault."""
    try:
        errors = answer.json()["errors"]
    except (ValueError, KeyError, TypeError):
        return answer.reason_phrase
    told = (f"{error['attr']}: {error['detail']}" if error.get("attr") else str(error["detail"]) for error in errors)
    return " ".join(told)


def connect() -> Api:
    """By HIRELOOP_URL, HIRELOOP_USER and HIRELOOP_PASSWORD (or DEMO_PASSWORD)."""
    password = os.environ.get("HIRELOOP_PASSWORD") or os.environ.get("DEMO_PASSWORD")
    if not password:
        raise Refused("Set HIRELOOP_PASSWORD: `make run` prints the demo logins.")
    url = os.environ.get("HIRELOOP_URL", "http://127.0.0.1:8000").rstrip("/")
    return Api(url, os.environ.get("HIRELOOP_USER", "recruiter"), password)


def parser(description: str) -> argparse.ArgumentParser:
    return argparse.ArgumentParser(
        description=description,
        epilog="Environment: HIRELOOP_URL (http://127.0.0.1:8000), HIRELOOP_USER (recruiter), "
        "HIRELOOP_PASSWORD or DEMO_PASSWORD (required).",
    )


def stop(error: Refused) -> int:
    print(error, file=sys.stderr)
    return 1
