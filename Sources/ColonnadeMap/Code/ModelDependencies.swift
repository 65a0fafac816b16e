import ColonnadeModel

/// Turns the models of the table into dependencies.
struct ModelDependencies {
    let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func dependencies(of models: [CodeModel], _ files: [ScannedFile]) -> [Dependency] {
        let files = Dictionary(files.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        return models.flatMap { model -> [Dependency] in
            guard let file = files[model.path] else { return [] }
            return dependencies(of: model, file, files)
        }
    }

    private func dependencies(
        of model: CodeModel, _ file: ScannedFile, _ files: [String: ScannedFile]
    ) -> [Dependency] {
        let isSchema = model.framework == "Rails schema"
        let kind = isSchema ? "orm-schema" : "orm-model"
        // Where a setting elsewhere may decide the name, it is only likely.
        let certainty: Dependency.Certainty =
            model.isTableWritten || model.tables.count == 1 ? .certain : .likely
        guard let column = subject.subject.column else {
            return [
                Dependency(
                    kind, model.name, via: .code, effect: isSchema ? .reads : .breaks, certainty: certainty,
                    evidence: file.evidence(atByte: model.byte), breaksOn: [.drop, .rename],
                    detail: model.framework)
            ]
        }
        let attributes = model.attributes(for: column)
        let isWritten = attributes.count <= 1 || Set(attributes.map(\.byte)).count == attributes.count
        if model.isLink {
            return attributes.map { attribute in
                Dependency(
                    "association", model.name, via: .code, effect: .breaks, certainty: certainty,
                    evidence: file.evidence(atByte: attribute.byte),
                    remedy: "name another column in it, or take it out, and deploy that first",
                    breaksOn: [.drop, .rename], detail: model.framework)
            }
        }
        if !attributes.isEmpty {
            // What Rails keeps of the columns has the column in it under its own name too.
            let kept = model.columns == .cached ? without(column, model, file, certainty) : []
            return kept
                + attributes.map { attribute in
                    Dependency(
                        kind, isSchema ? "\(model.name).\(column)" : "\(model.name).\(attribute.name)",
                        via: .code,
                        effect: isSchema || model.columns == .open ? .reads : .breaks,
                        certainty: isWritten && !attribute.isLikely ? certainty : .likely,
                        evidence: (attribute.path.flatMap { files[$0] } ?? file).evidence(
                            atByte: attribute.byte),
                        remedy: isSchema ? nil : remedy(model, column), breaksOn: [.drop, .rename],
                        detail: model.isUnmanaged ? "\(model.framework), managed = False" : model.framework)
                }
        }
        return without(column, model, file, certainty)
    }

    /// A model that says nothing of the column.
    private func without(
        _ column: Identifier, _ model: CodeModel, _ file: ScannedFile, _ certainty: Dependency.Certainty
    ) -> [Dependency] {
        switch model.columns {
        case .cached:
            return [
                Dependency(
                    "orm-model", model.name, via: .code, effect: .breaks, certainty: certainty,
                    evidence: file.evidence(atByte: model.byte), remedy: remedy(model, column),
                    breaksOn: [.drop, .rename],
                    detail: "\(model.framework) keeps the columns it found at its start")
            ]
        case .declared, .positional:
            guard !subject.hasValue else { return [] }
            return [
                Dependency(
                    "orm-model", model.name, via: .code, effect: .writes, certainty: certainty,
                    evidence: file.evidence(atByte: model.byte),
                    remedy:
                        "its inserts leave the column out: declare it, or give it a default, before it becomes NOT NULL",
                    breaksOn: [.notNull], detail: model.framework)
            ]
        case .open: return []
        }
    }

    private func remedy(_ model: CodeModel, _ column: Identifier) -> String {
        switch model.framework {
        case "Rails":
            "self.ignored_columns += [\"\(column)\"] in the class, deployed before the column goes or is renamed"
        case "Django" where model.isUnmanaged:
            "take the field out of the model and deploy that first: Django names every field in its queries, and makes no migration of a model with managed = False, so that nobody is reminded of it"
        case "Django":
            "take the field out of the model first (SeparateDatabaseAndState), deploy, then drop the column: Django names every field in its queries"
        case "Diesel":
            "take the column out of table! and of the structures, deploy, then drop it: Diesel selects each column it knows"
        case "SeaORM":
            "take the field out of the Model, deploy, then drop the column: SeaORM names every field in its queries"
        default:
            "take it out of the model and deploy that before the column goes: the model's queries name it"
        }
    }
}
