// swift-tools-version: 6.3
import PackageDescription

// One set of compiler settings for every Swift target: language mode 6, strict memory safety, no warnings.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

// What every start of a program under test goes through is optimised in debug builds, too: the shipped rules take a tenth
// of the time to load. No check is left out.
let optimised: [SwiftSetting] = [
  .unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))
]
let optimisedC: [CSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]
let optimisedCXX: [CXXSetting] = [.unsafeFlags(["-O2"], .when(configuration: .debug))]

func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func core(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict + optimised)
}

func program(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies + ["TestSupport"], swiftSettings: [.swiftLanguageMode(.v6)])
}

let package = Package(
  name: "winnow",
  products: [
    .executable(name: "winnowd", targets: ["winnowd"]),
    .executable(name: "winnow", targets: ["winnow"]),
  ],
  targets: [
    // C libraries, each imported in one Swift module.
    .target(name: "CLinux"),
    .target(name: "CGetopt"),
    .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
    .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .target(
      name: "CTOML",
      cxxSettings: [.define("TOML_EXCEPTIONS", to: "0"), .define("TOML_HEADER_ONLY", to: "1")] + optimisedCXX),
    .target(name: "CJSON", linkerSettings: [.linkedLibrary("simdjson")]),

    .target(name: "CCharset", linkerSettings: [.linkedLibrary("uchardet")]),
    .target(name: "CLanguage", linkerSettings: [.linkedLibrary("cld2")]),
    .target(name: "CScan", cSettings: optimisedC),
    .target(name: "CWords", cSettings: optimisedC),

    // The base: values and files.
    module("Files", ["CLinux"]),
    module("Threads"),
    core("Diagnostics", ["Files"]),
    module("Arguments", ["CGetopt", "Diagnostics", "Files"]),
    core("Digest", ["CNettle"]),
    module("Systemd", ["CSystemd"]),
    core("TOML", ["CTOML", "Diagnostics"]),
    module("JSON", ["CJSON"]),

    // The pure core.
    core("Matching", ["CPCRE2", "CScan", "Threads"]),
    core("Features", ["CWords"]),
    core("Rulebook", ["Features", "Matching", "TOML", "Diagnostics", "Digest", "Files", "Threads"]),
    core("Cleaning", ["Features", "Matching", "Rulebook"]),

    // Round the core.
    module(
      "Formats",
      [
        "Cleaning", "Rulebook", "Features", "Matching", "Digest", "JSON", "Files", "Threads", "CCharset", "CLanguage",
      ]),
    module("Fitting", ["Formats", "Cleaning", "Rulebook", "Features", "Matching", "Diagnostics", "Files"]),
    module("Settings", ["TOML", "Diagnostics", "Arguments", "Files"]),
    module("Journal", ["Files", "Systemd", "Threads"]),
    module("Spool", ["Files", "Threads", "Formats", "Digest", "JSON", "Journal"]),

    program(
      "winnowd",
      [
        "Spool", "Settings", "Journal", "Systemd", "Formats", "Rulebook", "Matching", "Diagnostics", "Arguments",
        "Files", "Threads",
      ]),
    program(
      "winnow",
      [
        "Spool", "Threads", "Settings", "Journal", "Fitting", "Formats", "Cleaning", "Rulebook", "Features", "Matching",
        "Diagnostics",
        "Digest",
        "JSON", "Arguments", "Files",
      ]),

    // What tests share, then one target of tests a module.
    .target(
      name: "TestSupport", dependencies: ["Files", "JSON", "Rulebook", "Diagnostics"], path: "Tests/TestSupport"),
    tests("FilesTests", ["Files", "CLinux"]),
    tests("ArgumentsTests", ["Arguments", "Files"]),
    tests("DiagnosticsTests", ["Diagnostics"]),
    tests("TOMLTests", ["TOML", "Diagnostics"]),
    tests("JSONTests", ["JSON"]),
    tests("RulebookTests", ["Rulebook", "Features", "Matching", "TOML", "JSON", "Diagnostics", "Files"]),
    tests("CleaningTests", ["Cleaning", "Rulebook", "Matching", "Diagnostics", "Files"]),
    tests("FormatsTests", ["Formats", "Rulebook", "Cleaning", "Matching", "Digest", "JSON", "Files"]),
    tests("SpoolTests", ["Spool", "Formats", "Digest", "JSON", "Journal", "Threads", "Files"]),
    tests("SettingsTests", ["Settings", "Arguments", "Diagnostics", "Files"]),
    tests("JournalTests", ["Journal", "Files", "Threads"]),
    tests("EndToEndTests", ["Spool", "Formats", "Rulebook", "Digest", "JSON", "Files", "Threads"]),
    .executableTarget(
      name: "matchbench", dependencies: ["Matching"], path: "Benchmarks/matchbench", swiftSettings: strict),
    tests("MatchingTests", ["Matching"]),
    tests("ShippedRulesTests", ["Formats", "Cleaning", "Rulebook", "Matching", "Files"]),
    tests("FeaturesTests", ["Features", "CWords"]),
    tests("FittingTests", ["Fitting", "Formats", "Cleaning", "Rulebook", "Matching", "Diagnostics", "Files"]),
  ],
  cxxLanguageStandard: .cxx20
)
