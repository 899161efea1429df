internal import CNettle

/// SHA-256 (FIPS 180-4), fed piece by piece.
@safe public struct SHA256: ~Copyable {
  private var state = sha256_ctx()

  /// An empty hash.
  public init() { unsafe nettle_sha256_init(&state) }

  /// Adds bytes.
  public mutating func update(_ bytes: Span<UInt8>) {
    unsafe bytes.withUnsafeBufferPointer { buffer in
      if let base = buffer.baseAddress { unsafe nettle_sha256_update(&state, buffer.count, base) }
    }
  }

  /// Adds bytes.
  public mutating func update(_ bytes: [UInt8]) { update(bytes.span) }

  /// Adds a string's UTF-8 after its length, so that two neighbouring fields can't be told apart wrongly.
  public mutating func update(field: String) {
    update(count: field.utf8.count)
    update(field.utf8.span)
  }

  /// Adds bytes after their count (8 bytes, big-endian).
  public mutating func update(field: [UInt8]) {
    update(count: field.count)
    update(field)
  }

  private mutating func update(count: Int) {
    unsafe withUnsafeBytes(of: UInt64(count).bigEndian) { bytes in
      let address = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
      if let address = unsafe address { unsafe nettle_sha256_update(&state, bytes.count, address) }
    }
  }

  /// The digest of everything added so far, 64 lower-case hexadecimal digits. The hash starts anew.
  public mutating func finish() -> String {
    var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_SIZE))
    unsafe digest.withUnsafeMutableBufferPointer { buffer in
      unsafe nettle_sha256_digest(&state, buffer.count, buffer.baseAddress)
    }
    return hexadecimal(digest)
  }

  /// The digest of some bytes, 64 lower-case hexadecimal digits.
  public static func digest(_ bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count * 2)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
