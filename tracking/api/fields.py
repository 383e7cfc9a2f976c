"""Input fields that name people."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from config.base.models import User


class UserField(serializers.UUIDField):
    """The id of an account; becomes the User. Whether they may be named, and are active, is the service's question:

    who left long ago still stands in what was read.
    """

    default_error_messages = {"does_not_exist": "There is no such user."}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value=data)
        user = User.objects.filter(pk=super().to_internal_value(data)).first()
        if user is None:
            self.fail("does_not_exist")
        return user


class UserListField(serializers.ListField):
    child = serializers.UUIDField()
    default_error_messages = {"does_not_exist": "There is no user {pk}."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 50, **kwargs})

    def to_internal_value(self, data: Any) -> list[Any]:
        ids = list(dict.fromkeys(super().to_internal_value(data)))
        found = {user.pk: user for user in User.objects.filter(pk__in=ids).prefetch_related("groups")}
        for pk in ids:
            if pk not in found:
                self.fail("does_not_exist", pk=pk)
        return [found[pk] for pk in ids]
