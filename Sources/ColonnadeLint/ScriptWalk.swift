import ColonnadeModel
import ColonnadeSQL

/// The way through a script as the server goes it: statement after statement, into the blocks and functions that they
/// run, with what is known before each.
struct ScriptWalk {
    /// What is met on the way.
    enum Step {
        /// - Parameter isInMessage: whether its tool sends it in one string with what stands beside it.
        case statement(LintStatement, PostgresScript.Statement, isInMessage: Bool)
        case unread([Unread])
        /// The end of a body.
        case body(ProcedureBody)
    }

    private let read: LintScript
    private(set) var context: LintContext
    private var boundaries: TransactionBoundaries
    /// The functions and procedures that the script creates, by name: what calls one runs its body.
    private var routines: [String: LintScript.Part] = [:]
    /// The bodies that are being gone through, innermost last.
    private var running: [Range<Int>] = []

    /// - Parameters:
    ///   - units: how the tool that owns the script carries it out; none for statement by statement.
    ///   - wayOut: how a statement gets out of the tool's transaction.
    ///   - code: what is known of the code that uses the database.
    init(
        _ read: LintScript, on schema: consuming SchemaState, _ dialect: any Dialect,
        units: [ExecutionUnit], wayOut: String?, code: CodeEvidence = CodeEvidence()
    ) {
        self.read = read
        context = LintContext(schema: schema, dialect: dialect)
        context.schema.beginScript()
        context.wayOut = read.script.wayOut ?? wayOut
        context.code = code
        context.storesUTC = read.script.storesUTC
        context.opensTransactionsAs = read.script.isWrittenInSQL ? .script : .tool
        context.lookAhead(read.parts.map(\.statement))
        boundaries = TransactionBoundaries(units, read)
    }

    mutating func run(_ visit: (Step, LintContext) -> Void) {
        visit(.unread(read.script.unread), context)
        for part in read.parts {
            if let opened = boundaries.enter(part.parsed) { context.transaction = opened.transaction }
            pass(part, visit)
        }
    }

    private mutating func pass(_ part: LintScript.Part, _ visit: (Step, LintContext) -> Void) {
        let statement = part.statement
        for statement in [statement] + statement.changesWithin(part.parsed) {
            visit(.statement(statement, part.parsed, isInMessage: boundaries.isInMessage), context)
        }
        switch statement.kind {
        case "DoStmt": carryOut(part, visit)
        case "CreateFunctionStmt":
            if let name = statement.node.strings("funcname").last { routines[name] = part }
            // It is not run by being created. Only what the server would not take is said of it.
            let unread = part.body?.unread.filter { $0.kind == .syntax } ?? []
            visit(.unread(unread), context)
        case "SelectStmt", "CallStmt", "InsertStmt", "UpdateStmt":
            guard !routines.isEmpty else { break }
            let calls = statement.node.all("FuncCall") + (statement.node["funccall"].map { [$0] } ?? [])
            let called = calls.compactMap { $0.strings("funcname").last }
            for routine in called.compactMap({ routines[$0] }) { carryOut(routine, visit) }
        default: break
        }
        context.follow(statement, leaving: boundaries.afterCommit)
    }

    /// What a body does is done in one transaction, unless the body ends it.
    private mutating func carryOut(_ part: LintScript.Part, _ visit: (Step, LintContext) -> Void) {
        guard !running.contains(part.parsed.bytes), running.count < 8, let body = part.body else { return }
        let isOwn = context.transaction == nil
        let outer = context.body
        if isOwn { context.transaction = TransactionState(.script) }
        if outer == .none { context.body = isOwn ? .own : .inTransaction }
        running.append(part.parsed.bytes)
        visit(.unread(body.unread), context)
        for parsed in body.statements { pass(LintScript.Part(parsed, in: read.script), visit) }
        visit(.body(body), context)
        running.removeLast()
        context.body = outer
        if isOwn { context.endTransaction(leaving: nil) }
    }
}
