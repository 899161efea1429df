internal import Files
internal import Formats

/// Files by the site that their texts are of.
struct SiteTexts {
  /// One site.
  struct Site {
    /// `nil` where one site was named for all, or none.
    let host: String?
    /// In the order in which they were named.
    var files: [NamedFiles.File]
  }

  /// In the order of their names.
  let sites: [Site]
  /// How many texts are of no site that is known.
  let homeless: Int
  /// Why of some it could not be told, a line for each.
  let complaints: [String]

  /// Each by what is known of it.
  init(_ files: [NamedFiles.File]) {
    var sites: [String: Site] = [:]
    var homeless = 0
    var complaints: [String] = []
    for file in files {
      var host: String?
      do { host = try Self.host(of: file) } catch { complaints.append("winnow: \(error)") }
      guard let host, Host.isHost(host), !Host.isNumber(host) else {
        homeless += 1
        continue
      }
      let site = Host.site(host)
      sites[site, default: Site(host: site, files: [])].files.append(file)
    }
    self.sites = sites.sorted { $0.key < $1.key }.map(\.value)
    self.homeless = homeless
    self.complaints = complaints
  }

  /// What is told of a text: by its sidecar, by the record beside it, or by the folder that it stands in.
  private static func host(of file: NamedFiles.File) throws(FileError) -> String? {
    let sidecar = try SidecarFile.read(of: file.path)
    if sidecar == nil, let host = try recordedHost(of: file.path) { return host }
    return Input(path: file.relative, bytes: [], sidecar: sidecar).host
  }

  /// What the record of a pair says, whose text the file is.
  private static func recordedHost(of text: Path) throws(FileError) -> String? {
    let name = FileNames.stem(of: text.name).adding(FileNames.recordEnding)
    do {
      let record = try Record(try Directory.readFollowing(text.parent.appending(name)))
      return record.textPath == text.name ? record.host : nil
    } catch let error as FileError {
      guard error.errno.isAbsent || error.errno == .nameTooLong else { throw error }
      return nil
    } catch {
      // Something else that is called so.
      return nil
    }
  }
}
