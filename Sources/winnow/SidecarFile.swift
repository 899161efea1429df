internal import Cleaning
internal import Files
internal import Formats

/// What stands beside a document that a user names.
enum SidecarFile {
  /// The bytes of a document's sidecar, `NAME.meta.json` beside it; `nil` where there is none.
  static func read(of document: Path) throws(FileError) -> [UInt8]? {
    let sidecar = FileNames.sidecar(of: document)
    do throws(FileError) {
      // A pipe of that name would be waited for, for ever.
      let kind = try Directory.statusFollowing(sidecar).kind
      guard kind == .regular || kind == .directory else {
        throw FileError("read the sidecar, which is no regular file,", sidecar.description, .invalidArgument)
      }
      return try Directory.readFollowing(sidecar, limit: Input.largestSidecar)
    } catch {
      if error.errno == .fileTooLarge {
        throw FileError("read more than 1 MiB of the sidecar", sidecar.description, error.errno)
      }
      guard error.errno.isAbsent || error.errno == .nameTooLong else { throw error }
      return nil
    }
  }

  /// A document's text, read in what its sidecar says, as *winnow clean* does.
  ///
  /// - Parameter path: The document; `nil`: it came on standard input.
  static func document(of path: Path?, _ bytes: [UInt8]) throws -> Document {
    let sidecar = try path.flatMap { path throws(FileError) in try read(of: path) }
    do {
      return try Input(path: path?.name ?? "stdin", bytes: bytes, sidecar: sidecar).document()
    } catch {
      throw Failure(.faults, "winnow: \(path ?? "-"): \(error)")
    }
  }

  /// What rules are told of a document besides its text, as *winnow clean* tells them of a single one.
  ///
  /// - Parameters:
  ///   - path: The document; `nil`: it came on standard input.
  ///   - source: The host that the user names.
  static func context(of path: Path?, _ document: Document, source: String?) throws -> Context {
    let sidecar = try path.flatMap { path throws(FileError) in try read(of: path) }
    let input = Input(path: path?.name ?? "stdin", bytes: [], sidecar: sidecar, source: source)
    do {
      return try input.context(of: document.text)
    } catch {
      throw Failure(.faults, "winnow: \(path ?? "-"): \(error)")
    }
  }
}
