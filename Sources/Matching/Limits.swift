/// The bounds within which every pattern runs, the same everywhere: what they cut short goes into the record, so they
/// are part of what makes a result repeatable.
public enum Limits {
  /// Calls of PCRE2's internal match function for each start (PCRE2's own default is 10,000,000, which can take a
  /// quarter of a second a call).
  public static let match: UInt32 = 1_000_000
  /// Memory for backtracking, in KiB (PCRE2's own default is 20 GB).
  public static let heapKiB: UInt32 = 65_536
  /// The stack of JIT-compiled code, in bytes; where it overflows, the interpreter takes over.
  public static let jitStack = 1 << 20
  /// After this many limits hit by one expression in one document, the rest of the document is not searched with it.
  public static let perDocument = 4
  /// How many bytes of possible starts one PCRE2 call covers in a document-wide search; between calls the caller may
  /// stop the work.
  static let window = 64 << 10
}
