internal import Digest
internal import Files
internal import Formats
internal import Spool

/// The files that a user wants cleaned into a folder, and where each one's pair goes.
struct InputList: Sendable {
  /// A file to clean and where its pair goes.
  struct Item: Sendable {
    let file: Path
    /// Relative to the folder that was named, or the file's name.
    let relative: Path
    /// The pair's name without endings, in the folder `relative.parent` below the output folder.
    let stem: Path
    /// The folder that `relative` starts from, as the user has named it; `nil` where only one file or folder was named.
    let folder: Path?
  }

  /// A file that was found, below a folder that was named or by its own name.
  private struct Found: Equatable {
    let file: Path
    let relative: Path
    let folder: Path
    let isBelow: Bool
  }

  /// In the order of their names.
  let items: [Item]
  /// How many records were left out that stand beside their texts in a folder that was named.
  let recordsLeftOut: Int
  /// Whether all folders below those that were named could be looked through; each that could not has been told of.
  let isWhole: Bool
  private let identities: Set<FileStatus.Identity>

  /// Every file that is named, and every file below a folder that is named, except hidden ones, sidecars, and
  /// records of pairs. A folder below one that is named which can't be read keeps no other from being looked through.
  ///
  /// - Parameter output: Where the pairs go. Below a folder that is named it is passed over: what stands there is from
  ///   an earlier run.
  init(_ operands: [Path], besides output: Directory) throws {
    let here = try output.status().identity
    var all: [Found] = []
    var isWhole = true
    for operand in operands {
      do {
        let folder = try Directory.open(operand)
        let place = Found(file: operand, relative: .empty, folder: operand, isBelow: true)
        if try !InputList.walk(folder, place, here, &all) { isWhole = false }
      } catch let error as FileError where [.notADirectory, .noSuchFile].contains(error.errno) {
        // What isn't there is said when its turn comes, and keeps nothing else waiting.
        let folder = operand.parent
        all.append(
          Found(file: operand, relative: operand.name, folder: folder.isEmpty ? "." : folder, isBelow: false))
      }
    }
    self.isWhole = isWhole
    let files = Set(all.map(\.file))
    var found = try all.filter { try !InputList.isRecordOfPair($0, files) }
    recordsLeftOut = all.count - found.count
    var taken: Set<Path> = []
    found.sort { ($0.relative, $0.file) < ($1.relative, $1.file) }
    // What comes from the same path to the same place is one document: two pairs of it would be one too many.
    let once = found.indices.filter {
      $0 == 0 || found[$0].relative != found[$0 - 1].relative || found[$0].file != found[$0 - 1].file
    }
    let items = once.map { place in
      let (file, relative) = (found[place].file, found[place].relative)
      var stem = FileNames.stem(of: relative.name)
      if !taken.insert(relative.parent.appending(stem)).inserted {
        stem = stem.adding("~" + SHA256.digest(file.bytes).prefix(12))
      }
      return Item(
        file: file, relative: relative, stem: stem, folder: operands.count > 1 ? found[place].folder : nil)
    }
    self.items = items
    var identities: Set<FileStatus.Identity> = []
    for item in items { if let identity = try InputList.identity(of: item.file) { identities.insert(identity) } }
    self.identities = identities
  }

  /// Whether a file is one of them, by whatever name.
  func contain(_ status: FileStatus) -> Bool { identities.contains(status.identity) }

  /// What makes a file this one and no other, by whatever name; `nil` where there is none.
  static func identity(of file: Path) throws(FileError) -> FileStatus.Identity? {
    do {
      return try Directory.statusFollowing(file).identity
    } catch let error where [.noSuchFile, .nameTooLong, .notADirectory].contains(error.errno) {
      return nil
    }
  }

  /// Whether it is the record of a pair whose text is there, too: a document's, and none itself.
  private static func isRecordOfPair(_ found: Found, _ files: Set<Path>) throws -> Bool {
    guard found.isBelow, found.file.hasSuffix(".json") else { return false }
    let text = Path(bytes: found.file.bytes.dropLast(5)).adding(".txt")
    guard files.contains(text) else { return false }
    do {
      return try Record(Directory.readFollowing(found.file)).textPath == text.name
    } catch {
      // What can't be read is said when its turn comes.
      return false
    }
  }

  /// - Returns: Whether all that stands below the folder could be looked at.
  /// - Throws: ``FileError`` where the folder itself can't be read.
  private static func walk(
    _ folder: Directory, _ place: Found, _ output: FileStatus.Identity, _ found: inout [Found]
  ) throws -> Bool {
    var isWhole = true
    let stream = try DirectoryStream(folder)
    while let entry = try stream.next() {
      if entry.name.hasPrefix(".") || FileNames.isSidecar(entry.name) { continue }
      let inside = Found(
        file: place.file.appending(entry.name), relative: place.relative.appending(entry.name), folder: place.folder,
        isBelow: true)
      do {
        let kind = try entry.kind ?? folder.status(entry.name)?.kind
        if kind == .directory {
          let below = try folder.directory(entry.name)
          if try below.status().identity == output { continue }
          let isPartWhole = try walk(below, inside, output, &found)
          isWhole = isWhole && isPartWhole
        } else if kind == .regular {
          found.append(inside)
        }
      } catch {
        Console.complain("winnow: \(error)")
        isWhole = false
      }
    }
    return isWhole
  }
}
