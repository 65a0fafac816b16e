package import ColonnadeModel

extension DependencyMap {
    /// What a database knows, as a map.
    package init(_ surroundings: Surroundings) {
        let statements = StatementDependencies.all(in: surroundings)
        var notObserved = surroundings.notObserved
        if statements.unread > 0 {
            let count = statements.unread
            notObserved.append(
                "\(count) statement\(count == 1 ? "" : "s") with the name in \(count == 1 ? "it" : "them") that cannot be parsed"
            )
        }
        self.init(
            surroundings.subject,
            Self.joined(CatalogDependencies.all(in: surroundings), RoutineDependencies.all(in: surroundings))
                + statements.found + WriterDependencies.all(surroundings.writes),
            facts: SubjectFacts(surroundings), notObserved: notObserved)
    }

    /// A function that the catalog lists, because it takes a row of the table or has a body in the standard's form, and whose
    /// text speaks of the subject as well, is one dependency.
    private static func joined(_ catalog: [Dependency], _ routines: [Dependency]) -> [Dependency] {
        var listed: [Int64: Dependency] = [:]
        for dependency in catalog {
            if case .catalog("pg_proc", let oid?, _) = dependency.evidence { listed[oid] = dependency }
        }
        var both: Set<Int64> = []
        let told = routines.map { routine -> Dependency in
            guard case .catalog("pg_proc", let oid?, _) = routine.evidence, let other = listed[oid] else {
                return routine
            }
            both.insert(oid)
            var one = routine
            one.effect = min(routine.effect, other.effect)
            one.certainty = other.certainty == .certain ? .certain : routine.certainty
            one.breaksOn.formUnion(other.breaksOn)
            one.remedy = other.remedy ?? routine.remedy
            return one
        }
        return catalog.filter { dependency in
            guard case .catalog("pg_proc", let oid?, _) = dependency.evidence else { return true }
            return !both.contains(oid)
        } + told
    }
}
