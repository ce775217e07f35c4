#include "gatun/profiler.h"

#include <ATen/record_function.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mode.h"

using namespace gatun;

namespace {

int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Event {
  std::string name;
  at::RecordScope scope;
  uint64_t thread;
  uint64_t forward_thread;
  int64_t sequence;
  int64_t start;  // nanoseconds
  int64_t end;
};

struct Started : public at::ObserverContext {
  explicit Started(uint64_t recording) : recording(recording) {}
  uint64_t recording;
  int64_t start = 0;
};

// What is recorded. Callbacks may still be running on other threads while a recording ends, so each carries the number
// of the recording that it belongs to, and comes too late for another.
class Recording {
 public:
  uint64_t start() {
    const std::lock_guard<std::mutex> lock(mutex_);
    TORCH_CHECK_VALUE(!active_, "the profiler is recording already");
    active_ = true;
    events_.clear();
    return ++number_;
  }
  uint64_t number() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return number_;
  }
  void add(uint64_t recording, Event event) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (active_ && recording == number_) events_.push_back(std::move(event));
  }
  std::vector<Event> stop() {
    const std::lock_guard<std::mutex> lock(mutex_);
    TORCH_CHECK_VALUE(active_, "the profiler is not recording");
    active_ = false;
    return std::exchange(events_, {});
  }
  at::CallbackHandle callback = 0;

 private:
  std::mutex mutex_;
  bool active_ = false;
  uint64_t number_ = 0;
  std::vector<Event> events_;
};

Recording& recording() {
  static auto* only = new Recording();  // never destroyed: callbacks may run while the process exits
  return *only;
}

std::unique_ptr<at::ObserverContext> on_start(const at::RecordFunction&) {
  auto started = std::make_unique<Started>(recording().number());
  started->start = now();
  return started;
}

void on_end(const at::RecordFunction& function, at::ObserverContext* context) {
  const auto end = now();
  const auto* started = static_cast<const Started*>(context);
  if (started == nullptr) return;
  recording().add(started->recording, {function.name(), function.scope(), function.threadId(),
                                       function.forwardThreadId(), function.seqNr(), started->start, end});
}

void write_text(std::string& json, const std::string& text) {
  json += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') json += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      char escaped[8];
      std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));  // NOLINT: always fits
      json += escaped;
    } else {
      json += c;
    }
  }
  json += '"';
}

// Nanoseconds as microseconds, exactly.
void write_time(std::string& json, int64_t nanoseconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%lld.%03lld", static_cast<long long>(nanoseconds / 1000),  // NOLINT: always fits
                static_cast<long long>(nanoseconds % 1000));
  json += text;
}

// The categories are those of torch.profiler's traces.
const char* category(at::RecordScope scope) {
  return scope == at::RecordScope::USER_SCOPE ? "user_annotation" : "cpu_op";
}

std::string write_trace(const std::vector<Event>& events) {
  const auto process = std::to_string(getpid());
  std::string json = R"({"displayTimeUnit": "ms", "traceEvents": [)";
  bool first = true;
  for (const auto& event : events) {
    json += first ? "\n" : ",\n";
    first = false;
    json += R"({"ph": "X", "cat": ")";
    json += category(event.scope);
    json += R"(", "name": )";
    write_text(json, event.name);
    json += R"(, "pid": )" + process + R"(, "tid": )" + std::to_string(event.thread) + R"(, "ts": )";
    write_time(json, event.start);
    json += R"(, "dur": )";
    write_time(json, event.end - event.start);
    if (event.sequence >= 0) {
      json += R"(, "args": {"Sequence number": )" + std::to_string(event.sequence) + R"(, "Fwd thread id": )" +
              std::to_string(event.forward_thread) + "}";
    }
    json += '}';
  }
  json += "\n]}\n";
  return json;
}

class Range {
 public:
  explicit Range(const char* name) : function_(at::RecordScope::USER_SCOPE) {
    TORCH_CHECK_VALUE(name != nullptr, "the name is null");
    if (function_.isActive()) function_.before(std::string(name));
  }

 private:
  at::RecordFunction function_;
};

}  // namespace

gt_status gt_profiler_start() {
  return guard([&] {
    recording().start();
    recording().callback = at::addGlobalCallback(at::RecordFunctionCallback(&on_start, &on_end));
  });
}

gt_status gt_profiler_stop(char** trace, int64_t* length) {
  return guard([&] {
    out(trace);
    out(length);
    const auto events = recording().stop();
    at::removeCallback(recording().callback);
    give_text(trace, length, write_trace(events));
  });
}

gt_status gt_profiler_range_open(gt_guard* to, const char* name) { return open_mode<Range>(to, name); }
