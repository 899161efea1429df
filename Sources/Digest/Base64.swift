internal import CNettle

/// Base64 (RFC 4648, with padding, on one line).
public enum Base64 {
  /// Some bytes as text.
  public static func encode(_ bytes: [UInt8]) -> String {
    var out = [CChar](repeating: 0, count: (bytes.count + 2) / 3 * 4)
    unsafe out.withUnsafeMutableBufferPointer { target in
      unsafe bytes.withUnsafeBufferPointer { source in
        unsafe nettle_base64_encode_raw(target.baseAddress, source.count, source.baseAddress)
      }
    }
    return String(decoding: out.lazy.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The bytes of a text; `nil` where it isn't Base64.
  public static func decode(_ text: String) -> [UInt8]? {
    var context = unsafe base64_decode_ctx()
    unsafe nettle_base64_decode_init(&context)
    let source = text.utf8.map { CChar(bitPattern: $0) }
    var out = [UInt8](repeating: 0, count: (source.count + 3) / 4 * 3 + 3)
    var count = out.count
    let good = unsafe out.withUnsafeMutableBufferPointer { target in
      unsafe source.withUnsafeBufferPointer { source in
        unsafe nettle_base64_decode_update(&context, &count, target.baseAddress, source.count, source.baseAddress)
      }
    }
    guard good == 1, unsafe nettle_base64_decode_final(&context) == 1 else { return nil }
    return Array(out.prefix(count))
  }
}
