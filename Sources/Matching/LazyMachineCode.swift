internal import Synchronization
internal import Threads

/// The machine code of one pattern, made at most once, by whichever thread needs it first.
@safe final class LazyMachineCode: Sendable {
  /// 0: not made yet. 1: there is none. Else its address.
  private let state = Atomic<UInt>(0)
  private let making = Locked(())

  deinit { release() }

  /// The machine code; `nil` where there is none.
  func code(_ make: () -> MachineCode?) -> UnsafeMutablePointer<MachineCode>? {
    let known = state.load(ordering: .acquiring)
    if known != 0 { return unsafe pointer(known) }
    return unsafe making.withLock { _ in
      var known = state.load(ordering: .acquiring)
      if known == 0 {
        known = make().map(Self.store) ?? 1
        state.store(known, ordering: .releasing)
      }
      return unsafe pointer(known)
    }
  }

  /// Frees it; it is made again when it is needed. No thread may be matching with it.
  func release() {
    guard let pointer = unsafe pointer(state.exchange(0, ordering: .acquiringAndReleasing)) else { return }
    unsafe pointer.pointee.free()
    unsafe pointer.deinitialize(count: 1)
    unsafe pointer.deallocate()
  }

  private static func store(_ code: MachineCode) -> UInt {
    let pointer = UnsafeMutablePointer<MachineCode>.allocate(capacity: 1)
    unsafe pointer.initialize(to: code)
    return UInt(bitPattern: pointer)
  }

  private func pointer(_ state: UInt) -> UnsafeMutablePointer<MachineCode>? {
    state > 1 ? unsafe UnsafeMutablePointer(bitPattern: state) : nil
  }
}
