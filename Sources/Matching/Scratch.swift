internal import CPCRE2

/// What one worker needs while it matches: PCRE2's match data, limits and JIT stack, and buffers that are used again.
///
/// Not to be shared between threads at the same time.
@safe public final class Scratch {
  let data: OpaquePointer?
  let context: OpaquePointer?
  private let stack: OpaquePointer?
  var lines = Lines()
  /// For each stage of the matcher; some may be missing.
  private var searches: [CandidateSearch] = []

  /// Fresh scratch memory; the JIT stack grows up to ``Limits/jitStack``.
  public init() {
    unsafe data = pcre2_match_data_create_8(64, nil)
    unsafe context = pcre2_match_context_create_8(nil)
    unsafe stack = pcre2_jit_stack_create_8(32 << 10, Limits.jitStack, nil)
    unsafe pcre2_set_match_limit_8(context, Limits.match)
    unsafe pcre2_set_heap_limit_8(context, Limits.heapKiB)
    unsafe pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
  }

  /// The buffers for one stage of a matcher, which its search has for itself until it gives them back.
  func takeSearch(_ stage: Int) -> CandidateSearch {
    while searches.count <= stage { searches.append(CandidateSearch()) }
    var search = CandidateSearch.none
    swap(&search, &searches[stage])
    return search
  }

  func giveBack(_ search: inout CandidateSearch, _ stage: Int) { swap(&search, &searches[stage]) }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
    unsafe pcre2_jit_stack_free_8(stack)
  }
}
