internal import CSystemd
internal import Glibc

/// The journal of systemd: sd_journal_sendv(3).
public enum SystemJournal {
  /// A field of an entry: a name in capitals, and any bytes.
  public typealias Field = (name: String, value: [UInt8])

  /// Whether standard error goes to the journal, as `JOURNAL_STREAM` states by device and inode. A redirected standard
  /// error does not.
  public static var takesStandardError: Bool {
    guard let stream = unsafe getenv("JOURNAL_STREAM").map({ unsafe String(cString: $0) }) else { return false }
    var status = stat()
    guard unsafe fstat(2, &status) == 0 else { return false }
    return stream == "\(status.st_dev):\(status.st_ino)"
  }

  /// Adds an entry. Bytes of one field can't begin another, whatever they are.
  public static func send(_ fields: [Field]) throws(SystemdError) {
    var ranges: [Range<Int>] = []
    var bytes: [UInt8] = []
    for field in fields {
      let start = bytes.count
      bytes += field.name.utf8
      bytes.append(UInt8(ascii: "="))
      bytes += field.value
      ranges.append(start..<bytes.count)
    }
    let result = unsafe bytes.withUnsafeMutableBytes { buffer in
      let vectors = unsafe ranges.map { range in
        unsafe iovec(iov_base: buffer.baseAddress?.advanced(by: range.lowerBound), iov_len: range.count)
      }
      return unsafe sd_journal_sendv(vectors, Int32(vectors.count))
    }
    if result < 0 { throw SystemdError(result) }
  }
}
