import Foundation
import Threads

/// What a service manager hears: a datagram socket whose name goes to the daemon as `NOTIFY_SOCKET`.
final class NotifyListener: Sendable {
  let path: String
  private let number: Int32
  private let heard = Locked<[String]>([])

  init() throws {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("notify-\(UUID().uuidString)").path
    number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard number >= 0, result == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  deinit {
    close(number)
    unlink(path)
  }

  /// All messages so far, in order.
  var messages: [String] {
    heard.withLock { heard in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = recv(number, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count <= 0 { return heard }
        heard.append(String(decoding: buffer[..<count], as: UTF8.self))
      }
    }
  }
}
