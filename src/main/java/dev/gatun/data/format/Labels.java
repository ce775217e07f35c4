package dev.gatun.data.format;

import com.fasterxml.jackson.databind.JsonNode;

/** Thumbs, read strictly: a label that is merely likely to mean "good" is refused. */
final class Labels {
  static final String EXPECTED =
      "expected true/false, 1/0, \"desirable\"/\"undesirable\", \"up\"/\"down\" or"
          + " \"\uD83D\uDC4D\"/\"\uD83D\uDC4E\"";

  private Labels() {}

  /**
   * True for desirable.
   *
   * @throws RowProblem when the value is none of those listed
   */
  static boolean parse(String field, JsonNode value) {
    if (value.isBoolean()) {
      return value.booleanValue();
    }
    if (value.isIntegralNumber() && value.canConvertToInt()) {
      int number = value.intValue();
      if (number == 0 || number == 1) {
        return number == 1;
      }
    }
    if (value.isTextual()) {
      switch (value.textValue()) {
        case "desirable", "up", "\uD83D\uDC4D" -> {
          return true;
        }
        case "undesirable", "down", "\uD83D\uDC4E" -> {
          return false;
        }
        default -> {}
      }
    }
    throw new RowProblem(field, Json.describe(value) + " is not a label; " + EXPECTED);
  }
}
