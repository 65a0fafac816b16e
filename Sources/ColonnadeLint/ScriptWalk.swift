import ColonnadeModel
import ColonnadeSQL

/// The way through a script as the server goes it: statement after statement, into the blocks and functions that they
/// run, with what is known before each.
struct ScriptWalk {
    /// What is met on the way.
    enum Step {
        /// - Parameter takes: whether so many statements in its place would each be a transaction of their own.
        case statement(LintStatement, PostgresScript.Statement, takes: (Int) -> Bool)
        case unread([Unread])
        /// The end of a body.
        case body(ProcedureBody)
    }

    private let script: PostgresScript
    private(set) var context: LintContext
    private var boundaries: TransactionBoundaries
    /// The functions and procedures that the script creates, by name: what calls one runs its body.
    private var routines: [String: PostgresScript.Statement] = [:]
    /// The bodies that are being gone through, innermost last.
    private var running: [Range<Int>] = []

    /// - Parameters:
    ///   - units: how the tool that owns the script carries it out; none for statement by statement.
    ///   - wayOut: how a statement gets out of the tool's transaction.
    ///   - code: what is known of the code that uses the database.
    init(
        _ script: PostgresScript, on schema: consuming SchemaState, _ dialect: any Dialect,
        units: [ExecutionUnit], wayOut: String?, code: CodeEvidence = CodeEvidence()
    ) {
        self.script = script
        context = LintContext(schema: schema, dialect: dialect)
        context.schema.beginScript()
        context.wayOut = script.wayOut ?? wayOut
        context.code = code
        context.opensTransactionsAs = script.isWrittenInSQL ? .script : .tool
        context.lookAhead(script)
        boundaries = TransactionBoundaries(units, script)
    }

    mutating func run(_ visit: (Step, LintContext) -> Void) {
        visit(.unread(script.unread), context)
        for statement in script.statements {
            if let opened = boundaries.enter(statement) { context.transaction = opened.transaction }
            pass(statement, visit)
        }
    }

    private mutating func pass(_ parsed: PostgresScript.Statement, _ visit: (Step, LintContext) -> Void) {
        let statement = LintStatement(parsed)
        visit(.statement(statement, parsed, takes: boundaries.takes), context)
        switch statement.kind {
        case "DoStmt": carryOut(parsed, visit)
        case "CreateFunctionStmt":
            if let name = statement.node.strings("funcname").last { routines[name] = parsed }
            // It is not run by being created. Only what the server would not take is said of it.
            let unread = script.body(of: parsed)?.unread.filter { $0.kind == .syntax } ?? []
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
    private mutating func carryOut(_ parsed: PostgresScript.Statement, _ visit: (Step, LintContext) -> Void) {
        guard !running.contains(parsed.bytes), running.count < 8, let body = script.body(of: parsed) else {
            return
        }
        let isOwn = context.transaction == nil
        let outer = context.body
        if isOwn { context.transaction = TransactionState(.script) }
        if outer == .none { context.body = isOwn ? .own : .inTransaction }
        running.append(parsed.bytes)
        visit(.unread(body.unread), context)
        for statement in body.statements { pass(statement, visit) }
        visit(.body(body), context)
        running.removeLast()
        context.body = outer
        if isOwn { context.endTransaction(leaving: nil) }
    }
}
