internal import CPCRE2
internal import Synchronization
internal import Threads

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
/// Many threads may share one, each matching with a ``Scratch`` of its own. Machine code has compiled code of its own, so
/// that what other threads are matching with never changes.
@safe final class Pattern: @unchecked Sendable {  // compiled code is read-only; the rest is atomic
  /// Which of PCRE2's two engines runs a pattern. They count limits differently, so the choice must not depend on what
  /// was matched before.
  enum Engine: Sendable {
    /// The interpreter, always.
    case interpreter
    /// Machine code, always, where there is some: see ``MachineCode``.
    case machineCode
  }

  enum Outcome {
    case match(Range<Int>)
    case none
    case inconclusive(Inconclusive.Reason)
  }

  private let expression: Expression
  /// The address of PCRE2's code; 0 while there is none.
  private let address = Atomic<UInt>(0)
  private let compiling = Locked(())
  private let machineCode = LazyMachineCode()

  /// Compiles a pattern; one in which nothing can be wrong, only when it is first needed. Of a pack's patterns most texts
  /// need few, and to compile them all took a third of the time that it takes to read them.
  ///
  /// - Parameter atOnce: Whether PCRE2 is asked now, whatever is sure.
  init(_ expression: Expression, atOnce: Bool = false) throws(PatternError) {
    self.expression = expression
    if !atOnce, Self.isSure(expression) { return }
    let code = unsafe try Self.compile(expression)
    unsafe publish(code)
  }

  /// Whether PCRE2 need not be asked whether it accepts an expression.
  private static func isSure(_ expression: Expression) -> Bool {
    switch expression.content {
    case .pattern(_, isLiteral: true): true
    case .pattern(let pattern, isLiteral: false): SurePattern.accepts(pattern, expression.options)
    case .phrases: false
    }
  }

  /// PCRE2's code; `nil` where it has no memory for it.
  var code: OpaquePointer? {
    if let known = unsafe OpaquePointer(bitPattern: address.load(ordering: .acquiring)) { return unsafe known }
    return unsafe compiling.withLock { _ in
      if let known = unsafe OpaquePointer(bitPattern: address.load(ordering: .acquiring)) { return unsafe known }
      do {
        let code = unsafe try Self.compile(expression)
        unsafe publish(code)
        return unsafe code
      } catch {
        return nil
      }
    }
  }

  private func publish(_ code: OpaquePointer) {
    address.store(UInt(bitPattern: code), ordering: .releasing)
  }

  private static func compile(_ expression: Expression, options: UInt32 = 0) throws(PatternError) -> OpaquePointer {
    let code = unsafe try compile(plainly: expression, options: options)
    guard unsafe misleads(code, expression) else { return unsafe code }
    unsafe pcre2_code_free_8(code)
    return unsafe try compile(plainly: expression, options: options | PCRE2_NO_START_OPTIMIZE)
  }

  /// Whether PCRE2 10.42 may take a text for one that can't match, and it does: it wants the last character that must occur
  /// behind the first, which a look ahead may have told of it, as in `(?=k)\w*k`; and it may count on more than a group that is
  /// referred to took.
  private static func misleads(_ code: OpaquePointer, _ expression: Expression) -> Bool {
    var (kind, reference) = (UInt32(0), UInt32(0))
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_BACKREFMAX), &reference)
    if reference > 0 { return true }
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_LASTCODETYPE), &kind)
    return kind == 1 && PatternText(expression.pattern, captures: false).looksRound
  }

  private static func compile(
    plainly expression: Expression, options more: UInt32
  ) throws(PatternError) -> OpaquePointer {
    let context = unsafe pcre2_compile_context_create_8(nil)
    defer { unsafe pcre2_compile_context_free_8(context) }
    var options = more | PCRE2_UTF | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C
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
    return unsafe code
  }

  deinit { unsafe pcre2_code_free_8(OpaquePointer(bitPattern: address.load(ordering: .acquiring))) }

  /// Makes machine code now. `false` where there is none.
  func compileMachineCode() -> Bool { unsafe machineCode.code(make) != nil }

  private func make() -> MachineCode? {
    let known = unsafe OpaquePointer(bitPattern: address.load(ordering: .acquiring))
    do {
      if expression.subject.isLine { return unsafe try makeMachineCode(like: nil) }
      if let known = unsafe known, unsafe !Self.isWithoutShortCuts(known) {
        return unsafe try makeMachineCode(like: known)
      }
      // Where matches may start is told by code that may use short cuts, even where they mislead in other ways.
      let plain = unsafe try Self.compile(plainly: expression, options: 0)
      defer { unsafe pcre2_code_free_8(plain) }
      return unsafe try makeMachineCode(like: plain)
    } catch {
      return nil
    }
  }

  private func makeMachineCode(like plain: OpaquePointer?) throws(PatternError) -> MachineCode? {
    unsafe try MachineCode(of: expression, like: plain) { options throws(PatternError) in
      unsafe try Self.compile(expression, options: options)
    }
  }

  private static func isWithoutShortCuts(_ code: OpaquePointer) -> Bool {
    var options: UInt32 = 0
    unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_ALLOPTIONS), &options)
    return options & PCRE2_NO_START_OPTIMIZE != 0
  }

  /// Frees machine code; see ``LazyMachineCode/release()``.
  func releaseMachineCode() { machineCode.release() }

  /// The first non-empty match in `text` that starts at `from` or later and at `lastStart` or before.
  func firstMatch(
    in text: Span<UInt8>, from: Int, lastStart: Int, _ engine: Engine, _ scratch: Scratch
  ) -> Outcome {
    unsafe pcre2_set_offset_limit_8(scratch.context, lastStart)
    let options = UInt32(PCRE2_NOTEMPTY | PCRE2_NO_UTF_CHECK)
    return run(text, from: from, lastStart: lastStart, options: options, engine, scratch)
  }

  /// Whether the pattern matches the whole of a line.
  func matches(line: Span<UInt8>, _ engine: Engine, _ scratch: Scratch) -> Outcome {
    unsafe winnow_pcre2_no_offset_limit(scratch.context)
    return run(line, from: 0, lastStart: 0, options: UInt32(PCRE2_NO_UTF_CHECK), engine, scratch)
  }

  private func run(
    _ text: Span<UInt8>, from: Int, lastStart: Int, options: UInt32, _ engine: Engine, _ scratch: Scratch
  ) -> Outcome {
    unsafe text.withUnsafeBufferPointer { text in
      guard engine == .machineCode, let code = unsafe machineCode.code(make) else {
        return unsafe interpret(text, from, options, scratch)
      }
      let (result, start) = unsafe code.pointee.match(
        text, from: from, lastStart: lastStart, options: options, scratch)
      if result == PCRE2_ERROR_JIT_STACKLIMIT { return unsafe interpret(text, start, options, scratch) }
      return outcome(result, scratch)
    }
  }

  private func interpret(
    _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ options: UInt32, _ scratch: Scratch
  ) -> Outcome {
    guard let code = unsafe code else { return .inconclusive(.failed) }
    let base = unsafe text.baseAddress ?? winnow_pcre2_nothing()
    let options = options | UInt32(PCRE2_NO_JIT)
    return outcome(
      unsafe pcre2_match_8(code, base, text.count, from, options, scratch.data, scratch.context), scratch)
  }

  private func outcome(_ result: Int32, _ scratch: Scratch) -> Outcome {
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

  private static func message(_ error: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let length = unsafe buffer.withUnsafeMutableBufferPointer { buffer in
      unsafe pcre2_get_error_message_8(error, buffer.baseAddress, buffer.count)
    }
    return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
  }
}
