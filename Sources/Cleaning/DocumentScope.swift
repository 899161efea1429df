internal import Glibc
internal import Rulebook

/// Which documents a rule's scope admits.
enum DocumentScope {
  static func admits(_ scope: Scope, _ context: Context) -> Bool {
    if !scope.languages.isEmpty, let language = context.language, !scope.languages.contains(language) { return false }
    if !scope.sources.isEmpty, !matchesAny(scope.sources, context.source) { return false }
    return scope.paths.isEmpty || matchesAny(scope.paths, context.path)
  }

  /// Shell patterns as fnmatch(3) knows them; `*` does not stop at a slash or a dot.
  private static func matchesAny(_ globs: [String], _ text: String?) -> Bool {
    guard let text else { return false }
    return globs.contains { unsafe fnmatch($0, text, 0) == 0 }
  }
}
