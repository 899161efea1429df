internal import Files
internal import Formats
internal import Threads

/// A cleaned document on its way into the outbox.
struct Publication: Sendable {
  let claim: Claim
  let identity: Identity
  let cleaned: Processor.Cleaned
  /// The pair's name without ending; reserved.
  let stem: Path

  var textName: Path { stem.adding(".txt") }
  var recordName: Path { stem.adding(".json") }
  var temporaryText: Path { Path(cleaned.id + ".txt") }
  var temporaryRecord: Path { Path(cleaned.id + ".json") }
}

/// Names in the outbox that are promised to documents in hand.
struct Reservations {
  private var names: Set<Path> = []

  /// Reserves a name where neither text nor record exists.
  ///
  /// - Parameter nameIsFree: The document's plain name has just been seen to be free.
  mutating func reserve(
    _ claim: Claim, _ identity: Identity, _ cleaned: Processor.Cleaned, nameIsFree: Bool, in outbox: OpenFolders
  ) throws(FileError) -> Publication {
    let stem = FileNames.stem(of: claim.name)
    for number in FileNames.alternatives {
      let candidate = number == 0 ? stem : FileNames.alternative(number, to: stem, tag: identity.tag)
      let reservation = claim.folder.appending(candidate)
      if names.contains(reservation) { continue }
      if number > 0 || !nameIsFree, let folder = try outbox.existing(claim.folder),
        try RecordLookup.isTaken(candidate, in: folder)
      {
        continue
      }
      names.insert(reservation)
      return Publication(claim: claim, identity: identity, cleaned: cleaned, stem: candidate)
    }
    throw FileError("find a name for", claim.path.description, .exists)
  }

  /// Gives names back: their documents are published, or will be tried anew.
  mutating func release(_ publications: [Publication]) {
    for publication in publications { names.remove(publication.claim.folder.appending(publication.stem)) }
  }
}

/// Writes temporary pairs, each complete. Any thread may.
struct PairWriter: Sendable {
  let temporary: Directory

  /// Writes the pairs of a batch, all workers at once.
  func write(_ batch: [Publication], sync: Bool, _ workers: WorkerGroup) throws(FileError) {
    let failure = FirstError()
    workers.forEach(batch.count) { task, _ in
      do throws(FileError) { try write(batch[task], sync: sync) } catch { failure.set(error) }
    }
    guard let error = failure.error else { return }
    // Space that half a batch holds would be missing to those that could still go through.
    for publication in batch { try discard(publication) }
    throw error
  }

  /// Writes a pair, as new inodes.
  func write(_ publication: Publication, sync: Bool) throws(FileError) {
    try temporary.writeAnew(publication.temporaryText, publication.cleaned.text, sync: sync)
    let record = publication.cleaned.record(publication.textName)
    try temporary.writeAnew(publication.temporaryRecord, record, sync: sync)
  }

  /// Removes what has been written of a pair.
  func discard(_ publication: Publication) throws(FileError) {
    for name in [publication.temporaryRecord, publication.temporaryText] {
      do {
        try temporary.remove(name)
      } catch let error where error.errno == .noSuchFile {
        continue
      }
    }
  }
}

/// Commits written pairs: first every text, durable, then every record.
final class Publisher {
  private let layout: Layout
  private let outbox: FolderTree
  private let durability: Options.Durability
  private let writer: PairWriter

  init(_ layout: Layout, durability: Options.Durability) {
    self.layout = layout
    self.durability = durability
    writer = PairWriter(temporary: layout.temporary)
    outbox = .outbox(of: layout)
  }

  /// Makes the temporary files durable.
  ///
  /// - Returns: Whether all of their file system was made durable with them.
  func makeDurable(_ batch: [Publication]) throws(FileError) -> Bool {
    guard durability == .batch, !batch.isEmpty else { return false }
    do {
      try layout.temporary.syncFilesystem()
      return true
    } catch {
      // A neighbour's error shows here too, so each file is asked for its own: as a new inode, since a failed one may
      // claim to be clean the second time.
      do {
        for publication in batch { try writer.write(publication, sync: true) }
      } catch {
        for publication in batch { try writer.discard(publication) }
        throw error
      }
      return false
    }
  }

  /// What has become of a batch besides pairs.
  struct Outcome {
    /// Those whose name somebody else has taken meanwhile; they are not published.
    var clashed: [Publication] = []
    /// Those that could not be published, though others of their folder can be.
    var misplaced: [Path: FileError] = [:]
    /// Folders that nothing can be put into, or stored in, though others take what comes. Documents of theirs are not
    /// published, half so or not durably; the next ``Leftovers/rollForward(known:placed:stuck:leaving:)`` sees to that.
    var broken: [Path: FileError] = [:]
  }

  /// Renames texts, then records, each step durable before the next.
  ///
  /// - Parameters:
  ///   - done: Documents in whose folders is made durable what an earlier commit, or a crash, may have left undone.
  ///   - published: Told of each document as its record appears: a consumer may take the pair at once, whatever
  ///     becomes of the rest of the batch.
  func commit(
    _ batch: [Publication], done: [Claim] = [], published: (Publication) -> Void
  ) throws(FileError) -> Outcome {
    var outcome = Outcome()
    var placed: [Publication] = []
    for folder in Set(done.map(\.folder)) {
      do throws(FileError) {
        if try FolderTree.existing(folder, in: layout.outbox) != nil { outbox.touch(folder) }
      } catch {
        try breakOff(folder, error, &outcome)
      }
    }
    for publication in batch {
      let folder = publication.claim.folder
      if outcome.broken[folder] != nil {
        try writer.discard(publication)
        continue
      }
      do {
        try outbox.place(publication.temporaryText, from: layout.temporary, in: folder, publication.textName)
        outbox.touch(folder)
        placed.append(publication)
      } catch let error where error.errno == .exists {
        try writer.discard(publication)
        outcome.clashed.append(publication)
      } catch {
        guard error.mayLieInOneFolder else { throw error }
        let isSound = layout.canPublish(into: folder, after: error)
        if isSound, error.concernsOneDocument { throw error }
        if isSound, try isDiscarded(publication) {
          outcome.misplaced[publication.claim.path] = error
        } else {
          try breakOff(folder, error, &outcome)
          discardUnplaced(publication)
        }
      }
    }
    try sync(&outcome)
    for publication in placed where outcome.broken[publication.claim.folder] == nil {
      do {
        let folder = try outbox.making(publication.claim.folder)
        try layout.temporary.rename(publication.temporaryRecord, to: folder, publication.recordName)
        outbox.touch(publication.claim.folder)
        published(publication)
      } catch let error where error.errno == .noSuchFile {
        // The folder has gone, and the text with it: whoever took that must not be given its record alone.
        try writer.discard(publication)
        outcome.clashed.append(publication)
      } catch {
        let folder = publication.claim.folder
        if try layout.takeBack(
          publication.textName, after: error, record: publication.temporaryRecord, in: folder, outbox)
        {
          outcome.misplaced[publication.claim.path] = error
        } else {
          // Its record stays until it can be brought to the text.
          try breakOff(folder, error, &outcome)
        }
      }
    }
    try sync(&outcome)
    return outcome
  }

  /// Whether nothing is left of a publication whose text could not be renamed. Where a file system renames by linking and
  /// unlinking, that may have stopped halfway.
  private func isDiscarded(_ publication: Publication) throws(FileError) -> Bool {
    guard try layout.temporary.status(publication.temporaryText)?.links == 1 else { return false }
    try writer.discard(publication)
    return true
  }

  /// Removes what has been written of a publication whose folder is broken, if it is certain that its text is not out: it has
  /// one name, which is the temporary one, and nothing stands in the folder under the other. What stays is seen to by the
  /// next roll forward.
  private func discardUnplaced(_ publication: Publication) {
    do throws(FileError) {
      let folder = try FolderTree.existing(publication.claim.folder, in: layout.outbox)
      if try folder?.status(publication.textName) != nil { return }
      _ = try isDiscarded(publication)
    } catch {
      // Then it is not certain.
    }
  }

  /// Sets a folder apart, unless the fault is that of the outbox as a whole.
  private func breakOff(_ folder: Path, _ error: FileError, _ outcome: inout Outcome) throws(FileError) {
    guard error.mayLieInOneFolder, layout.canPublish(after: error) else { throw error }
    outcome.broken[folder] = error
  }

  /// Gives back handles.
  func endBatch() { outbox.close() }

  private func sync(_ outcome: inout Outcome) throws(FileError) {
    if durability == .off { return outbox.skipSync() }
    try outbox.sync { (folder, error) throws(FileError) in try breakOff(folder, error, &outcome) }
  }
}

extension Directory {
  /// Writes a file as a new inode, in the place of an old one of that name.
  func writeAnew(_ name: Path, _ bytes: [UInt8], sync: Bool) throws(FileError) {
    do {
      try write(name, bytes, sync: sync)
    } catch let error where error.errno == .exists {
      try remove(name)
      try write(name, bytes, sync: sync)
    }
  }

  private func write(_ name: Path, _ bytes: [UInt8], sync: Bool) throws(FileError) {
    let file = try create(name)
    try file.writeAll(bytes)
    if sync { try file.sync() }
  }
}
