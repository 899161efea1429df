internal import CPCRE2
internal import Glibc

/// Machine code of one pattern.
///
/// In PCRE2 10.42 machine code finds other matches than the interpreter, more of them or fewer, as in `(?>a.*|a)\b`,
/// `(?:a.|a)b*?(\w|a\n)`, and behind `\K`: it leaves out starts that it takes for hopeless because of repetitions that went
/// before (`detect_early_fail` in pcre2_jit_compile.c). The option that forbids this forbids every search for a start, so
/// that search is done here, with what PCRE2 itself tells of the pattern.
@safe struct MachineCode {
  private enum Starts {
    /// Where the search begins, and nowhere else.
    case first
    /// There, and at each line's start behind it.
    case lines
    /// At certain bytes.
    case bytes(ByteSet)
    /// At any character, and the code tries them one by one.
    case all
  }

  private let code: OpaquePointer
  private let starts: Starts

  /// Makes it; `nil` where there is none: PCRE2 or the system can't make any, or it would not do; see ``PatternText``.
  ///
  /// - Parameters:
  ///   - plain: The same expression's code, with what PCRE2 finds out about it; not asked where lines are shown.
  ///   - compile: Compiles the expression with further options.
  /// - Throws: ``PatternError`` where PCRE2 has no memory.
  init?(
    of expression: Expression, like plain: OpaquePointer?,
    compile: (UInt32) throws(PatternError) -> OpaquePointer
  ) throws(PatternError) {
    guard let plain = unsafe plain else {
      // A line is short: what PCRE2 looks for in all of it, such as a character that must occur, pays.
      let code = unsafe try compile(PCRE2_ANCHORED)
      unsafe self.init(code, .first, isFit: !Self.isForInterpreter(expression, code))
      return
    }
    if unsafe Self.isForInterpreter(expression, plain) { return nil }
    let starts = unsafe Self.starts(of: plain)
    var options = PCRE2_NO_START_OPTIMIZE
    if case .all = starts {} else { options |= PCRE2_ANCHORED }
    let code = unsafe try compile(options)
    unsafe self.init(code, starts, isFit: true)
  }

  private init?(_ code: OpaquePointer, _ starts: Starts, isFit: Bool) {
    if unsafe !isFit || pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) != 0 {
      unsafe pcre2_code_free_8(code)
      return nil
    }
    unsafe self.code = unsafe code
    self.starts = starts
  }

  private static func isForInterpreter(_ expression: Expression, _ code: OpaquePointer) -> Bool {
    var captures: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_CAPTURECOUNT), &captures)
    return PatternText(expression.pattern, captures: captures > 0).isForInterpreter
  }

  /// Frees the code.
  func free() { unsafe pcre2_code_free_8(code) }

  private static func starts(of code: OpaquePointer) -> Starts {
    var (options, kind, first) = (UInt32(0), UInt32(0), UInt32(0))
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_ALLOPTIONS), &options)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODETYPE), &kind)
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTCODEUNIT), &first)
    if options & PCRE2_ANCHORED != 0 { return .first }
    if kind == 2 { return .lines }
    var bytes = ByteSet()
    if kind == 1 {
      let unit = UInt8(truncatingIfNeeded: first)
      bytes.insert(unit)
      // PCRE2 does not tell whether the case matters.
      if ByteSet.alphanumerics.contains(unit) { bytes.insert(unit ^ 0x20) }
      return .bytes(bytes)
    }
    var bitmap: UnsafePointer<UInt8>?
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_FIRSTBITMAP), &bitmap)
    guard let bitmap = unsafe bitmap else { return .all }
    for byte in UInt8.min...UInt8.max where unsafe bitmap[Int(byte / 8)] & 1 << (byte % 8) != 0 { bytes.insert(byte) }
    // No character begins with the others.
    return .bytes(bytes.intersection(.ascii.union(.leads)))
  }

  /// Looks for the first match that starts at `from` or later and at `lastStart` or before.
  ///
  /// - Returns: PCRE2's result, and where it was asked last.
  func match(
    _ text: UnsafeBufferPointer<UInt8>, from: Int, lastStart: Int, options: UInt32, _ scratch: Scratch
  ) -> (result: Int32, start: Int) {
    let base: UnsafePointer<UInt8> = unsafe text.baseAddress ?? winnow_pcre2_nothing()
    var start = from
    while true {
      if case .bytes(let bytes) = starts {
        // No further than matches may start: a text of which line after line is searched must not be read each time.
        while start <= lastStart, start < text.count, unsafe !bytes.contains(text[start]) { start += 1 }
      }
      if start > lastStart { return (PCRE2_ERROR_NOMATCH, start) }
      let result = unsafe pcre2_jit_match_8(code, base, text.count, start, options, scratch.data, scratch.context)
      if result != PCRE2_ERROR_NOMATCH || start >= text.count { return (result, start) }
      switch starts {
      case .first, .all: return (result, start)
      case .bytes: start += 1
      case .lines:
        let end = min(lastStart, text.count)
        guard start < end, let feed = unsafe memchr(base + start, 0x0A, end - start) else { return (result, start) }
        start = unsafe UnsafeRawPointer(base).distance(to: UnsafeRawPointer(feed)) + 1
      }
    }
  }
}
