/// Gives models what they have from other classes: base classes, mixins, embedded structures, wherever those are declared.
struct ModelInheritance {
    private let named: [String: [CodeModel]]

    private init(_ models: [CodeModel]) {
        named = Dictionary(grouping: models) { Self.key($0.framework, $0.name) }
    }

    /// The models with all that they have.
    static func resolved(_ models: [CodeModel]) -> [CodeModel] {
        let inheritance = ModelInheritance(models)
        return models.compactMap { inheritance.whole($0, depth: 0) }
    }

    private static func key(_ framework: String, _ name: String) -> String { "\(framework) \(name)" }

    private func whole(_ model: CodeModel, depth: Int) -> CodeModel? {
        guard !model.bases.isEmpty, depth < 8 else { return model.needsBase ? nil : model }
        var whole = model
        var own = Set(model.attributes.map(\.name))
        var isModel = !model.needsBase
        for base in model.bases {
            let classes = classes(base.name, of: model)
            for one in classes {
                guard let one = self.whole(one, depth: depth + 1) else { continue }
                isModel = true
                let takesTable = model.takesTable && one.sharesTable
                if takesTable, !one.tables.isEmpty {
                    whole.tables = one.tables
                    whole.schema = one.schema
                    whole.isTableWritten = one.isTableWritten
                }
                guard one.tables.isEmpty || takesTable || base.isCopied else { continue }
                for attribute in one.attributes where own.insert(attribute.name).inserted {
                    var taken = attribute
                    taken.path = attribute.path ?? one.path
                    taken.column = base.columns[attribute.name] ?? base.prefix + attribute.column
                    taken.isLikely = attribute.isLikely || classes.count > 1
                    whole.attributes.append(taken)
                }
            }
        }
        return isModel ? whole : nil
    }

    /// The classes of that name: the one in the same file, or else all there are.
    private func classes(_ name: String, of model: CodeModel) -> [CodeModel] {
        let all = (named[Self.key(model.framework, name)] ?? []).filter {
            $0.path != model.path || $0.byte != model.byte
        }
        let near = all.filter { $0.path == model.path }
        return near.isEmpty ? all : near
    }
}
