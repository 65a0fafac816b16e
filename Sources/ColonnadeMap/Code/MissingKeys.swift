import ColonnadeModel
import ColonnadeSQL

/// Finds code that fails on a document without the key, in files that work with the collection: `doc["status"]` of Python,
/// `doc.status.trim()`, a type assertion without `ok`. A collection has no schema: documents from before a change lack a new
/// key until they are filled, and a removed one is missing from then on. Code that asks first (`.get`, `?.`, `fetch` with a
/// default) is no finding.
struct MissingKeys {
    private let subject: CodeSubject

    init(_ subject: CodeSubject) { self.subject = subject }

    func dependencies(in file: ScannedFile) -> [Dependency] {
        guard subject.isCollection, let key = subject.column, let language = file.language,
            file.tokens.indices.contains(where: { isCollection($0, file) })
        else { return [] }
        return file.tokens.indices.compactMap { index in
            guard let read = read(key, at: index, file), let remedy = remedy(read, language, file) else {
                return nil
            }
            return Dependency(
                "missing-key", "\(subject.table).\(key)", via: .code, effect: .breaks, certainty: .likely,
                evidence: file.evidence(atByte: file.tokens[index].bytes.lowerBound), remedy: remedy,
                breaksOn: subject.isComing ? [.add] : [.drop, .rename], detail: "documents may lack the key")
        }
    }

    /// `db.orders`, `db["orders"]`, `db.collection("orders")`, `getCollection("orders")`.
    private func isCollection(_ index: Int, _ file: ScannedFile) -> Bool {
        if file.isWord(index, subject.table), file.isMark(index - 1, ".") {
            return ["db", "database", "mongo"].contains(file.word(index - 2) ?? "")
        }
        guard file.literal(index) == subject.table else { return false }
        if file.isMark(index - 1, "["), file.isMark(index + 1, "]") { return true }
        // Rust says `collection::<Document>("orders")`.
        return file.isMark(index - 1, "(")
            && (max(0, index - 8)..<index).contains {
                file.word($0)?.lowercased().hasSuffix("collection") == true
            }
    }

    /// A place at which the key's value is taken out of something.
    private struct Read {
        /// What it is taken by: `get`, `getString`; nil for brackets and members.
        var call: String?
        var isMember = false
        /// Whether a value for the missing key is given.
        var hasDefault = false
        /// The token behind it.
        var end: Int
    }

    private func read(_ key: String, at index: Int, _ file: ScannedFile) -> Read? {
        if file.word(index) == key, file.isMark(index - 1, "."), let receiver = file.word(index - 2) {
            return ModelNames.isStranger(receiver) ? nil : Read(isMember: true, end: index + 1)
        }
        guard file.literal(index) == key, index > 1 else { return nil }
        if file.isMark(index - 1, "["), file.isMark(index + 1, "]") {
            guard let receiver = file.word(index - 2) else { return nil }
            return ModelNames.isStranger(receiver) ? nil : Read(end: index + 2)
        }
        guard file.isMark(index - 1, "("), let call = file.word(index - 2) else { return nil }
        let close = file.closing(index - 1)
        return Read(call: call, hasDefault: file.arguments(index - 1).count > 1, end: close + 1)
    }

    /// Why it fails and what to write instead; nil where a missing key does no harm, or the value is written.
    private func remedy(_ read: Read, _ language: CodeLanguage, _ file: ScannedFile) -> String? {
        let next = read.end
        if file.isMark(next, "=") { return nil }
        let goesOn = file.isMark(next, ".")
        let get = read.call?.lowercased().hasPrefix("get") == true
        switch language {
        case .python:
            if read.call == nil, !read.isMember { return "use .get(…): a missing key is a KeyError" }
            return read.call == "get" && !read.hasDefault && goesOn
                ? "give .get a default: a missing key is None" : nil
        case .ruby:
            if read.call == "fetch", !read.hasDefault, !file.isMark(next, "{") {
                return "give fetch a default: a missing key is a KeyError"
            }
            return read.call == nil && !read.isMember && goesOn ? "use &.: a missing key is nil" : nil
        case .javascript:
            return read.call == nil && goesOn ? "use ?.: a missing key is undefined" : nil
        case .java, .kotlin:
            return get && !read.hasDefault && goesOn
                ? "ask first, or give a default: a missing key is null" : nil
        case .csharp:
            if read.call == nil, !read.isMember { return "use GetValue(…, default): a missing key throws" }
            return read.call == "GetValue" && !read.hasDefault
                ? "give GetValue a default: a missing key throws" : nil
        case .go:
            // doc["status"].(string) panics; with `, ok :=` it does not.
            let isAssertion = goesOn && file.isMark(next + 1, "(")
            return read.call == nil && isAssertion && !file.asksWhether(next)
                ? "use the form with ok: a missing key is nil, and the assertion panics" : nil
        case .rust:
            return get && goesOn && ["unwrap", "expect"].contains(file.word(next + 1) ?? "")
                ? "match on it: a missing key is an error" : nil
        case .swift:
            return read.call == nil && file.isMark(next, "!") ? "use if let: a missing key is nil" : nil
        case .php, .elixir, .c, .shell, .perl, .lua: return nil
        }
    }
}

extension ScannedFile {
    /// `value, ok := …` in the line of a token.
    fileprivate func asksWhether(_ index: Int) -> Bool {
        var at = index
        while at > 0, tokens[at].kind != .newline {
            if isMark(at, ":=") || isMark(at, "=") { return isMark(at - 2, ",") }
            at -= 1
        }
        return false
    }
}
