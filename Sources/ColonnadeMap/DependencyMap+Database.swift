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
            CatalogDependencies.all(in: surroundings) + RoutineDependencies.all(in: surroundings)
                + statements.found,
            facts: SubjectFacts(surroundings), notObserved: notObserved)
    }
}
