import ColonnadeSQL

/// The calls that are made one on the result of the other: `knex("orders")`, `.where(…)`, `.select(…)`.
struct CallChain {
    struct Call {
        var name: String
        /// Where the bracket opens that its arguments are in.
        var open: Int
    }

    /// In the order in which they are written.
    private(set) var calls: [Call] = []

    /// - Parameter open: of one of the calls.
    init(around open: Int, in file: ScannedFile) {
        guard let own = Self.call(at: open, file) else { return }
        calls = Self.before(own.start, file).reversed() + [own.call] + Self.behind(open, file)
    }

    private static func before(_ start: Int, _ file: ScannedFile) -> [Call] {
        var found: [Call] = []
        var at = start
        while found.count < 64 {
            var previous = at - 1
            guard file.isAccessor(previous) else { return found }
            previous -= 1
            while previous >= 0, file.tokens[previous].kind == .newline { previous -= 1 }
            if file.isMark(previous, ")"), let (call, start) = call(at: file.opening(previous), file) {
                found.append(call)
                at = start
            } else if file.word(previous) != nil {
                at = previous
            } else {
                return found
            }
            while at > 0, file.tokens[at - 1].kind == .newline, file.isAccessor(at - 2) { at -= 1 }
            if at > 0, file.tokens[at - 1].kind == .newline { return found }
        }
        return found
    }

    private static func behind(_ open: Int, _ file: ScannedFile) -> [Call] {
        var found: [Call] = []
        var at = file.closing(open) + 1
        while found.count < 64 {
            while at < file.tokens.count, file.tokens[at].kind == .newline { at += 1 }
            guard file.isAccessor(at) else { return found }
            at += 1
            while at < file.tokens.count, file.tokens[at].kind == .newline { at += 1 }
            guard file.word(at) != nil else { return found }
            at += 1
            // Types of TypeScript: `.select<Order>(…)`
            if file.isMark(at, "<") {
                at = (at..<min(at + 12, file.tokens.count)).first { file.isMark($0, "(") } ?? at
            }
            guard file.isMark(at, "(") else { continue }
            if let own = call(at: at, file) { found.append(own.call) }
            at = file.closing(at) + 1
        }
        return found
    }

    /// The call whose bracket opens at an index, and its first token.
    private static func call(at open: Int, _ file: ScannedFile) -> (call: Call, start: Int)? {
        var at = open - 1
        if file.isMark(at, ">") {
            at = (max(0, at - 12)..<at).last { file.isMark($0, "<") }.map { $0 - 1 } ?? at
        }
        return file.word(at).map { (Call(name: $0, open: open), at) }
    }
}

extension ScannedFile {
    /// Whether a token leads from a value to what it has.
    func isAccessor(_ index: Int) -> Bool {
        guard tokens.indices.contains(index), case .mark(let mark) = tokens[index].kind else { return false }
        return language?.accessors.contains(mark) == true
    }
}
