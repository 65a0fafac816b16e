module Shop
  class Order < ApplicationRecord # @likely
    scope :open, -> { where(status: "open") } # @likely
  end
end
