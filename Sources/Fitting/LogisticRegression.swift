internal import Glibc

/// A model of lines: what each rule weighs, and what speaks against removal from the start.
struct Model {
  /// The weight of each rule.
  var weights: [Double]
  /// Is added to the sum of the weights.
  var bias: Double

  /// The evidence against a line.
  func score(_ rules: [Int]) -> Double { rules.reduce(bias) { $0 + weights[$1] } }

  /// The same model where some weights are given.
  func with(_ given: [Int: Double]) -> Model {
    Model(weights: weights.indices.map { given[$0] ?? weights[$0] }, bias: bias)
  }

  /// The same model where some rules weigh nothing.
  func without(_ excluded: Set<Int>) -> Model {
    Model(weights: weights.indices.map { excluded.contains($0) ? 0 : weights[$0] }, bias: bias)
  }
}

/// Logistic regression with a quadratic penalty on the weights, by Newton's method.
///
/// With some hundred rules of which twenty hold of a line, a step is cheap, a dozen steps suffice, and the result does
/// not depend on the order of anything but the lines.
struct LogisticRegression {
  /// The strength of the penalty.
  let penalty: Double
  private static let steps = 40

  /// Fits a model.
  ///
  /// - Parameters:
  ///   - count: How many rules there are.
  ///   - start: A model that is near, where there is one: it saves steps.
  func fit(_ lines: [LabelledLine], count: Int, from start: Model? = nil) -> Model {
    var model = start ?? Model(weights: Array(repeating: 0, count: count), bias: 0)
    var loss = self.loss(model, lines)
    for _ in 0..<Self.steps {
      let step = step(model, lines)
      var scale = 1.0
      var next = model
      var nextLoss = loss
      repeat {
        for rule in 0..<count { next.weights[rule] = model.weights[rule] - scale * step[rule] }
        next.bias = model.bias - scale * step[count]
        nextLoss = self.loss(next, lines)
        scale /= 2
      } while nextLoss > loss && scale > 1e-6
      let gain = loss - nextLoss
      guard gain > 0 else { break }
      model = next
      loss = nextLoss
      if gain < 1e-9 * loss { break }
    }
    return model
  }

  private func loss(_ model: Model, _ lines: [LabelledLine]) -> Double {
    var loss = model.weights.reduce(0) { $0 + $1 * $1 } * penalty / 2
    for line in lines {
      let margin = model.score(line.rules) * (line.isBoilerplate ? 1 : -1)
      loss += line.importance * (margin > 0 ? log1p(exp(-margin)) : log1p(exp(margin)) - margin)
    }
    return loss
  }

  /// The Newton step: the gradient divided by the matrix of second derivatives.
  private func step(_ model: Model, _ lines: [LabelledLine]) -> [Double] {
    let size = model.weights.count + 1
    var gradient = model.weights.map { $0 * penalty } + [0]
    var matrix = SymmetricMatrix(size: size)
    for rule in 0..<(size - 1) { matrix.add(penalty, rule, rule) }
    matrix.add(1e-9, size - 1, size - 1)
    for line in lines {
      let probability = 1 / (1 + exp(-model.score(line.rules)))
      let error = line.importance * (probability - (line.isBoilerplate ? 1 : 0))
      let curvature = line.importance * probability * (1 - probability)
      let columns = line.rules + [size - 1]
      for (place, row) in columns.enumerated() {
        gradient[row] += error
        for column in columns[...place] { matrix.add(curvature, row, column) }
      }
    }
    return matrix.solve(gradient)
  }
}

/// A symmetric, positive matrix; its lower half is kept.
struct SymmetricMatrix {
  private let size: Int
  private var values: [Double]

  init(size: Int) {
    self.size = size
    values = Array(repeating: 0, count: size * size)
  }

  /// Adds to an element of the lower half.
  mutating func add(_ value: Double, _ row: Int, _ column: Int) {
    values[row * size + column] += value
  }

  /// The solution of `self · x = right`, by Cholesky's decomposition.
  func solve(_ right: [Double]) -> [Double] {
    var lower = values
    for row in 0..<size {
      for column in 0...row {
        var sum = lower[row * size + column]
        for inner in 0..<column { sum -= lower[row * size + inner] * lower[column * size + inner] }
        lower[row * size + column] = row == column ? max(sum, 1e-12).squareRoot() : sum / lower[column * size + column]
      }
    }
    var solution = right
    for row in 0..<size {
      for column in 0..<row { solution[row] -= lower[row * size + column] * solution[column] }
      solution[row] /= lower[row * size + row]
    }
    for row in (0..<size).reversed() {
      for below in (row + 1)..<max(size, row + 1) { solution[row] -= lower[below * size + row] * solution[below] }
      solution[row] /= lower[row * size + row]
    }
    return solution
  }
}
