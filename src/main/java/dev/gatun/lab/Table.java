package dev.gatun.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A table of text, as Markdown. */
record Table(List<String> head, List<List<String>> rows) {
  Table {
    head = List.copyOf(head);
    rows = rows.stream().map(List::copyOf).toList();
    for (var row : rows) {
      if (row.size() != head.size()) throw new IllegalArgumentException(row + " under " + head);
    }
  }

  String markdown() {
    var lines = new ArrayList<String>();
    lines.add(line(head));
    lines.add("|" + "---|".repeat(head.size()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells) {
    return cells.stream()
        .map(cell -> cell.replace("|", "\\|"))
        .collect(Collectors.joining(" | ", "| ", " |"));
  }
}
