package dev.gatun.data.format;

/** What is wrong with the row being parsed; becomes a {@link dev.gatun.data.BadRow}. */
final class RowProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  final String field;

  RowProblem(String field, String reason) {
    super(reason, null, false, false); // control flow inside this package: no stack trace
    this.field = field;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
