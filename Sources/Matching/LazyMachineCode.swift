internal import CPCRE2
internal import Synchronization
internal import Threads

/// The machine code of one pattern, made at most once, by whichever thread needs it first.
@safe final class LazyMachineCode: Sendable {
  /// 0: not made yet. 1: there is none. Else the address of compiled code that has it.
  private let state = Atomic<UInt>(0)
  private let making = Locked(())
  private let uses = Atomic<Int>(0)

  /// Making it costs as much as it saves in about so many calls.
  private static let price = 50

  deinit {
    unsafe pcre2_code_free_8(copy(state.load(ordering: .acquiring)))
  }

  /// Whether it is there or has become worth while; counts a use.
  var isEarned: Bool {
    if state.load(ordering: .acquiring) != 0 { return true }
    return uses.add(1, ordering: .relaxed).newValue > Self.price
  }

  /// Compiled code that has it; `nil` where there is none.
  ///
  /// - Parameter source: Compiled code to make it of, which is this object's from then on; `nil` where none is to be made.
  @discardableResult
  func make(of source: () -> OpaquePointer?) -> OpaquePointer? {
    let known = state.load(ordering: .acquiring)
    if known != 0 { return unsafe copy(known) }
    return unsafe making.withLock { _ in
      let known = state.load(ordering: .acquiring)
      if known != 0 { return unsafe copy(known) }
      let made = unsafe Self.compile(source())
      state.store(made, ordering: .releasing)
      return unsafe copy(made)
    }
  }

  /// Frees it; it is made again when it has been earned anew. No thread may be matching with it.
  func release() {
    unsafe pcre2_code_free_8(copy(state.exchange(0, ordering: .acquiringAndReleasing)))
    uses.store(0, ordering: .relaxed)
  }

  private static func compile(_ code: OpaquePointer?) -> UInt {
    guard let code = unsafe code else { return 1 }
    if unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE)) == 0 { return UInt(bitPattern: code) }
    unsafe pcre2_code_free_8(code)
    return 1
  }

  private func copy(_ state: UInt) -> OpaquePointer? {
    state > 1 ? unsafe OpaquePointer(bitPattern: state) : nil
  }
}
