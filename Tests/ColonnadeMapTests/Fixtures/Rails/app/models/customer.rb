class Customer < ApplicationRecord
  validates :status, presence: true
end
