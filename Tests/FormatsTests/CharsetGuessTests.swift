import TestSupport
import Testing

@testable import Formats

@Suite("A text in an old character set that is not named")
struct CharsetGuessTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let set: String
    let text: String
    var testDescription: String { "\(set): \(text.prefix(120))" }
  }

  private static func company(_ name: String) -> String {
    "Компания \(name) сообщила о новых планах. Акции выросли на два процента за неделю, сказали аналитики.\n"
  }

  private static let polish = """
    Wczoraj w Łodzi otwarto nową linię tramwajową. Pasażerowie mówią, że jazda jest szybsza. Bilety zdrożały od stycznia, \
    lecz ludzi przybyło. Źródła podają, że ścieżki są też dłuższe.

    """

  private static func report(_ name: String) -> String {
    """
    The council met on Tuesday to talk about the new bridge. It will cost more than was planned. Several members said that \
    they had not been told. The mayor will answer questions next week. A report in \(name) said the same.

    """
  }

  static let own = [
    Sample(
      set: "windows-1251",
      text: "На выставке показали танк Т34, за ним стоял комплекс С300. Посетители могли подойти к ним близко."),
    Sample(set: "windows-1251", text: company("ЛукОйл")), Sample(set: "windows-1251", text: company("РусГидро")),
    Sample(set: "windows-1251", text: company("К1, К2, К3")),
    Sample(
      set: "windows-1251",
      text: "Договор подписан в понедельник.\n" + String(repeating: "¦ Наименование ¦ Срок сдачи ¦\n", count: 6)),
    Sample(
      set: "koi8-r",
      text: "Мост через реку открыли утром. Движение началось сразу после церемонии. Жители ждали этого десять лет.\n"
        + String(repeating: "─", count: 70) + "\n"),
    Sample(
      set: "windows-1250", text: polish + String(repeating: "¦ Nazwa ¦ Cena ¦ Miejsce ¦\n", count: 6)),
  ]

  @Test("is read in its own set where something in it is odd", arguments: own)
  func oddities(_ sample: Sample) throws { try expect(sample) }

  static let foreign = [
    Sample(set: "windows-1251", text: report("Известия")), Sample(set: "windows-1251", text: report("Правда")),
    Sample(set: "windows-1255", text: report("הארץ")), Sample(set: "iso-8859-7", text: report("Νέα")),
    Sample(set: "windows-1250", text: report("Dvořák")), Sample(set: "windows-1250", text: report("Čapek")),
    Sample(set: "windows-1254", text: report("Çelebi İş")), Sample(set: "windows-1257", text: report("Žemaitėlis")),
  ]

  @Test("is read in the set of the few foreign words that English has", arguments: foreign)
  func foreignWords(_ sample: Sample) throws { try expect(sample) }

  @Test("is judged by its beginning, and read whole")
  func large() throws {
    let text = String(repeating: Self.company("«Мост»"), count: 4_000) + "Тут – «всё»…\n"
    try expect(Sample(set: "windows-1251", text: text))
  }

  @Test("has an ellipsis where other sets have a control character that ends lines")
  func ellipsis() throws {
    let line = "Vakar mieste atidarytas naujas tiltas… Žmonės jo laukė dešimt metų, šiandien jie džiaugiasi.\n"
    try expect(Sample(set: "windows-1257", text: String(repeating: line, count: 3)))
  }

  private func expect(_ sample: Sample) throws {
    let bytes = try #require(Charset(name: sample.set).encode(Array(sample.text.utf8)))
    let document = try Document(bytes, invalidBytes: .legacy)
    #expect(String(decoding: document.text, as: UTF8.self) == sample.text, "read as \(document.encoding)")
  }
}
