internal import Glibc
internal import Rulebook

/// The part of a rule's scope that speaks of documents: which ones it admits.
struct DocumentScope: Hashable, Sendable {
  private let languages: [String]
  private let sources: [String]
  private let paths: [String]
  /// ``sources`` in their letters, as far as they are spelt otherwise.
  private let letteredSources: [String]

  /// The scope's part that speaks of documents; `nil` where it admits them all.
  init?(_ scope: Scope) {
    languages = scope.languages
    sources = scope.sources
    paths = scope.paths
    let lettered = scope.sources.map(HostSpelling.letters)
    letteredSources = lettered == scope.sources ? [] : lettered
    if languages.isEmpty, sources.isEmpty, paths.isEmpty { return nil }
  }

  /// - Parameter lettered: The document's host in its letters, found once for all scopes; see
  ///   ``HostSpelling/letters(_:)``.
  func admits(_ context: Context, lettered: String?) -> Bool {
    if !languages.isEmpty, let language = context.language, !languages.contains(language) { return false }
    if !admits(source: context.source, lettered: lettered) { return false }
    return paths.isEmpty || Self.matchesAny(paths, context.path)
  }

  /// Each of its parts by its key: what the document has, and whether that will do.
  func checks(_ context: Context) -> [(key: String, value: String?, admits: Bool)] {
    let speaks = languages.isEmpty || context.language.map(languages.contains) ?? true
    let lettered = context.source.map(HostSpelling.letters)
    return [
      ("lang", context.language, speaks),
      ("source", context.source, admits(source: context.source, lettered: lettered)),
      ("path", context.path, paths.isEmpty || Self.matchesAny(paths, context.path)),
    ]
  }

  /// Whether a host is one of those that are asked for, as it is written or in its letters.
  private func admits(source: String?, lettered: String?) -> Bool {
    guard !sources.isEmpty else { return true }
    guard let source, let lettered else { return false }
    if Self.matchesAny(sources, source) { return true }
    if letteredSources.isEmpty { return lettered != source && Self.matchesAny(sources, lettered) }
    return Self.matchesAny(letteredSources, lettered)
  }

  /// What fnmatch(3) takes for a character: that of UTF-8, whatever the process's own locale is. Never changed.
  private nonisolated(unsafe) static let locale = unsafe newlocale(LC_CTYPE_MASK, "C.UTF-8", nil)

  /// Shell patterns as fnmatch(3) knows them; `*` does not stop at a slash or a dot, and `?` stands for a character.
  private static func matchesAny(_ globs: [String], _ text: String?) -> Bool {
    guard let text else { return false }
    let callers = unsafe uselocale(unsafe locale)
    defer { unsafe uselocale(callers) }
    return globs.contains { unsafe fnmatch($0, text, 0) == 0 }
  }
}
