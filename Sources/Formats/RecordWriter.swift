internal import Cleaning
internal import Digest
internal import Files
internal import JSON
internal import Matching
internal import Rulebook

/// Writes the record of a cleaned document, in the order in which `docs/record.md` describes it.
struct RecordWriter {
  private let output: Output
  private let lines: LineNumbers
  private var json = JSONWriter()

  init(_ output: Output) {
    self.output = output
    let cleaned = output.cleaned
    let places =
      cleaned.removals.map(\.range.lowerBound) + cleaned.replacements.map(\.range.lowerBound)
      + cleaned.kept.map(\.range.lowerBound) + cleaned.undecided.map(\.range.lowerBound)
    lines = LineNumbers(of: places, in: output.document.text)
  }

  private var rules: [Rule] { output.pipeline.rulebook.rules }

  mutating func write(textPath: Path) -> [UInt8] {
    json.beginObject(lines: true)
    json.name("winnow")
    json.integer(1)
    json.name("id")
    json.string(output.id)
    writeSource()
    writeSidecar()
    writeText(textPath)
    writeDocument()
    writeRemoved()
    writeReplaced()
    writeKept()
    writeInconclusive()
    if let profile = output.cleaned.judgedAs { member("judged_as", profile) }
    writeHits()
    writeRulebook()
    writeEngine()
    json.end()
    json.finish()
    return json.bytes
  }

  private mutating func member(_ name: String, _ value: String) {
    json.name(name)
    json.string(value)
  }

  private mutating func member(_ name: String, _ value: Int) {
    json.name(name)
    json.integer(value)
  }

  /// A path as text; where its bytes are no UTF-8, as the nearest text and, exactly, as Base64.
  private mutating func writePath(_ path: Path, as name: String = "path") {
    member(name, String(decoding: path.bytes, as: UTF8.self))
    if path.utf8 == nil { member("\(name)_base64", Base64.encode(path.bytes)) }
  }

  private mutating func writeSource() {
    let restoration = output.restoration
    json.name("source")
    json.beginObject()
    writePath(output.input.path)
    if let folder = output.input.folder { writePath(folder, as: "folder") }
    member("bytes", output.input.bytes.count)
    member("sha256", output.sourceSHA256)
    member("encoding", restoration.encoding)
    json.name("bom")
    json.boolean(!restoration.byteOrderMark.isEmpty)
    member("newline", restoration.newline.rawValue)
    if !restoration.newlineExceptions.isEmpty, !output.needsVerbatim {
      json.name("newline_exceptions")
      json.beginArray()
      for exception in restoration.newlineExceptions {
        json.beginObject()
        member("line", exception.line)
        member("form", exception.form.rawValue)
        json.end()
      }
      json.end()
    }
    if output.document.replacements > 0 { member("invalid", output.document.replacements) }
    if output.needsVerbatim { member("verbatim", Base64.encode(output.input.bytes)) }
    json.end()
  }

  private mutating func writeSidecar() {
    json.name("sidecar")
    guard let bytes = output.input.sidecar, let digest = output.sidecarSHA256 else { return json.null() }
    json.beginObject()
    member("bytes", bytes.count)
    member("sha256", digest)
    json.end()
  }

  private mutating func writeText(_ path: Path) {
    let figures = TextFigures(of: output.text)
    json.name("text")
    json.beginObject()
    writePath(path)
    member("bytes", output.text.count)
    member("sha256", SHA256.digest(output.text))
    member("characters", figures.characters)
    member("words", figures.words)
    member("lines", figures.lines)
    member("paragraphs", figures.paragraphs)
    json.name("language")
    if let language = output.language { json.string(language) } else { json.null() }
    json.end()
  }

  private mutating func writeDocument() {
    json.name("document")
    json.beginObject()
    for member in output.metadata {
      json.name(member.name)
      json.value(member.value)
    }
    json.end()
  }

  private mutating func writeStretch(_ range: Range<Int>) {
    let raw = output.document.rawRange(range)
    member("start", raw.lowerBound)
    member("end", raw.upperBound)
    member("line", lines[range.lowerBound])
  }

  private mutating func writeChanged(_ range: Range<Int>) {
    writeStretch(range)
    json.name("text")
    json.string(utf8: output.document.text[range])
  }

  private mutating func writeRemoved() {
    let ruleNames = output.pipeline.ruleNames
    json.name("removed")
    json.beginArray(lines: true)
    for removal in output.cleaned.removals {
      json.beginObject()
      writeChanged(removal.range)
      json.name("rules")
      json.beginArray()
      for rule in removal.rules { json.fragment(ruleNames[rule]) }
      json.end()
      json.end()
    }
    json.end()
  }

  private mutating func writeReplaced() {
    json.name("replaced")
    json.beginArray(lines: true)
    for replacement in output.cleaned.replacements {
      json.beginObject()
      writeChanged(replacement.range)
      json.name("with")
      json.string(String(decoding: replacement.text, as: UTF8.self))
      member("rule", rules[replacement.rule].id)
      json.end()
    }
    json.end()
  }

  private mutating func writeKept() {
    json.name("kept")
    json.beginArray(lines: true)
    for kept in output.cleaned.kept {
      json.beginObject()
      writeStretch(kept.range)
      member("rule", rules[kept.rule].id)
      json.name("blocked")
      json.beginArray()
      for rule in kept.blocked { json.string(rules[rule].id) }
      json.end()
      json.end()
    }
    json.end()
  }

  private mutating func writeInconclusive() {
    json.name("inconclusive")
    json.beginArray(lines: true)
    for undecided in output.cleaned.undecided {
      json.beginObject()
      writeStretch(undecided.range)
      member("rule", rules[undecided.rule].id)
      member("reason", undecided.reason.rawValue)
      json.end()
    }
    json.end()
  }

  private mutating func writeHits() {
    json.name("rules")
    json.beginObject()
    for hit in output.cleaned.hits { member(rules[hit.rule].id, hit.count) }
    json.end()
  }

  private mutating func writeRulebook() {
    let rulebook = output.pipeline.rulebook
    json.name("rulebook")
    json.beginObject()
    member("hash", output.pipeline.rulebookHash)
    json.name("packs")
    json.beginObject()
    for pack in rulebook.packs { member(pack.name, pack.version) }
    json.end()
    member("profile", rulebook.profile)
    json.end()
  }

  private mutating func writeEngine() {
    json.name("engine")
    json.beginObject()
    member("winnow", Version.winnow)
    member("pcre2", Library.pcre2Version)
    member("unicode", Library.unicodeVersion)
    json.name("jit")
    json.boolean(output.pipeline.rulebook.matcher.usesJIT)
    json.end()
  }
}
