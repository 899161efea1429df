/// Words that are looked up by their hash while a line is scanned.
struct FunctionWords: Sendable {
  /// What a word is.
  struct Meaning: OptionSet {
    let rawValue: UInt8
    /// Holds sentences together and says nothing of the topic.
    static let function = Meaning(rawValue: 1)
    /// Speaks to or of the reader or the paper.
    static let address = Meaning(rawValue: 2)
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

  private static let size = 2048
  private var hashes: [UInt32]
  private var meanings: [UInt8]

  private init() {
    hashes = Array(repeating: 0, count: Self.size)
    meanings = Array(repeating: 0, count: Self.size)
    add(.function, Self.function)
    add(.address, Self.address)
    add(.month, Self.months)
    add(.ago, "ago")
    add(.before, "vor hace il fa há")
    add(.domain, "com org net co de fr es it uk")
    add(.web, "www http https")
  }

  private mutating func add(_ meaning: Meaning, _ words: String) {
    for word in words.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      var hash = WordHash()
      for scalar in word.unicodeScalars { hash.add(scalar.value) }
      var slot = Int(hash.value) & (Self.size - 1)
      while hashes[slot] != 0, hashes[slot] != hash.value { slot = (slot + 1) & (Self.size - 1) }
      hashes[slot] = hash.value
      meanings[slot] |= meaning.rawValue
    }
  }

  /// What the word of a hash is. Two words of one hash are taken for each other: once in some billion words.
  @inline(__always)
  func meaning(_ hash: UInt32) -> Meaning {
    var slot = Int(hash) & (Self.size - 1)
    while hashes[slot] != 0 {
      if hashes[slot] == hash { return Meaning(rawValue: meanings[slot]) }
      slot = (slot + 1) & (Self.size - 1)
    }
    return []
  }

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

/// The hash of a word's characters in small letters; never 0.
struct WordHash {
  private var state: UInt32 = 0x811C_9DC5

  @inline(__always)
  mutating func add(_ scalar: UInt32) {
    state = (state ^ scalar) &* 0x0100_0193
  }

  @inline(__always)
  var value: UInt32 {
    let mixed = state ^ (state >> 15)
    return mixed == 0 ? 1 : mixed
  }
}
