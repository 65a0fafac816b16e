class Purchase < ApplicationRecord # @certain
  self.table_name = :orders

  alias_attribute :state, :status # @certain
  enum :status, { open: 0, closed: 1 } # @likely
  has_many :items, -> { order(:position) }, through: :lines
  store_accessor :settings, :color

  scope :late, -> { where("status = 'late' AND total > 0") } # @likely
  scope :recent, -> { order("created_at DESC") }

  def label
    "#{self[:status]} of #{state}" # @likely
  end
end
