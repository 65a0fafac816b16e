import CLibPQ
import ColonnadeEngine
import ColonnadeModel

/// Several statements in one round trip (libpq manual 34.5, pipeline mode).
struct PostgresPipeline {
    private let handle: OpaquePointer

    init(_ handle: OpaquePointer) { self.handle = handle }

    /// - Throws: ``EngineError`` of the first statement that failed; the server passes the ones behind it over.
    func run(_ statements: [(text: String, values: [Value])]) throws -> [StatementResult] {
        guard PQenterPipelineMode(handle) == 1 else { throw lost }
        defer { PQexitPipelineMode(handle) }
        for (text, values) in statements {
            guard PostgresParameters(values).queue(text, on: handle) else { throw lost }
        }
        guard PQpipelineSync(handle) == 1 else { throw lost }

        var results: [StatementResult] = []
        var failure: EngineError?
        for _ in statements {
            guard let result = PQgetResult(handle) else { throw lost }
            defer { PQclear(result) }
            switch PQresultStatus(result) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK: results.append(try StatementResult(result))
            case PGRES_PIPELINE_ABORTED: break
            default: failure = failure ?? PostgresFailure.ofResult(result, on: handle)
            }
            // Each statement's results end with none.
            while let more = PQgetResult(handle) { PQclear(more) }
        }
        // The end of the pipeline has a result of its own.
        if let sync = PQgetResult(handle) { PQclear(sync) }
        if let failure { throw failure }
        return results
    }

    private var lost: EngineError { PostgresFailure.ofConnection(handle, .connectionLost) }
}

extension StatementResult {
    fileprivate init(_ result: OpaquePointer) throws {
        self.init(
            rows: try PostgresResult(rowsOf: result).rows,
            changes: Int64(String(cString: PQcmdTuples(result))) ?? 0
        )
    }
}
