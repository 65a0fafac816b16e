import ColonnadeEngine
import ColonnadeModel
import ColonnadeRehearsal
import Foundation
import PostgresEngine
import SQLiteEngine

/// Two databases with the same rows, on a private server or in two files: one for the rollout, one for the plain SQL.
struct DemoSandbox: Sendable {
    let shop: DemoShop
    let copy: DemoShop
    /// What was started, for people.
    let description: String
    private let server: PrivatePostgres?
    private let folder: String?

    static func open(_ engine: EngineKind, rows: Int) async throws -> DemoSandbox {
        switch engine {
        case .postgresql: try await postgres(rows)
        case .sqlite: try await sqlite(rows)
        }
    }

    private static func postgres(_ rows: Int) async throws -> DemoSandbox {
        // A small production server's settings; above all, every commit waits for the disk.
        let server = try PrivatePostgres.start(
            PostgresBinaries.find(),
            settings: ["shared_buffers": "256MB", "max_wal_size": "4GB", "fsync": "on"]
        )
        do {
            return try await fill(server, rows)
        } catch {
            server.stop()
            throw error
        }
    }

    private static func fill(_ server: PrivatePostgres, _ rows: Int) async throws -> DemoSandbox {
        let admin = try await PostgresConnection.open(server.url(), application: "colonnade demo")
        try await admin.execute("CREATE DATABASE shop")
        let engine = try await PostgresEngine.open(server.url("shop"))
        let shop = DemoShop(engine: engine, url: server.url("shop"), rows: rows)
        try await shop.create()
        try await admin.execute("CREATE DATABASE shop_plain TEMPLATE shop")
        await admin.close()
        let plain = try await PostgresEngine.open(server.url("shop_plain"))
        return DemoSandbox(
            shop: shop, copy: DemoShop(engine: plain, url: server.url("shop_plain"), rows: rows),
            description: "PostgreSQL \(engine.dialect.version) (fsync on), private, in \(server.folder)",
            server: server, folder: nil
        )
    }

    private static func sqlite(_ rows: Int) async throws -> DemoSandbox {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("colonnade-demo-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        do {
            return try await fill(folder, rows)
        } catch {
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    private static func fill(_ folder: String, _ rows: Int) async throws -> DemoSandbox {
        var shops: [DemoShop] = []
        for name in ["shop", "shop_plain"] {
            let path = "\(folder)/\(name).db"
            _ = FileManager.default.createFile(atPath: path, contents: nil)
            let shop = DemoShop(
                engine: try await SQLiteEngine.open(path: path), url: "sqlite:\(path)", rows: rows)
            try await shop.create()
            shops.append(shop)
        }
        return DemoSandbox(
            shop: shops[0], copy: shops[1],
            description: "SQLite \(shops[0].engine.dialect.version), in \(folder)", server: nil,
            folder: folder
        )
    }

    func close() {
        server?.stop()
        if let folder { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// Leaves everything running.
    ///
    /// - Returns: how to connect, and how to end it.
    func keep() -> (connect: String, end: String) {
        if let server {
            server.abandon()
            return ("psql '\(shop.url)'", server.endCommand)
        }
        return ("sqlite3 \(shop.url.dropFirst("sqlite:".count))", "rm -r \(folder ?? "")")
    }
}
