from pydantic import BaseModel, ConfigDict


class OrderRow(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")  # @likely

    id: int
    status: str


class CustomerRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: str
