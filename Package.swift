// swift-tools-version: 6.2
import PackageDescription

/// Every target is compiled under the same rules: Swift 6, strict concurrency, nothing implicit.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A target whose folder has its name.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of a target, with what they need beside it.
func tests(of name: String, _ more: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + more,
        exclude: exclude,
        swiftSettings: strict
    )
}

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
    name: "colonnade",
    products: [
        .executable(name: "colonnade", targets: ["colonnade"]),
        .library(name: "Colonnade", targets: ["Colonnade"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .systemLibrary(name: "CPgQuery", pkgConfig: "libpg_query"),
        .target(name: "CLibPQ"),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),

        room("ColonnadeModel", []),
        room(
            "ColonnadeSQL",
            ["ColonnadeModel", "CPgQuery", .product(name: "Crypto", package: "swift-crypto")]
        ),
        room(
            "ColonnadeLint",
            ["ColonnadeModel", "ColonnadeSQL", .product(name: "Crypto", package: "swift-crypto")]
        ),
        room("ColonnadeMap", ["ColonnadeModel", "ColonnadeSQL"]),
        room("ColonnadeReport", ["ColonnadeMap", "ColonnadeModel", "ColonnadeRehearsal"]),
        room("ColonnadePlan", ["ColonnadeModel"]),
        room("ColonnadeEngine", ["ColonnadeModel"]),
        room("ColonnadeRun", ["ColonnadeModel", "ColonnadePlan", "ColonnadeEngine"]),
        room("PostgresEngine", ["ColonnadeModel", "ColonnadeEngine", "CLibPQ"]),
        room("SQLiteEngine", ["ColonnadeModel", "ColonnadeEngine", "CSQLite"]),
        room(
            "ColonnadeRehearsal",
            [
                "ColonnadeModel", "ColonnadeEngine", "ColonnadeRun",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ]
        ),
        room(
            "Colonnade",
            [
                "ColonnadeModel", "ColonnadeSQL", "ColonnadeLint", "ColonnadeMap", "ColonnadePlan",
                "ColonnadeEngine", "ColonnadeRun", "ColonnadeReport",
                "ColonnadeRehearsal", "PostgresEngine", "SQLiteEngine",
                .product(name: "Crypto", package: "swift-crypto"), "Yams",
            ]
        ),
        room("ColonnadeCommands", ["Colonnade", arguments]),
        room(
            "ColonnadeTestSupport",
            ["ColonnadeModel", "ColonnadeEngine", "ColonnadeRehearsal", "PostgresEngine", "SQLiteEngine"]
        ),
        .executableTarget(
            name: "colonnade",
            dependencies: ["ColonnadeCommands"],
            path: "Sources/ColonnadeCLI",
            swiftSettings: strict
        ),
        tests(of: "SQLiteEngine", ["ColonnadeModel", "ColonnadeEngine", "ColonnadeTestSupport"]),
        tests(of: "ColonnadeSQL", ["ColonnadeModel", "ColonnadeTestSupport"], exclude: ["Fixtures"]),
        tests(
            of: "ColonnadeLint",
            ["ColonnadeModel", "ColonnadeSQL", "ColonnadeTestSupport", "PostgresEngine"],
            exclude: ["Corpus", "Fixtures"]
        ),
        tests(of: "ColonnadeMap", ["ColonnadeModel", "ColonnadeSQL"], exclude: ["Fixtures"]),
        tests(of: "ColonnadeReport", ["ColonnadeMap", "ColonnadeModel", "ColonnadeRehearsal"]),
        .testTarget(name: "ArchitectureTests", swiftSettings: strict),
        .testTarget(
            name: "TimingTests",
            dependencies: [
                "ColonnadeTestSupport", "ColonnadeEngine", "ColonnadeModel", "ColonnadeRehearsal",
                "colonnade",
            ],
            swiftSettings: strict
        ),
        tests(
            of: "PostgresEngine",
            [
                "ColonnadeTestSupport", "ColonnadeEngine", "ColonnadeModel", "ColonnadePlan",
                "ColonnadeRehearsal", "ColonnadeSQL", "ColonnadeLint",
            ]
        ),
        tests(of: "ColonnadeModel"),
        tests(of: "ColonnadePlan", ["ColonnadeModel", "ColonnadeSQL", "PostgresEngine"]),
        tests(of: "ColonnadeRun", ["ColonnadeEngine", "ColonnadeModel", "ColonnadeTestSupport"]),
        tests(
            of: "ColonnadeRehearsal",
            ["ColonnadeTestSupport", "ColonnadeEngine", "ColonnadeModel", "SQLiteEngine"]),
        tests(
            of: "ColonnadeCommands",
            ["ColonnadeTestSupport", "ColonnadeEngine", "ColonnadeModel", "ColonnadeRehearsal", "colonnade"]
        ),
        tests(
            of: "Colonnade",
            [
                "ColonnadeTestSupport", "ColonnadeEngine", "ColonnadeModel", "ColonnadeRehearsal",
                "colonnade",
            ]
        ),
    ]
)
