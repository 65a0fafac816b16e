package import ColonnadeModel
package import Foundation

/// Those whom a tripwire has seen writing the column.
package enum WriterDependencies {
    /// - Parameter moment: only those seen since then; nil for all.
    package static func all(_ writes: ObservedWrites?, since moment: Date? = nil) -> [Dependency] {
        let start = moment?.timeIntervalSince1970 ?? 0
        return (writes?.writers ?? []).filter { $0.lastSeen >= start }.map(dependency)
    }

    private static func dependency(_ writer: ObservedWrites.Writer) -> Dependency {
        let application = writer.application.isEmpty ? "" : " (\(writer.application))"
        let place = writer.client.isEmpty ? "" : " from \(writer.client)"
        let moment = Date(timeIntervalSince1970: writer.lastSeen).formatted(.iso8601)
        return Dependency(
            "writer", "\(writer.role)\(application)\(place)", via: .statistics, effect: .breaks,
            evidence: .catalog("colonnade.writers", oid: nil, text: writer.text), breaksOn: [.drop, .rename],
            detail: "\(writer.operation), last seen \(moment)")
    }
}
