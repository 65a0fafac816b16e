import ColonnadeModel
import ColonnadeSQL

/// Settings that have Hibernate compare its models with the schema when a program starts, and refuse to start where a column
/// of a model is gone or has another type (Hibernate, User Guide, `hibernate.hbm2ddl.auto`). Columns that no model has do not
/// matter to it. Which settings are active when the program runs is not known: only likely.
struct SchemaCheck {
    /// Whether a file may have such settings, by its name: the table's stands in none of them.
    static func mayStand(in path: String) -> Bool {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if ["persistence.xml", "hibernate.cfg.xml", "hibernate.properties"].contains(name) { return true }
        return (name.hasPrefix("application") || name.hasPrefix("bootstrap"))
            && [".yml", ".yaml", ".properties"].contains { name.hasSuffix($0) }
    }

    /// The lines that switch it on.
    static func all(in file: ScannedFile) -> [Evidence] {
        guard mayStand(in: file.path), file.text.contains("validate") else { return [] }
        var found: [Evidence] = []
        var byte = 0
        for line in file.text.split(separator: "\n", omittingEmptySubsequences: false) {
            defer { byte += line.utf8.count + 1 }
            let plain = line.drop { $0 == " " || $0 == "\t" }
            guard !plain.hasPrefix("#"), !plain.hasPrefix("<!--"), plain.contains("validate"),
                ["ddl-auto", "ddlAuto", "hbm2ddl.auto"].contains(where: { plain.contains($0) })
            else { continue }
            found.append(file.evidence(atByte: byte))
        }
        return found
    }

    /// - Parameters:
    ///   - checks: the lines that switch it on, of all files.
    ///   - models: those of the table.
    static func dependencies(
        _ checks: [Evidence], _ models: [CodeModel], _ subject: CodeSubject
    ) -> [Dependency] {
        guard let column = subject.subject.column,
            let model = models.first(where: { $0.framework == "JPA" && !$0.attributes(for: column).isEmpty })
        else { return [] }
        return checks.map { evidence in
            Dependency(
                "schema-check", model.name, via: .code, effect: .breaks, certainty: .likely,
                evidence: evidence,
                remedy:
                    "take the attribute out of \(model.name) and deploy that first: Hibernate refuses to start otherwise",
                breaksOn: [.drop, .rename, .type],
                detail: "Hibernate compares its models with the schema at its start")
        }
    }
}
