import Foundation
import Testing

/// Which room may look into which: DESIGN's directions, read from the import lines.
@Suite struct DirectionTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    /// What each target may import of the project's own.
    private static let allowed: [String: Set<String>] = [
        "ColonnadeModel": [],
        "ColonnadeSQL": ["ColonnadeModel", "CPgQuery"],
        // Looks at what no change models, and so at the statements themselves.
        "ColonnadeLint": ["ColonnadeModel", "ColonnadeSQL"],
        // Parses the SQL that it finds.
        "ColonnadeMap": ["ColonnadeModel", "ColonnadeSQL"],
        "ColonnadeReport": ["ColonnadeMap", "ColonnadeModel", "ColonnadeRehearsal"],
        "ColonnadePlan": ["ColonnadeModel"],
        "ColonnadeEngine": ["ColonnadeModel"],
        "ColonnadeRun": ["ColonnadeModel", "ColonnadePlan", "ColonnadeEngine"],
        "ColonnadeRehearsal": ["ColonnadeModel", "ColonnadeEngine", "ColonnadeRun"],
        "PostgresEngine": ["ColonnadeModel", "ColonnadeEngine", "CLibPQ"],
        "SQLiteEngine": ["ColonnadeModel", "ColonnadeEngine", "CSQLite"],
        "Colonnade": [
            "ColonnadeModel", "ColonnadeSQL", "ColonnadeLint", "ColonnadeMap", "ColonnadePlan",
            "ColonnadeEngine", "ColonnadeRun", "ColonnadeReport",
            "ColonnadeRehearsal",
            "PostgresEngine", "SQLiteEngine",
        ],
        "ColonnadeCommands": ["Colonnade"],
        "ColonnadeCLI": ["ColonnadeCommands"],
        "ColonnadeTestSupport": [
            "ColonnadeModel", "ColonnadeEngine", "ColonnadeRehearsal", "PostgresEngine", "SQLiteEngine",
        ],
        "CLibPQ": [], "CPgQuery": [], "CSQLite": [],
    ]

    private static func sources(in target: String) throws -> [URL] {
        let folder = root.appendingPathComponent("Sources/\(target)")
        let paths = try #require(FileManager.default.subpaths(atPath: folder.path))
        return paths.filter { $0.hasSuffix(".swift") }.map { folder.appendingPathComponent($0) }
    }

    private static var targets: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent("Sources").path)
                .sorted()
        }
    }

    @Test func everyTargetHasItsDirections() throws {
        #expect(try Set(Self.targets) == Set(Self.allowed.keys))
    }

    @Test(arguments: allowed.keys.sorted())
    func importsOnlyWhatItMay(_ target: String) throws {
        let own = Set(Self.allowed.keys)
        for file in try Self.sources(in: target) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for line in text.split(separator: "\n") {
                guard let match = line.firstMatch(of: /^(?:@\w+ )*(?:\w+ )?import (\w+)/) else { continue }
                let module = String(match.1)
                guard own.contains(module) else { continue }
                #expect(
                    Self.allowed[target]?.contains(module) == true,
                    "\(file.lastPathComponent) imports \(module)")
            }
        }
    }

    @Test func filesStaySmallAndNamed() throws {
        for target in try Self.targets {
            for file in try Self.sources(in: target) {
                let lines = try String(contentsOf: file, encoding: .utf8).split(
                    separator: "\n", omittingEmptySubsequences: false)
                #expect(lines.count <= 400, "\(file.lastPathComponent) has \(lines.count) lines")
                let name = file.lastPathComponent
                #expect(name.firstMatch(of: /Utils|Helper|Manager/) == nil, "\(name) says nothing")
            }
        }
    }

    /// A folder that the manifest does not name is not built, and its tests pass by never running.
    @Test func everyFolderOfTestsIsInTheManifest() throws {
        let manifest = try String(
            contentsOf: Self.root.appendingPathComponent("Package.swift"), encoding: .utf8)
        let folders = try FileManager.default.contentsOfDirectory(
            atPath: Self.root.appendingPathComponent("Tests").path
        )
        #expect(folders.count > 5)
        for folder in folders {
            let target = folder.replacing("Tests", with: "")
            let isNamed = manifest.contains("of: \"\(target)\"") || manifest.contains("name: \"\(folder)\"")
            #expect(isNamed, "\(folder)")
        }
    }

    /// A row in a fact table without its source would be a claim without evidence.
    @Test(arguments: ["PostgresEngine/PostgresFacts.swift", "SQLiteEngine/SQLiteFacts.swift"])
    func everyFactNamesItsSource(_ path: String) throws {
        let text = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/\(path)"), encoding: .utf8
        )
        #expect(text.firstMatch(of: /source: ""/) == nil)
    }
}
