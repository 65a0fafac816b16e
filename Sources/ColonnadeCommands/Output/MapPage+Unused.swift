import Colonnade

extension MapPage {
    /// Whether nothing uses the subject any more, and who does.
    static func text(of answer: UnusedDocument, style: Style, width: Int, verbose: Bool) -> String {
        let word = answer.unused ? style.good("unused") : style.caution("not unused")
        var lines = ["\(word)  \(answer.subject.printable): \(answer.reason)"]
        let quiet = Duration.seconds(answer.quietSeconds).spoken
        let wanted = Duration.seconds(answer.wantedSeconds).spoken
        if let since = answer.since { lines.append("  quiet    \(quiet) of \(wanted), since \(since)") }
        if let writes = answer.writes {
            lines.append("  tripwire \(writes.grouped) row\(writes == 1 ? "" : "s") written in that time")
        }
        let page = MapPage(
            map: DependencyMap(DependencyMap.Subject(ObjectName("")), answer.uses), style: style,
            width: width,
            verbose: verbose)
        lines += page.tree(answer.uses)
        for rollout in answer.rollouts {
            lines.append("  gate     unused of \(rollout) is met: `colonnade complete \(rollout)`")
        }
        lines += page.unseen(answer.notObserved)
        return lines.joined(separator: "\n")
    }
}
