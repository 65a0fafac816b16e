from marshmallow import RAISE, Schema, fields
from pydantic import BaseModel, ConfigDict


class OrderRow(BaseModel):
    model_config = ConfigDict(from_attributes=True, extra="forbid")  # @likely

    id: int
    status: str


class CustomerRow(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: str


class OrderSchema(Schema):
    class Meta:
        unknown = RAISE  # @likely

    id = fields.Int()
    status = fields.Str()


class CustomerSchema(Schema):
    class Meta:
        unknown = RAISE

    status = fields.Str()
