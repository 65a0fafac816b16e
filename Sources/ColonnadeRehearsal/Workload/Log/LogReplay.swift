import ColonnadeModel

/// A log that clients play again: each session sends what it sent, when it sent it.
package struct LogReplay: Sendable {
    /// What a session did.
    package struct Step: Sendable {
        /// Since the log's beginning.
        package var at: Duration
        /// Whether it is left out when the log is played another time: its rows are there then.
        package var isInsert: Bool
        package var operation: ClientOperation

        package init(at: Duration, isInsert: Bool, operation: ClientOperation) {
            self.at = at
            self.isInsert = isInsert
            self.operation = operation
        }
    }

    /// What each client does: one session of the log after another, as many beside one another as there were.
    package let clients: [[Step]]
    /// From the first statement to the last; behind it the log begins again.
    package let length: Duration
    /// How many times as fast as it was.
    package let speed: Double
    /// Sessions for which there is no client.
    package let leftOut: Int

    /// A private server has no more connections to give.
    private static let mostClients = 100

    /// - Parameter sessions: the steps of each session in their order.
    package init(sessions: [[Step]], speed: Double) {
        self.speed = speed
        var clients: [[Step]] = []
        var leftOut = 0
        let inOrder = sessions.filter { !$0.isEmpty }.sorted { $0[0].at < $1[0].at }
        for session in inOrder {
            if let free = clients.firstIndex(where: { ($0.last?.at ?? .zero) < session[0].at }) {
                clients[free] += session
            } else if clients.count < Self.mostClients {
                clients.append(session)
            } else {
                leftOut += 1
            }
        }
        self.clients = clients
        self.leftOut = leftOut
        // A moment behind the last statement, so that a log of one statement is not played without a break.
        length = (inOrder.compactMap { $0.last?.at }.max() ?? .zero) + .milliseconds(100)
    }

    /// Statements a second at its speed.
    package var rate: Double {
        Double(clients.map(\.count).reduce(0, +)) / max(length.seconds, 0.001) * speed
    }
}
