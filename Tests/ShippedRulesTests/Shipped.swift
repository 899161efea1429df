import Cleaning
import Files
import Foundation
import Matching
import Rulebook

/// The rules of this checkout, loaded once.
enum Shipped {
  static let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let rulebook: Result<Rulebook, any Error> = Result {
    try Rulebook(loading: [Path(checkout.appending(path: "Rules").path)])
  }

  static func files(in folder: String) throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: checkout.appending(path: folder), includingPropertiesForKeys: nil
    ).sorted { $0.path < $1.path }
  }

  /// The development corpus where it stands beside the checkout.
  static let corpus: URL? = {
    let folder = checkout.deletingLastPathComponent().appending(path: "shared/eval/dev")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
  }()
}
