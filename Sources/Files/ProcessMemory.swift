internal import CLinux
internal import Glibc

/// The process's own memory.
public enum ProcessMemory {
  /// Prepares the allocator; to be called before there is any thread.
  ///
  /// Addresses are reserved 8 MiB at a time: page by page, as is usual, rules were loaded with 1,200 system calls more. What
  /// is not used takes no memory.
  ///
  /// - Parameter places: In how many places memory is kept for threads: each wastes some, and that many threads allocate
  ///   without waiting for each other. The first is the main thread's.
  public static func setUp(places: Int) { winnow_set_up_memory(Int32(clamping: places), stock) }

  private static let stock: Int32 = 8 << 20

  /// Gives what was freed back to the system; worth it after a burst of work.
  public static func release() { winnow_release_memory() }

  /// Gives back all that can be had again: what was freed, and the code of programs and libraries, most of which runs at
  /// the start alone. What runs next is read again, in a fraction of a millisecond where the system still holds the file.
  ///
  /// - Parameter free: Frees what is not needed for now. It is called while M_TRIM_THRESHOLD is low, since malloc_trim(3) of
  ///   glibc 2.36 does not trim the top of a thread's arena: only free() does.
  public static func rest(_ free: () -> Void) {
    winnow_keep_memory(0)
    defer { winnow_keep_memory(stock) }
    free()
    winnow_release_memory()
    winnow_release_code()
  }

  /// The bytes of memory that it holds, as /proc/self/statm says; `nil` where that can't be read.
  public static var resident: Int? {
    let pages = winnow_resident_pages()
    return pages < 0 ? nil : Int(pages) * Int(getpagesize())
  }
}
