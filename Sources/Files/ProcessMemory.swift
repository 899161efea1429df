internal import CLinux
internal import Glibc

/// The process's own memory.
public enum ProcessMemory {
  /// In how many places memory is kept for threads: each wastes some, and that many threads allocate without waiting for
  /// each other. To be called before there is any thread.
  public static func limitArenas(to most: Int) { winnow_limit_arenas(Int32(clamping: most)) }

  /// Gives what was freed back to the system; worth it after a burst of work.
  public static func release() { winnow_release_memory() }

  /// Gives back all that can be had again: what was freed, and the code of programs and libraries, most of which runs at
  /// the start alone. What runs next is read again, in a fraction of a millisecond where the system still holds the file.
  public static func rest() {
    winnow_release_memory()
    winnow_release_code()
  }

  /// The bytes of memory that it holds, as /proc/self/statm says; `nil` where that can't be read.
  public static var resident: Int? {
    let pages = winnow_resident_pages()
    return pages < 0 ? nil : Int(pages) * Int(getpagesize())
  }
}
