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

  /// - Parameter path: A folder, searched with everything below it, or a single rule file.
  init(_ path: Path) {
    do {
      let folder = try Directory.open(path)
      search(folder)
      if found.isEmpty, findings.isEmpty {
        findings.append(
          Diagnostic(
            "there is no rule file in this folder", file: path.description,
            help: "rule files are named NAME.toml"))
      }
    } catch  where error.errno == .notADirectory {
      readSingle(path)
    } catch {
      findings.append(
        Diagnostic(
          "cannot open the rules: \(error.errno)", file: path.description,
          help: "give a folder with rule files, or one rule file"))
    }
  }

  private mutating func readSingle(_ path: Path) {
    do {
      let folder = try Directory.open(path.parent.isEmpty ? "." : path.parent)
      read(path.name, in: folder, shown: path)
    } catch {
      findings.append(Diagnostic("cannot read the rules: \(error.errno)", file: path.description))
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
      let file = SourceFile(name: shown.description, bytes: try Directory.readFollowing(path))
      found.append(Found(file: file, folder: folder, identity: try Directory.statusFollowing(path).identity))
    } catch {
      findings.append(Diagnostic("cannot read the rules: \(error.errno)", file: shown.description))
    }
  }
}
