package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NoLeaks
class ProfilerTest {
  @TempDir Path folder;

  private record Event(
      String name, String category, long thread, BigDecimal start, BigDecimal end) {
    boolean encloses(Event other) {
      return thread == other.thread
          && start.compareTo(other.start) <= 0
          && end.compareTo(other.end) >= 0;
    }
  }

  private static List<Event> read(Path trace) throws IOException {
    var events = new ArrayList<Event>();
    for (var event : new ObjectMapper().readTree(trace.toFile()).get("traceEvents")) {
      assertThat(event.get("ph").asText()).isEqualTo("X");
      var start = new BigDecimal(event.get("ts").asText());
      var duration = new BigDecimal(event.get("dur").asText());
      events.add(
          new Event(
              event.get("name").asText(),
              event.get("cat").asText(),
              event.get("tid").asLong(),
              start,
              start.add(duration)));
    }
    return events;
  }

  private static Event find(List<Event> events, String name) {
    return events.stream().filter(event -> event.name().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void a_trace_holds_operators_backward_nodes_and_the_ranges_around_them() throws IOException {
    var path = folder.resolve("trace.json");
    try (var _ = TensorScope.open();
        var _ = Profiler.record(path)) {
      var x = Tensor.ones(Shape.of(8, 8), DType.FLOAT32, Device.CPU).requiresGrad_(true);
      Tensor loss;
      try (var _ = Profiler.range("forward \"pass\"\n")) {
        try (var _ = Profiler.range("product")) {
          loss = x.matmul(x);
        }
        loss = loss.sum();
      }
      loss.backward();
    }
    var events = read(path);
    var outer = find(events, "forward \"pass\"\n");
    var inner = find(events, "product");
    var product = find(events, "aten::mm");
    assertThat(outer.category()).isEqualTo("user_annotation");
    assertThat(product.category()).isEqualTo("cpu_op");
    assertThat(outer.encloses(inner)).isTrue();
    assertThat(inner.encloses(find(events, "aten::matmul"))).isTrue();
    assertThat(inner.encloses(product)).isTrue();
    assertThat(inner.encloses(find(events, "aten::sum"))).isFalse();
    assertThat(outer.encloses(find(events, "aten::sum"))).isTrue();
    assertThat(outer.encloses(find(events, "MmBackward0"))).isFalse();
    assertWellNested(events);
  }

  private static void assertWellNested(List<Event> events) {
    events.stream().collect(Collectors.groupingBy(Event::thread)).values().stream()
        .forEach(thread -> {
          var open = new ArrayDeque<Event>();
          var ordered = new ArrayList<>(thread);
          ordered.sort(
              Comparator.comparing(Event::start)
                  .thenComparing(Event::end, Comparator.reverseOrder()));
          for (var event : ordered) {
            while (!open.isEmpty() && open.peek().end().compareTo(event.start()) <= 0) {
              open.pop();
            }
            if (!open.isEmpty()) assertThat(open.peek().encloses(event)).isTrue();
            open.push(event);
          }
        });
  }

  @Test
  void all_threads_are_recorded_and_nothing_after_the_end() throws Exception {
    var path = folder.resolve("trace.json");
    try (var _ = Profiler.record(path)) {
      assertThat(
              TorchThreads.failureOf(() -> {
                try (var _ = TensorScope.open()) {
                  Tensor.of(1f).exp();
                }
              }))
          .isNull();
      try (var _ = TensorScope.open()) {
        Tensor.of(1f).log();
      }
    }
    try (var _ = TensorScope.open()) {
      Tensor.of(1f).sin();
    }
    var events = read(path);
    assertThat(find(events, "aten::exp").thread()).isNotEqualTo(find(events, "aten::log").thread());
    assertThat(events).extracting(Event::name).doesNotContain("aten::sin");
  }

  @Test
  void recordings_follow_each_other_and_do_not_overlap() throws IOException {
    var first = folder.resolve("first.json");
    var second = folder.resolve("second.json");
    var profiler = Profiler.record(first);
    Files.writeString(second, "longer than a trace that holds nothing: " + "-".repeat(100_000));
    assertThatThrownBy(() -> Profiler.record(second))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("recording already");
    assertThat(second).content().startsWith("longer"); // not touched
    profiler.close();
    profiler.close();
    try (var _ = Profiler.record(second);
        var _ = TensorScope.open()) {
      Tensor.of(1f).exp();
    }
    assertThat(read(first)).extracting(Event::name).doesNotContain("aten::exp");
    assertThat(read(second)).extracting(Event::name).contains("aten::exp");
  }

  @Test
  void a_range_that_is_open_when_the_recording_ends_or_begins_does_no_harm() throws IOException {
    var path = folder.resolve("trace.json");
    var before = Profiler.range("before");
    var profiler = Profiler.record(path);
    var within = Profiler.range("within");
    profiler.close();
    within.close();
    before.close();
    assertThat(read(path)).extracting(Event::name).doesNotContain("before", "within");
  }

  @Test
  void a_file_that_cannot_be_written_is_an_error_at_once() throws IOException {
    assertThatThrownBy(() -> Profiler.record(folder.resolve("missing").resolve("trace.json")))
        .isInstanceOf(UncheckedIOException.class);
    var path = folder.resolve("trace.json");
    Profiler.record(path).close(); // the one before has not begun
    assertThat(Files.size(path)).isPositive();
  }
}
