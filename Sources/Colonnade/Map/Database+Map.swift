import ColonnadeEngine
public import ColonnadeMap
import ColonnadeModel

extension Database {
    /// Everything that the database knows to touch a table or a column. Takes no lock that anybody could wait for.
    ///
    /// - Parameters:
    ///   - subject: `orders`, `orders.status`, `public.orders.status`.
    ///   - code: folders whose programs, models and SQL are searched as well.
    /// - Throws: ``ColonnadeError/badInput(_:)`` where there is none, with names that are near.
    public func map(_ subject: String, code: [String] = []) async throws -> DependencyMap {
        let surroundings = try await surroundings(of: subject)
        let map = DependencyMap(surroundings)
        guard !code.isEmpty else { return map }
        let search = await CodeSearch.run(code, for: [CodeSubject(surroundings)])
        return map.adding(search.found[0], notObserved: search.coverage.notObserved)
    }

    func surroundings(of text: String) async throws -> Surroundings {
        let subject = try MapSubject(text, for: engine.dialect.engine)
        return try await connected { connection in
            let names = try await engine.relationNames(on: connection)
            var found: [Surroundings] = []
            for (table, column) in try subject.candidates(in: names) {
                found.append(try await engine.surroundings(of: table, column, on: connection))
            }
            let there = found.filter(\.isFound)
            if there.count > 1 {
                let meanings = there.map { "\(DependencyMap.Subject($0.table, $0.column))" }
                throw ColonnadeError.badInput(
                    "\(text) could be \(meanings.joined(separator: " or ")): write the schema as well")
            }
            if let only = there.first { return only }
            let missing = found[0]
            let column = missing.column?.text ?? ""
            throw ColonnadeError.badInput(
                "\(missing.table) has no column \(column)"
                    + NearNames.question(column, among: missing.columns.map(\.name.text)))
        }
    }
}
