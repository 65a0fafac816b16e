public import ColonnadeRun

/// What was done in a database, as `history` shows it.
public struct HistoryDocument: Sendable, Encodable {
    /// Every try of every rollout, oldest first.
    public var rollouts: [Entry]

    /// One try.
    public struct Entry: Sendable, Encodable {
        /// Name.
        public var rollout: String
        /// How it ended, or where it stands.
        public var state: RolloutState
        /// When it began, ISO 8601, UTC.
        public var startedAt: String
        /// When it ended.
        public var finishedAt: String?
        /// Who began it.
        public var startedBy: String
        /// From beginning to end, waiting for gates included.
        public var seconds: Double?
        /// Rows filled by backfills.
        public var rowsFilled: Int64
        /// The longest time that one attempt waited for and held its locks.
        public var longestPauseMilliseconds: Int64

        enum CodingKeys: String, CodingKey {
            case rollout, state, startedAt = "started_at", finishedAt = "finished_at", startedBy =
                "started_by", seconds
            case rowsFilled = "rows_filled", longestPauseMilliseconds = "longest_pause_ms"
        }
    }
}

extension Database {
    /// What was done here, when, by whom.
    public func history() async throws -> HistoryDocument {
        HistoryDocument(
            rollouts: try await records().map { record in
                HistoryDocument.Entry(
                    rollout: record.name, state: record.state, startedAt: record.startedAt,
                    finishedAt: record.finishedAt, startedBy: record.startedBy,
                    seconds: Journal.seconds(from: record.startedAt, to: record.finishedAt),
                    rowsFilled: record.steps.values.compactMap(\.backfill?.rowsDone).reduce(0, +),
                    longestPauseMilliseconds: record.longestPauseMilliseconds
                )
            }
        )
    }
}
