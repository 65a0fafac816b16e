import ColonnadeMap
import ColonnadeModel
import Testing

@Suite struct CatalogDependenciesTests {
    private static let table = ObjectName(schema: "public", "orders")

    private func dependencies(_ neighbour: Neighbour, column: Identifier? = "status") -> [Dependency] {
        var surroundings = Surroundings(
            Self.table, column, kind: "table", columns: [Column(name: "status", type: "text")])
        surroundings.neighbours = [neighbour]
        return DependencyMap(surroundings).dependencies
    }

    @Test func aViewBreaksWhenTheColumnGoesOrChangesItsTypeAndFollowsARename() throws {
        let found = dependencies(
            Neighbour(
                .view, "public.open", catalog: "pg_class", oid: 7, columns: ["status"], tie: .refusesDrop))
        let view = try #require(found.first)
        #expect(found.count == 1 && view.effect == .breaks && view.breaksOn == [.drop, .type])
        #expect(view.remedy == "DROP is refused without CASCADE: replace it first")
        #expect(view.evidence == .catalog("pg_class", oid: 7, text: nil))
    }

    /// A trigger FOR UPDATE OF a column needs it, and fires; another one of the table only fires.
    @Test func aTriggerThatNamesTheColumnBreaksAndFires() {
        let names = Neighbour(
            .trigger, "a on public.orders", catalog: "pg_trigger", columns: ["status"], tie: .refusesDrop)
        #expect(dependencies(names).map(\.effect) == [.breaks, .fires])
        let other = Neighbour(.trigger, "b on public.orders", catalog: "pg_trigger", tie: .goesAlong)
        #expect(dependencies(other).map(\.effect) == [.fires])
        #expect(dependencies(names, column: nil).map(\.effect) == [.fires])
    }

    @Test func subscribersAreOutOfSightAndSoOnlyLikelyToBreak() throws {
        let whole = try #require(dependencies(Neighbour(.publication, "p", catalog: "pg_publication")).first)
        #expect(whole.certainty == .likely && whole.breaksOn == [.add, .rename, .type])
        #expect(whole.via == .replication)
        let listed = Neighbour(
            .publication, "p", catalog: "pg_publication_rel", columns: ["status"], tie: .refusesDrop)
        #expect(dependencies(listed).first?.certainty == .certain)
    }

    @Test func aRightOnColumnsDoesNotReachANewOne() {
        let grant = Neighbour(
            .columnGrant, "app on status", catalog: "pg_attribute", detail: "SELECT, UPDATE")
        let found = dependencies(grant)
        #expect(found.map(\.effect) == [.reads, .writes])
        #expect(found.allSatisfy { $0.breaksOn == [.add, .drop] })
    }

    @Test func aVacuumAgainstWraparoundEndsForNobody() {
        func remedy(_ query: String) -> String? {
            var worker = Neighbour(.autovacuum, "pid 7", catalog: "pg_locks")
            worker.definition = query
            return dependencies(worker).first?.remedy
        }
        #expect(remedy("autovacuum: VACUUM public.orders")?.contains("deadlock_timeout") == true)
        let bound = remedy("autovacuum: VACUUM public.orders (to prevent wraparound)")
        #expect(bound?.contains("ends for nobody") == true)
    }

    /// Nothing of the list is forgotten, and whatever stands in the way now is said to block.
    @Test(arguments: Neighbour.Kind.allCases)
    func everyKindMeansSomething(_ kind: Neighbour.Kind) {
        let found = dependencies(Neighbour(kind, "x", catalog: "pg_class"))
        #expect(!found.isEmpty && found.allSatisfy { $0.kind == kind.rawValue })
        let stands: Set<Neighbour.Kind> = [
            .session, .preparedTransaction, .autovacuum, .oldTransaction, .parent, .partitionKey,
        ]
        #expect(found.contains { $0.effect == .blocks } == stands.contains(kind))
    }
}
