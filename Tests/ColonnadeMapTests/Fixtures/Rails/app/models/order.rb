class Order < ApplicationRecord # @certain
  belongs_to :customer
  # the status of an order
  validates :status, presence: true # @likely

  scope :open, -> { where(status: "open") } # @likely

  def close!
    update!(status: "closed") # @likely
  end
end
