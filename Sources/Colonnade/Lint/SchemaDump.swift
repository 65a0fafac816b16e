import ColonnadeLint
import ColonnadeModel
import ColonnadeSQL

/// What `pg_dump --schema-only`, Rails (`structure.sql`), dbmate (`schema.sql`) and their like write.
enum SchemaDump {
    /// The schema that a dump makes.
    ///
    /// - Throws: ``ColonnadeError/badInput(_:)`` where there is no statement in it, ``ColonnadeError/source(_:)`` where one
    ///   cannot be read: a schema that is known in part only would hide what is wrong.
    static func read(_ path: String) throws -> SchemaState {
        let text = try MigrationText(path: path)
        var schema = SchemaState()
        var isEmpty = true
        let errors = PostgresScript.errors(in: text.source) { statement in
            schema.apply(LintStatement(statement))
            isEmpty = false
        }
        if let error = errors.first { throw ColonnadeError.source(error) }
        if isEmpty { throw ColonnadeError.badInput("\(path) has no statement in it") }
        schema.beginScript()
        schema.isComplete = true
        return schema
    }
}

extension MigrationText {
    /// Whether it is a dump of a whole schema, by the line that pg_dump begins with.
    var isDump: Bool {
        var text = source.text
        return text.withUTF8 { bytes in
            bytes.prefix(400).split { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.contains {
                line in
                line.elementsEqual("-- PostgreSQL database dump".utf8)
                    || line.elementsEqual("-- PostgreSQL database cluster dump".utf8)
            }
        }
    }
}
