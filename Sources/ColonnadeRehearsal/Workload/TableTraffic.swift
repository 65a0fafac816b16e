package import ColonnadeModel

/// How often what is done with a table, as shares of one another.
package struct TableTraffic: Sendable, Hashable {
    package var reads: Double
    package var inserts: Double
    package var updates: Double
    package var deletes: Double

    package init(reads: Double, inserts: Double, updates: Double, deletes: Double) {
        self.reads = reads
        self.inserts = inserts
        self.updates = updates
        self.deletes = deletes
    }

    /// What an ordinary application does, where nothing was counted.
    package static let assumed = TableTraffic(reads: 70, inserts: 12, updates: 16, deletes: 2)

    /// What the server has counted.
    ///
    /// - Returns: nil where it has counted nothing.
    package init?(_ use: TableUse?) {
        guard let use, let reads = use.readsPerSecond, let writes = use.writesPerSecond, reads + writes > 0
        else { return nil }
        let (inserts, deletes) = (use.insertsPerSecond ?? 0, use.deletesPerSecond ?? 0)
        self.init(
            reads: reads, inserts: inserts, updates: max(0, writes - inserts - deletes), deletes: deletes)
    }

    package var total: Double { reads + inserts + updates + deletes }
}
