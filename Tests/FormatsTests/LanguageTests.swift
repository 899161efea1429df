import Cleaning
import Files
import Rulebook
import TestSupport
import Testing

@testable import Formats

@Suite("A document's language")
struct LanguageTests {
  static let texts = [
    (
      "de",
      "Die Fährfrau ging früh ans Ufer, weil es die ganze Nacht geregnet hatte und der Fluss über der Straße stand."
    ),
    ("ru", "Паромщица вышла на берег рано утром, потому что всю ночь шёл дождь и река поднялась выше дороги."),
    ("zh", "渡船的女人清晨走到岸边，因为整夜下雨，河水漫过了道路。没有人知道渡船什么时候回来，人们在码头等到傍晚。"),
    // In the characters of Taiwan: the same language to a rule.
    ("zh", "渡船的女人清晨走到岸邊，因為整夜下雨，河水漫過了道路。沒有人知道渡船什麼時候回來，人們在碼頭等到傍晚。"),
    (
      "he", "אשת המעבורת יצאה מוקדם בבוקר אל הגדה, כי כל הלילה ירד גשם והנהר עלה על הדרך. איש לא ידע מתי תחזור המעבורת."
    ),
    (
      "jv",
      "Basa Jawa iku basa kang digunakake dening suku bangsa Jawa ing Indonésia. Basa iki uga digunakake ing Suriname."
    ),
  ]

  @Test("is an ISO 639-1 code, as rules ask for it", arguments: texts)
  func codes(code: String, text: String) throws {
    let line = String(repeating: text + " ", count: 3)
    #expect(Document.language(of: Array(line.utf8)) == code)
    let rules = "[[rule]]\nid = \"r\"\ndo = \"drop-line\"\nmatch = 'AD'\nwhen = { lang = \"\(code)\" }\n"
    let other = "[[rule]]\nid = \"s\"\ndo = \"drop-line\"\nmatch = 'BD'\nwhen = { lang = \"fi\" }\n"
    let output = try #require(Pipeline(Rulebook(rules: rules + other)).output(Array("AD\n\(line)\nBD\n".utf8)))
    #expect(String(decoding: output.text, as: UTF8.self) == "\(line)\nBD\n")
  }

  @Test("is told from whole characters", arguments: ["é", "字", "😀"])
  func sample(character: String) {
    let prose = String(repeating: character, count: 10) + " "
    for shift in 0..<8 {
      for text in [String(repeating: prose, count: 60) + ".\n", String(repeating: character, count: 600)] {
        let bytes = Array((String(repeating: "a", count: shift) + text + text).utf8)
        #expect(String(validating: Language.sample(bytes), as: UTF8.self) != nil, "\(shift)")
      }
    }
  }

  @Test(
    "is the sidecar's where that is a code, and found out where it is none",
    arguments: [
      ("de", "de"), ("DE-at", "de"), ("de_AT", "de"), ("iw", "he"), ("zh-Hant-TW", "zh"), ("yue", "yue"),
      ("deu", "de"), ("GER", "de"), ("deu_Latn", "de"), ("cmn-Hans", "zh"), ("arb_Arab", "ar"), ("mo", "ro"),
      ("gsw", "gsw"),
      ("xx", "ru"), ("zz", "ru"),
      ("English", "ru"), ("", "ru"), ("Русский", "ru"), ("x-klingon", "ru"), ("und", "ru"),
    ])
  func sidecar(said: String, code: String) throws {
    let text = Array("\(Self.texts[1].1)\n".utf8)
    let output = try #require(
      Pipeline(Rulebook(rules: "")).output(text, sidecar: "{\"language\": \"\(said)\"}"))
    #expect(output.language == code)
    #expect(try output.json()["document"]?["language"]?.string == said)
  }
}
