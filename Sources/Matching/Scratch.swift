internal import CPCRE2

/// What one worker needs while it matches: PCRE2's match data, limits and JIT stack, and buffers that are used again.
///
/// Not to be shared between threads at the same time.
@safe public final class Scratch {
  let data: OpaquePointer?
  let context: OpaquePointer?
  private let stack: OpaquePointer?
  var lines = Lines()
  /// Of a matcher's first stage, and of those that follow, some of which may be missing.
  private var search = CandidateSearch()
  private var furtherSearches: [CandidateSearch] = []

  /// Fresh scratch memory; the JIT stack grows up to ``Limits/jitStack``.
  public init() {
    unsafe data = pcre2_match_data_create_8(64, nil)
    unsafe context = pcre2_match_context_create_8(nil)
    unsafe stack = pcre2_jit_stack_create_8(32 << 10, Limits.jitStack, nil)
    unsafe pcre2_set_match_limit_8(context, Limits.match)
    unsafe pcre2_set_heap_limit_8(context, Limits.heapKiB)
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
  }

  /// Exchanges the buffers of one stage of a matcher for others: its search has them for itself until it gives them back so.
  func exchange(_ other: inout CandidateSearch, forStage stage: Int) {
    if stage == 0 {
      swap(&other, &search)
    } else {
      while furtherSearches.count < stage { furtherSearches.append(CandidateSearch()) }
      swap(&other, &furtherSearches[stage - 1])
    }
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_jit_stack_free_8(stack)
  }
}
