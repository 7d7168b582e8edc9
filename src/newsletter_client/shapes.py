"""What do all shapes have in common? They bear with a service that is newer than they are."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Something that goes to the service or comes back. Fields it does not know are kept, not refused."""

    model_config = ConfigDict(extra="allow", defer_build=True)  # built when first met, for quick commands


class Word(StrEnum):
    """One of the words the service uses. A word that is new there is taken as it is, named by itself."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        new = str.__new__(cls, value)
        new._name_ = new._value_ = value
        return new
