internal import CPCRE2
internal import Synchronization
internal import Threads

/// The machine code of one pattern, made at most once, by whichever thread needs it first.
@safe final class LazyMachineCode: Sendable {
  /// 0: not made yet. 1: PCRE2 can't make any of this pattern. Else the address of a copy of the pattern that has it.
  private let state = Atomic<UInt>(0)
  private let making = Locked(())

  deinit {
    unsafe pcre2_code_free_8(copy(state.load(ordering: .acquiring)))
  }

  /// The copy of the pattern that has machine code; `nil` where PCRE2 can't make any.
  @discardableResult
  func make(of code: OpaquePointer) -> OpaquePointer? {
    let known = state.load(ordering: .acquiring)
    if known != 0 { return unsafe copy(known) }
    return unsafe making.withLock { _ in
      let known = state.load(ordering: .acquiring)
      if known != 0 { return unsafe copy(known) }
      let made = unsafe Self.compile(code)
      state.store(made, ordering: .releasing)
      return unsafe copy(made)
    }
  }

  /// Frees it; it is made again when it is needed. No thread may be matching with it.
  func release() {
    unsafe pcre2_code_free_8(copy(state.exchange(0, ordering: .acquiringAndReleasing)))
  }

  private static func compile(_ code: OpaquePointer) -> UInt {
    guard let copy = unsafe pcre2_code_copy_8(code) else { return 1 }
    if unsafe pcre2_jit_compile_8(copy, UInt32(PCRE2_JIT_COMPLETE)) == 0 { return UInt(bitPattern: copy) }
    unsafe pcre2_code_free_8(copy)
    return 1
  }

  private func copy(_ state: UInt) -> OpaquePointer? {
    state > 1 ? unsafe OpaquePointer(bitPattern: state) : nil
  }
}
