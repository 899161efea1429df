internal import CWords

/// Words that are looked up by their hash while a line is scanned.
///
/// A cuckoo table: a word is in one of two places, so that looking it up takes no branch.
@safe final class FunctionWords: Sendable {
  /// What a word is.
  struct Meaning: OptionSet {
    let rawValue: UInt8
    /// Holds sentences together and says nothing of the topic.
    static let function = Meaning(rawValue: UInt8(cwords_function))
    /// Speaks to or of the reader or the paper.
    static let address = Meaning(rawValue: UInt8(cwords_address))
    /// A month.
    static let month = Meaning(rawValue: 4)
    /// Stands after a point of time: "3 hours ago".
    static let ago = Meaning(rawValue: 8)
    /// Stands before a length of time: "vor 3 Stunden".
    static let before = Meaning(rawValue: 16)
    /// The end of a host's name.
    static let domain = Meaning(rawValue: 32)
    /// What addresses of the web begin with.
    static let web = Meaning(rawValue: 64)
  }

  static let shared = FunctionWords()

  /// No word that is looked up has more letters.
  static let greatestLength = 16

  /// The places, for the loops in C: written in `init` alone, and never freed, for there is one dictionary.
  nonisolated(unsafe) let places: UnsafePointer<UInt32>

  private init() {
    var meanings: [UInt32: UInt8] = [:]
    for (meaning, words) in Self.words {
      for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
        meanings[WordHash.of(word), default: 0] |= meaning.rawValue
      }
    }
    let places = UnsafeMutablePointer<UInt32>.allocate(capacity: cwords_places)
    unsafe places.initialize(repeating: 0, count: cwords_places)
    // In an order of its own, so that every run builds the same table.
    for (hash, meaning) in meanings.sorted(by: { $0.key < $1.key }) {
      unsafe Self.put(hash, meaning, places)
    }
    unsafe self.places = UnsafePointer(places)
  }

  /// Puts an entry where it may be; one that it drives out goes to its other place, and so on. With a third of the places
  /// in use that ends soon; a test looks up every word.
  private static func put(_ hash: UInt32, _ meaning: UInt8, _ places: UnsafeMutablePointer<UInt32>) {
    var entry = cwords_entry(hash, meaning)
    var place = Int(cwords_first_place(hash))
    for _ in 0..<64 {
      let other = unsafe places[place]
      unsafe places[place] = entry
      if other == 0 { return }
      entry = other
      place = Self.otherPlace(of: other, place)
    }
  }

  /// An entry lacks the lowest eight bits of its hash; either place tells them.
  private static func otherPlace(of entry: UInt32, _ place: Int) -> Int {
    let half = cwords_places / 2
    if place < half {
      return Int(cwords_second_place(entry & ~0xFF | UInt32(place) & 0xFF))
    }
    let low = (UInt32(place - half) ^ entry >> 12) & 0xFF
    return Int(cwords_first_place(entry & ~0xFF | low))
  }

  /// What the word of a hash is. Two words of one hash are taken for each other: once in some billion words.
  @inline(__always)
  func meaning(_ hash: UInt32) -> Meaning {
    Meaning(rawValue: unsafe cwords_meaning(places, hash))
  }

  static let words: [(Meaning, String)] = [
    (.function, function), (.address, address), (.month, months), (.ago, "ago"), (.before, "vor hace il fa há"),
    (.domain, "com org net co de fr es it uk"), (.web, "www http https"),
  ]
  private static let function = """
    the of and to a in that is was for on with as it at by from be this are have has he his but not they an or which
    were said had their you we i she her its will would can could who been more one all about after when there what if
    up out than into so no also other some do did them my our your just over how only most may new then now
    der die das und von zu den mit ist im des dem nicht ein eine auf für sich auch es an als werden aus er hat dass sie
    nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man
    de la le les et des que en un une du est pour dans qui par sur au plus pas ce il ne se sont avec son aux mais ou
    el los por para las su del lo con al como más pero sus fue este ha si porque entre cuando muy sin sobre ser
    di che e per non è sono da i gli nel della dei alla più anche ma le al si come
    do dos os o um uma não em no na as se mais foi ao pelo pela são
    van het een dat op te zijn voor niet aan met ook om bij naar
    og til er det som på med av for ikke av at fra har om den
    och att i en av för är inte till som den ett var från
    w na z się nie do jest to że o jak po co dla od
    и в не на что с по как это к из у за от о для но
    """
  private static let address = """
    you your yours us our ours we my me i du ihr ihre ihren ihnen sie wir uns unser unsere dein deine vous votre vos
    nous notre nos tu tus ti usted ustedes su nuestra nuestro nuestras nuestros voi vostro noi nostro você vocês seu
    je jouw uw u ons onze wij din ditt vi vår vårt dig deg dere jer jeres вы вас вам ваш мы нас наш
    """
  private static let months = """
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september october
    november december januar februar märz mai juni juli oktober dezember enero febrero marzo abril mayo junio julio
    agosto septiembre octubre noviembre diciembre janvier février mars avril juin juillet août septembre octobre novembre
    décembre gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre janeiro fevereiro março maio junho
    julho setembro outubro novembro dezembro januari februari maart mei augustus maj augusti stycznia lutego marca
    kwietnia maja czerwca lipca sierpnia września października listopada grudnia
    """
}
