internal import Files
internal import Formats

/// Tells which names in the inbox may be documents.
struct NameFilter: Sendable {
  let needsMarker: Bool
  let ignored: [Path]

  init(_ options: Options) {
    needsMarker = options.needsMarker
    ignored = options.ignored
  }

  /// The names that a spool's service has last said that it takes.
  init(_ service: Status?) {
    needsMarker = service?.needsMarker ?? false
    ignored = service?.ignored ?? []
  }

  /// The document that an appearing name stands for; `nil` where it stands for none.
  ///
  /// Where documents wait for a marker, the marker's name stands for its document, and other names for nothing.
  func document(for name: Path) -> Path? {
    guard needsMarker else { return isDocument(name) ? name : nil }
    guard name.hasSuffix(FileNames.markerEnding), name.bytes.count > FileNames.markerEnding.utf8.count else {
      return nil
    }
    let document = FileNames.removing(FileNames.markerEnding, from: name)
    return isDocument(document) ? document : nil
  }

  /// Whether a document of that name is one that waits for its marker. What ends as markers do is none.
  func waitsForMarker(_ name: Path) -> Bool {
    needsMarker && !name.hasSuffix(FileNames.markerEnding) && isDocument(name)
  }

  /// Whether a file of that name is a document's sidecar.
  func isSidecar(_ name: Path) -> Bool { FileNames.isSidecar(name) }

  /// Whether something of that name belongs to the service if it is a regular file.
  func mayBeTaken(_ name: Path) -> Bool { isDocument(name) || FileNames.isSidecar(name) }

  /// Whether a folder of that name is looked into.
  func isFolder(_ name: Path) -> Bool { !name.hasPrefix(".") }

  private func isDocument(_ name: Path) -> Bool {
    if name.isEmpty || name.hasPrefix(".") || FileNames.isSidecar(name) { return false }
    if name.hasSuffix(".part") || name.hasSuffix(".tmp") || name.hasSuffix("~") { return false }
    return !ignored.contains { matches(name.bytes[...], $0.bytes[...]) }
  }

  /// `*` stands for any bytes, `?` for one.
  private func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
    var name = name
    var pattern = pattern
    var retry: (name: ArraySlice<UInt8>, pattern: ArraySlice<UInt8>)?
    while true {
      if pattern.first == UInt8(ascii: "*") {
        pattern = pattern.dropFirst()
        retry = (name, pattern)
      } else if let byte = name.first, let wanted = pattern.first, wanted == UInt8(ascii: "?") || wanted == byte {
        name = name.dropFirst()
        pattern = pattern.dropFirst()
      } else if name.isEmpty && pattern.isEmpty {
        return true
      } else if let last = retry, !last.name.isEmpty {
        // The last star takes one byte more.
        name = last.name.dropFirst()
        pattern = last.pattern
        retry = (name, pattern)
      } else {
        return false
      }
    }
  }
}
