import Foundation
import Testing

extension DaemonHarness {
  /// Starts the daemon and puts errors into its calls on a path or a name; what is given back ends that.
  func startFailing(_ path: String, _ injections: String..., arguments: [String] = []) throws -> () -> Void {
    try startFailing([path], injections, arguments)
  }

  /// The same for several paths or names.
  func startFailing(_ paths: [String], _ injections: [String], _ arguments: [String] = []) throws -> () -> Void {
    try start(["--settle", "0"] + arguments)
    let daemon = try #require(process).processIdentifier
    let strace = Process()
    strace.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    strace.arguments =
      ["strace", "-f", "-o", "/dev/null", "-p", "\(daemon)"] + paths.flatMap { ["-P", $0] }
      + injections.flatMap { ["-e", "inject=\($0)"] }
    try strace.run()
    let traced = "TracerPid:\t\(strace.processIdentifier)\n"
    try #require(wait { try String(contentsOfFile: "/proc/\(daemon)/status", encoding: .utf8).contains(traced) })
    // Its other threads, too.
    usleep(200_000)
    return { Foundation.kill(strace.processIdentifier, SIGKILL) }
  }
}
