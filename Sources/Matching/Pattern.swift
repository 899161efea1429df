internal import CPCRE2

/// A pattern that PCRE2 does not accept.
public struct PatternError: Error, Equatable, CustomStringConvertible {
  /// The byte of the pattern at which PCRE2 noticed.
  public let offset: Int
  /// What is wrong, in PCRE2's words.
  public let reason: String

  /// One line for a human.
  public var description: String { "\(reason) (byte \(offset) of the pattern)" }
}

/// A compiled PCRE2 pattern.
///
/// Immutable once compiled, so many threads may share one, each matching with a ``Scratch`` of its own.
@safe final class Pattern: @unchecked Sendable {  // PCRE2: compiled code is read-only while matching
  enum Outcome {
    case match(Range<Int>)
    case none
    case inconclusive(Inconclusive.Reason)
  }

  let code: OpaquePointer
  /// Whether it runs as machine code.
  private(set) var isJITCompiled = false

  init(_ expression: Expression) throws(PatternError) {
    let context = unsafe pcre2_compile_context_create_8(nil)
    defer { unsafe pcre2_compile_context_free_8(context) }
    var options = PCRE2_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C
    if expression.options.contains(.caseless) { options |= PCRE2_CASELESS }
    if expression.options.contains(.extended) { options |= PCRE2_EXTENDED }
    if expression.options.contains(.dotAll) { options |= PCRE2_DOTALL }
    if expression.options.contains(.unicodeProperties) { options |= PCRE2_UCP }
    unsafe pcre2_set_newline_8(context, UInt32(PCRE2_NEWLINE_LF))
    switch expression.subject {
    case .line: unsafe pcre2_set_compile_extra_options_8(context, UInt32(PCRE2_EXTRA_MATCH_LINE))
    case .document: options |= PCRE2_USE_OFFSET_LIMIT
    }
    var error: Int32 = 0
    var offset = 0
    let bytes = Array(expression.pattern.utf8)
    let code = unsafe bytes.withUnsafeBufferPointer { buffer in
      unsafe pcre2_compile_8(
        buffer.baseAddress ?? winnow_pcre2_nothing(), buffer.count, options, &error, &offset, context)
    }
    guard let code = unsafe code else {
      throw PatternError(offset: min(offset, bytes.count), reason: Pattern.message(error))
    }
    unsafe self.code = code
  }

  deinit { unsafe pcre2_code_free_8(code) }

  /// Compiles to machine code. `false` where the system forbids it (no memory that is writable and executable).
  /// A pattern that the JIT compiler does not support stays interpreted, which is no failure.
  func compileJIT() -> Bool {
    let result = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
    isJITCompiled = result == 0
    return result != PCRE2_ERROR_NOMEMORY
  }

  /// Frees the machine code's advantage: matching goes by the interpreter. Used where one pattern of a set could not
  /// be compiled, so that all of them count limits in the same way.
  func interpret() { isJITCompiled = false }

  /// The first non-empty match in `text` that starts at `from` or later and at `lastStart` or before.
  func firstMatch(in text: Span<UInt8>, from: Int, lastStart: Int, using scratch: Scratch) -> Outcome {
    unsafe pcre2_set_offset_limit_8(scratch.context, lastStart)
    return run(text, from: from, options: UInt32(PCRE2_NOTEMPTY), scratch)
  }

  /// Whether the pattern matches the whole of a line.
  func matches(line: Span<UInt8>, using scratch: Scratch) -> Outcome {
    unsafe winnow_pcre2_no_offset_limit(scratch.context)
    return run(line, from: 0, options: 0, scratch)
  }

  private func run(_ text: Span<UInt8>, from: Int, options: UInt32, _ scratch: Scratch) -> Outcome {
    let always = options | PCRE2_NO_UTF_CHECK
    return unsafe text.withUnsafeBufferPointer { buffer in
      let base = unsafe buffer.baseAddress ?? winnow_pcre2_nothing()
      let first = isJITCompiled ? always : always | UInt32(PCRE2_NO_JIT)
      var result = unsafe pcre2_match_8(code, base, buffer.count, from, first, scratch.data, scratch.context)
      if result == PCRE2_ERROR_JIT_STACKLIMIT {
        result = unsafe pcre2_match_8(
          code, base, buffer.count, from, always | UInt32(PCRE2_NO_JIT), scratch.data, scratch.context)
      }
      if result >= 0 {
        let vector = unsafe pcre2_get_ovector_pointer_8(scratch.data)
        let (start, end) = unsafe (vector?[0] ?? 0, vector?[1] ?? 0)
        return .match(min(start, end)..<end)
      }
      switch result {
      case PCRE2_ERROR_NOMATCH: return .none
      case PCRE2_ERROR_MATCHLIMIT: return .inconclusive(.matchLimit)
      case PCRE2_ERROR_DEPTHLIMIT: return .inconclusive(.depthLimit)
      case PCRE2_ERROR_HEAPLIMIT: return .inconclusive(.heapLimit)
      default: return .inconclusive(.failed)
      }
    }
  }

  private static func message(_ error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
    }
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }
}
