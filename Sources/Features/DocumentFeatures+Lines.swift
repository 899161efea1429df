extension DocumentFeatures {
  /// What can be told from each line alone.
  mutating func measureLines() {
    for line in facts.indices {
      let facts = facts[line]
      set(.words, of: line, facts.allWords)
      set(.characters, of: line, facts.characters)
      set(.ends, of: line, Int(facts.ends.rawValue))
      set(.starts, of: line, Int(facts.starts.rawValue))
      set(.functionWords, of: line, max(0, percent(facts.functionWords, of: facts.tokens)))
      set(.capitals, of: line, max(0, percent(facts.capitals, of: facts.letters)))
      set(.digits, of: line, max(0, percent(facts.digits, of: facts.characters)))
      set(.capitalised, of: line, max(0, percent(facts.capitalised, of: facts.tokens)))
      set(.titleCase, of: line, percent(facts.longCapitalised, of: facts.longTokens))
      set(.sentences, of: line, facts.sentences)
      set(.commas, of: line, facts.commas)
      set(.address, of: line, facts.address)
      set(.linked, of: line, Self.none)
      set(.wordLength, of: line, facts.tokens == 0 ? 0 : facts.letters * 10 / facts.tokens)
      let base = Int(Feature.separator.rawValue)
      for trait in 0..<Traits.count where facts.traits.rawValue & 1 << UInt32(trait) != 0 {
        values[line * Feature.count + base + trait] = 1
      }
      set(.kind, of: line, Int(kinds[line].rawValue))
      set(.fromStart, of: line, line + 1)
      set(.toEnd, of: line, self.facts.count - line)
      let before = blankBefore[line]
      let after = blankBefore[line + 1]
      let place: BlankPlace = before ? (after ? .both : .before) : after ? .after : .none
      set(.blank, of: line, Int(place.rawValue))
    }
  }

  /// Which of a line's longer words occur in prose, in the title, and which lines occur again.
  mutating func measureTopics() {
    var words = WordTable(capacity: longWords.count)
    var same = WordTable(capacity: facts.count)
    for line in facts.indices {
      same.add(facts[line].hash.value, at: line)
      guard kinds[line] == .prose else { continue }
      let isCore = core.contains(line)
      for index in facts[line].longWords { words.add(longWords[index], at: line, isCore: isCore) }
    }
    if let title = facts.first { for index in title.longWords { words.addTitle(longWords[index]) } }
    topicHits = Array(repeating: 0, count: facts.count)
    for line in facts.indices {
      let own = kinds[line] == .prose ? 1 : 0
      let ownCore = core.contains(line) ? own : 0
      let count = facts[line].longWords.count
      var (once, twice, title, coreHits) = (0, 0, 0, 0)
      for index in facts[line].longWords {
        let found = words.find(longWords[index])
        if found.count > own { once &+= 1 }
        if found.count > own &+ 1 { twice &+= 1 }
        if found.isTitle { title &+= 1 }
        if found.inCore > ownCore { coreHits &+= 1 }
      }
      topicHits[line] = once
      set(.topicWords, of: line, count)
      set(.topic, of: line, percent(once, of: count))
      set(.topicTwice, of: line, percent(twice, of: count))
      set(.coreTopic, of: line, percent(coreHits, of: count))
      set(.titleWords, of: line, line == 0 ? Self.none : percent(title, of: count))
      set(.repeats, of: line, same.find(facts[line].hash.value).count)
    }
  }

  /// What the fragments beside a fragment have in common with it.
  mutating func measureNeighbours() {
    for line in facts.indices where kinds[line] == .fragment {
      var (first, last, alike) = (0, 0, 0)
      for other in [line - 1, line + 1] where facts.indices.contains(other) && kinds[other] == .fragment {
        let (left, right) = (facts[line], facts[other])
        if left.firstWord != 0, left.firstWord == right.firstWord { first += 1 }
        if left.lastWord != 0, left.lastWord == right.lastWord { last += 1 }
        let (short, long) = (min(left.allWords, right.allWords) + 1, max(left.allWords, right.allWords) + 1)
        if left.starts == right.starts, left.ends == right.ends, long * 10 <= short * 16 { alike += 1 }
      }
      set(.sameFirstWord, of: line, first)
      set(.sameLastWord, of: line, last)
      set(.alike, of: line, alike)
    }
  }
}
