module Shop
  class Customer < ApplicationRecord
    scope :open, -> { where(status: "open") }
  end
end
