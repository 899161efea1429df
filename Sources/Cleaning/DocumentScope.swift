internal import Glibc
internal import Rulebook

/// The part of a rule's scope that speaks of documents: which ones it admits.
struct DocumentScope: Hashable, Sendable {
  private let languages: [String]
  private let sources: [String]
  private let paths: [String]

  /// The scope's part that speaks of documents; `nil` where it admits them all.
  init?(_ scope: Scope) {
    languages = scope.languages
    sources = scope.sources
    paths = scope.paths
    if languages.isEmpty, sources.isEmpty, paths.isEmpty { return nil }
  }

  func admits(_ context: Context) -> Bool {
    if !languages.isEmpty, let language = context.language, !languages.contains(language) { return false }
    if !sources.isEmpty, !Self.matchesAny(sources, context.source) { return false }
    return paths.isEmpty || Self.matchesAny(paths, context.path)
  }

  /// Each of its parts by its key: what the document has, and whether that will do.
  func checks(_ context: Context) -> [(key: String, value: String?, admits: Bool)] {
    let speaks = languages.isEmpty || context.language.map(languages.contains) ?? true
    return [
      ("lang", context.language, speaks),
      ("source", context.source, sources.isEmpty || Self.matchesAny(sources, context.source)),
      ("path", context.path, paths.isEmpty || Self.matchesAny(paths, context.path)),
    ]
  }

  /// Shell patterns as fnmatch(3) knows them; `*` does not stop at a slash or a dot.
  private static func matchesAny(_ globs: [String], _ text: String?) -> Bool {
    guard let text else { return false }
    return globs.contains { unsafe fnmatch($0, text, 0) == 0 }
  }
}
