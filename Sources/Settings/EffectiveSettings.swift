public import Arguments
public import Diagnostics
public import Files
internal import Glibc

/// Settings together with where each of them comes from.
public struct EffectiveSettings: Sendable {
  /// Where a value comes from.
  public enum Origin: Sendable, Equatable, CustomStringConvertible {
    /// Nobody has set it.
    case standard
    /// A line of the configuration file.
    case file(Path, line: Int)
    /// The command line.
    case option(String)

    /// A few words.
    public var description: String {
      switch self {
      case .standard: "default"
      case .file(let path, let line): "\(path):\(line)"
      case .option(let name): "--\(name)"
      }
    }
  }

  /// The values.
  public private(set) var settings: Settings
  /// What is wrong with the configuration file, in its order; such settings have their defaults.
  public private(set) var faults: [Diagnostic] = []
  /// The names of the settings of which that is.
  public private(set) var faulty: Set<String> = []
  private var origins: [String: Origin] = [:]
  private var places: [String: [SourcePlace]] = [:]

  /// The option that names the configuration file.
  public static let option = Option(
    "config", value: "FILE", "Read settings from a TOML file; every option here is a key there.")

  /// Takes the defaults for this machine, then the configuration file that the command line names, then the rest of the
  /// command line.
  ///
  /// - Throws: `DiagnosticList` with all that is wrong with the file, or `UsageError`.
  public init(_ invocation: Invocation) throws {
    try self.init(tolerating: invocation)
    if !faults.isEmpty { throw DiagnosticList(faults) }
  }

  /// The same where some settings of the file can't be used: ``faults`` says which.
  ///
  /// - Throws: `DiagnosticList` with what keeps the file from being TOML, or `UsageError`.
  public init(tolerating invocation: Invocation) throws {
    settings = Settings(processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    if let path = invocation.path("config") {
      let bytes: [UInt8]
      let isSpecial: Bool
      do throws(FileError) {
        // A pipe would keep the service waiting for its writer.
        isSpecial = try Directory.statusFollowing(path).kind == .special
        bytes = isSpecial ? [] : try Directory.readFollowing(path, limit: 1 << 20)
      } catch let error where error.errno == .isADirectory {
        throw invocation.error("'\(path)' is a folder; name the settings file in it")
      } catch {
        throw invocation.error("\(error)")
      }
      if isSpecial { throw invocation.error("'\(path)' is no regular file; name a file with settings") }
      let read = try settings.readAll(SourceFile(path, bytes: bytes), in: path.parent)
      (faults, faulty) = (read.faults, read.faulty)
      for (name, place) in read.places {
        origins[name] = .file(path, line: place.line)
        places[name] = place.values
      }
    }
    for name in try settings.read(invocation) {
      origins[name] = .option(name)
      places[name] = nil
    }
  }

  /// Where a setting's value stands in the configuration file; of a list, each of its elements. Empty where the value comes
  /// from elsewhere.
  public func places(of name: String) -> [SourcePlace] { places[name] ?? [] }

  /// Every setting: its name, its value as the file would have it (`nil`: none is set), and where that comes from.
  public var list: [(name: String, value: String?, origin: Origin)] {
    Setting.all.map { ($0.name, $0.written(settings), origins[$0.name] ?? .standard) }
  }
}

extension Settings {
  /// The settings that a running service can't change.
  public static let fixed = ["spool", "once"]

  /// The names of the settings that differ.
  public func differences(from other: Settings) -> [String] {
    Setting.all.filter { $0.written(self) != $0.written(other) }.map(\.name)
  }
}
