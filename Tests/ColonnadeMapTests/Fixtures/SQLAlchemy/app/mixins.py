from sqlalchemy import String
from sqlalchemy.orm import Mapped, declared_attr, mapped_column


class HasStatus:
    status: Mapped[str] = mapped_column(String(20), index=True)  # @certain


class HasComputed:
    @declared_attr
    def status(cls) -> Mapped[str]:  # @certain
        return mapped_column(String(20))
