internal import Diagnostics
internal import Files

/// Finds the rule files of the folders that a user names.
struct RuleFolder {
  /// A file that was found: how it is shown, and the folder it stands in.
  struct Found: Sendable {
    let file: SourceFile
    let folder: Directory
    /// Tells whether the file has been read already, under this name or another.
    let identity: FileStatus.Identity
  }

  private(set) var found: [Found] = []
  private(set) var findings: [Diagnostic] = []

  /// Where the folder is named, if that is in a file.
  private let place: SourcePlace?

  /// - Parameters:
  ///   - path: A folder, searched with everything below it, or a single rule file.
  ///   - place: Where it is named, if that is in a file.
  init(_ path: Path, namedAt place: SourcePlace? = nil) {
    self.place = place
    do {
      let folder = try Directory.open(path)
      search(folder)
      if found.isEmpty, findings.isEmpty {
        report("there is no rule file in this folder", path, help: "rule files are named NAME.toml")
      }
    } catch  where error.errno == .notADirectory {
      readSingle(path)
    } catch {
      report("cannot open the rules: \(error.errno)", path, help: "give a folder with rule files, or one rule file")
    }
  }

  /// What is wrong with the folder itself is shown where it is named.
  private mutating func report(_ message: String, _ path: Path, help: String? = nil) {
    let finding =
      place.map { $0.diagnostic("'\(path)': \(message)", help: help) }
      ?? Diagnostic(message, file: path.description, help: help)
    findings.append(finding)
  }

  private mutating func readSingle(_ path: Path) {
    do {
      let folder = try Directory.open(path.parent.isEmpty ? "." : path.parent)
      read(path.name, in: folder, shown: path)
    } catch {
      report("cannot read the rules: \(error.errno)", path)
    }
  }

  private mutating func search(_ folder: Directory) {
    do {
      for entry in try folder.entries() where !entry.name.hasPrefix(".") {
        let kind = try folder.status(entry.name)?.kind
        if kind == .directory {
          search(try folder.directory(entry.name))
        } else if entry.name.hasSuffix(".toml"), kind == .special {
          let path = folder.path.appending(entry.name)
          findings.append(Diagnostic("cannot read the rules: this is no file", file: path.description))
        } else if entry.name.hasSuffix(".toml") {
          read(entry.name, in: folder, shown: folder.path.appending(entry.name))
        }
      }
    } catch {
      findings.append(Diagnostic("cannot read the folder: \(error.errno)", file: error.path))
    }
  }

  private mutating func read(_ name: Path, in folder: Directory, shown: Path) {
    do {
      let path = folder.path.appending(name)
      let file = SourceFile(shown, bytes: try Directory.readFollowing(path))
      found.append(Found(file: file, folder: folder, identity: try Directory.statusFollowing(path).identity))
    } catch {
      findings.append(Diagnostic("cannot read the rules: \(error.errno)", file: shown.description))
    }
  }
}
