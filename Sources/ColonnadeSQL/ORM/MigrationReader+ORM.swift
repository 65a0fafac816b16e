package import ColonnadeModel

extension MigrationReader {
    /// The migration of a framework, with its places in the framework's own file. Nothing is planned of a migration
    /// that is read only in part, or whose SQL merely resembles what the framework would send.
    ///
    /// - Throws: ``SourceError`` with path, line and column.
    package func read(_ translation: ORMTranslation, name: String, checksum: String) throws -> Migration {
        let source = translation.source
        let open = (translation.unread + translation.guesses).min {
            $0.bytes.lowerBound < $1.bytes.lowerBound
        }
        if let open {
            let remedy = open.remedy.map { ": \($0)" } ?? ""
            throw SourceError(open.message + remedy, in: source, atByte: open.bytes.lowerBound)
        }
        let sql = translation.sql
        func range(_ range: SourceRange) -> SourceRange {
            let bytes = range.start.offset..<max(range.start.offset + 1, range.end.offset)
            return source.range(sql.origin(of: bytes) ?? 0..<0)
        }
        do {
            var migration = try read(
                SourceText(path: source.path, text: translation.text), name: name, checksum: checksum)
            for index in migration.changes.indices {
                migration.changes[index].range = range(migration.changes[index].range)
            }
            for index in migration.ignores.indices {
                migration.ignores[index].range = range(migration.ignores[index].range)
            }
            return migration
        } catch let error as SourceError {
            let place = error.position.offset
            throw SourceError(
                error.message, in: source, atByte: sql.origin(of: place..<(place + 1))?.lowerBound ?? 0)
        }
    }
}
