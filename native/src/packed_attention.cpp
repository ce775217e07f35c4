#include <ATen/core/Tensor.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/zeros_like.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "fused.h"
#include "gatun/fused.h"
#include "gemm.h"
#include "handle.h"
#include "kernels.h"
#include "parallel.h"

// Attention of sequences that follow one another without padding. A task is one sequence and one head of keys, with the
// query heads that share it. Scores are computed in square tiles; those that no query sees are left out.
namespace gatun {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::Function;
using torch::autograd::variable_list;

int64_t tiles(int64_t length) { return (length + kTile - 1) / kTile; }

// Where a sequence lies in the packed tokens.
struct Sequence {
  int64_t query_start;
  int64_t queries;
  int64_t key_start;
  int64_t keys;

  // The position of the first query.
  int64_t before() const { return keys - queries; }
};

template <class T>
struct Problem {
  using A = computed<T>;

  const T* query;
  const T* key;
  const T* value;
  const A* cos;
  const A* sin;
  std::vector<Sequence> sequences;
  int64_t heads;
  int64_t kv_heads;
  int64_t d;
  int64_t window;

  int64_t tasks() const { return static_cast<int64_t>(sequences.size()) * kv_heads; }
  int64_t queries() const { return sequences.back().query_start + sequences.back().queries; }
  int64_t group() const { return heads / kv_heads; }
  A scale() const { return A(1) / std::sqrt(static_cast<A>(d)); }

  // The keys that the query at a position sees: [first, position].
  int64_t first_key(int64_t position) const { return position < window ? 0 : position - window + 1; }

  const A* angles(const A* table, int64_t token) const { return table == nullptr ? nullptr : table + token * (d / 2); }

  // Rows of one head in the packed tokens.
  void load(const T* from, int64_t head, int64_t all_heads, int64_t token, int64_t count, bool turned, int64_t angle,
            A factor, A* to) const {
    load_rows(count, d, from + (token * all_heads + head) * d, all_heads * d, turned ? angles(cos, angle) : nullptr,
              turned ? angles(sin, angle) : nullptr, factor, to);
    std::fill(to + count * d, to + tiles(count) * kTile * d, A(0));
  }

  void store(const A* from, int64_t head, int64_t all_heads, int64_t token, int64_t count, bool turned, int64_t angle,
             A factor, T* to) const {
    store_rows(count, d, from, turned ? angles(cos, angle) : nullptr, turned ? angles(sin, angle) : nullptr, factor,
               to + (token * all_heads + head) * d, all_heads * d);
  }
};

// rows (tiles * kTile, d) as panels (tiles, d, kTile).
template <class A>
void panels(int64_t count, int64_t d, const A* rows, A* to) {
  for (int64_t t = 0; t < count; t++) transpose(kTile, d, rows + t * kTile * d, d, to + t * kTile * d, kTile);
}

template <class T>
void attend(const Problem<T>& problem, int64_t task, T* out, computed<T>* lse) {
  using A = computed<T>;
  const auto& sequence = problem.sequences[task / problem.kv_heads];
  const auto kv_head = task % problem.kv_heads;
  const auto d = problem.d;
  const auto key_tiles = tiles(sequence.keys);
  std::vector<A> rows(key_tiles * kTile * d);
  std::vector<A> keys(key_tiles * kTile * d);
  std::vector<A> values(key_tiles * kTile * d);
  std::vector<A> queries(kTile * d);
  std::vector<A> scores(key_tiles * kTile * kTile);
  std::vector<A> attended(kTile * d);
  problem.load(problem.key, kv_head, problem.kv_heads, sequence.key_start, sequence.keys, true, sequence.key_start,
               A(1), rows.data());
  panels(key_tiles, d, rows.data(), keys.data());
  problem.load(problem.value, kv_head, problem.kv_heads, sequence.key_start, sequence.keys, false, 0, A(1),
               values.data());
  for (auto head = kv_head * problem.group(); head < (kv_head + 1) * problem.group(); head++) {
    for (int64_t first = 0; first < sequence.queries; first += kTile) {
      const auto count = std::min(kTile, sequence.queries - first);
      const auto token = sequence.query_start + first;
      const auto position = sequence.before() + first;
      problem.load(problem.query, head, problem.heads, token, count, true, sequence.key_start + position,
                   problem.scale(), queries.data());
      const auto from = problem.first_key(position) / kTile;
      const auto to = tiles(position + count);
      for (auto t = from; t < to; t++) {
        multiply(kTile, kTile, d, Block<const A>{queries.data(), d}, Block<const A>{keys.data() + t * kTile * d, kTile},
                 Block<A>{scores.data() + t * kTile * kTile, kTile}, false);
      }
      auto* base = scores.data() + from * kTile * kTile;
      for (int64_t i = 0; i < count; i++) {
        const auto shift = from * kTile;
        lse[head * problem.queries() + token + i] =
            softmax_row(to - from, base + i * kTile, problem.first_key(position + i) - shift, position + i + 1 - shift);
      }
      for (auto t = from; t < to; t++) {
        multiply(kTile, d, kTile, Block<const A>{scores.data() + t * kTile * kTile, kTile},
                 Block<const A>{values.data() + t * kTile * d, d}, Block<A>{attended.data(), d}, t > from);
      }
      problem.store(attended.data(), head, problem.heads, token, count, false, 0, A(1), out);
    }
  }
}

// With P the probabilities, dP = dO V^T, delta = rowsum(dO O) and dS = P (dP - delta): dV = P^T dO, dQ = dS K, dK =
// dS^T Q. All of them from transposed tiles, a row for each key.
template <class T>
void attend_backward(const Problem<T>& problem, int64_t task, const T* out, const computed<T>* lse, const T* grad,
                     T* grad_query, T* grad_key, T* grad_value) {
  using A = computed<T>;
  const auto& sequence = problem.sequences[task / problem.kv_heads];
  const auto kv_head = task % problem.kv_heads;
  const auto d = problem.d;
  const auto key_tiles = tiles(sequence.keys);
  const auto query_tiles = tiles(sequence.queries);
  const auto padded_keys = key_tiles * kTile;
  const auto padded_queries = query_tiles * kTile;
  std::vector<A> keys(padded_keys * d);
  std::vector<A> key_panels(padded_keys * d);
  std::vector<A> values(padded_keys * d);
  std::vector<A> queries(padded_queries * d);
  std::vector<A> query_panels(padded_queries * d);
  std::vector<A> grads(padded_queries * d);
  std::vector<A> grad_panels(padded_queries * d);
  std::vector<A> query_gradient(padded_queries * d);  // as panels
  std::vector<A> key_gradient(padded_keys * d);
  std::vector<A> value_gradient(padded_keys * d);
  std::vector<A> delta(padded_queries);
  std::vector<A> sums(padded_queries);
  std::vector<int64_t> first_key(padded_queries);
  std::vector<int64_t> last_key(padded_queries);
  std::vector<A> tile(kTile * kTile);
  std::vector<A> slope(kTile * kTile);
  for (int64_t i = 0; i < sequence.queries; i++) {
    first_key[i] = problem.first_key(sequence.before() + i);
    last_key[i] = sequence.before() + i + 1;
  }
  problem.load(problem.key, kv_head, problem.kv_heads, sequence.key_start, sequence.keys, true, sequence.key_start,
               A(1), keys.data());
  panels(key_tiles, d, keys.data(), key_panels.data());
  problem.load(problem.value, kv_head, problem.kv_heads, sequence.key_start, sequence.keys, false, 0, A(1),
               values.data());
  const auto angle = sequence.key_start + sequence.before();
  for (auto head = kv_head * problem.group(); head < (kv_head + 1) * problem.group(); head++) {
    problem.load(problem.query, head, problem.heads, sequence.query_start, sequence.queries, true, angle,
                 problem.scale(), queries.data());
    panels(query_tiles, d, queries.data(), query_panels.data());
    problem.load(grad, head, problem.heads, sequence.query_start, sequence.queries, false, 0, A(1), grads.data());
    panels(query_tiles, d, grads.data(), grad_panels.data());
    const auto row = (sequence.query_start * problem.heads + head) * d;
    dot_rows(sequence.queries, d, grad + row, out + row, problem.heads * d, delta.data());
    std::copy_n(lse + head * problem.queries() + sequence.query_start, sequence.queries, sums.data());
    std::fill(query_gradient.begin(), query_gradient.end(), A(0));
    for (int64_t k = 0; k < key_tiles; k++) {
      const Block<const A> key_rows{keys.data() + k * kTile * d, d};
      const Block<const A> key_columns{key_panels.data() + k * kTile * d, kTile};
      const Block<const A> value_rows{values.data() + k * kTile * d, d};
      // Queries at or behind the tile's first key.
      for (auto q = std::max<int64_t>(k * kTile - sequence.before(), 0) / kTile; q < query_tiles; q++) {
        const auto start = q * kTile;
        if (problem.first_key(sequence.before() + start) >= (k + 1) * kTile) break;
        const Block<const A> query_rows{queries.data() + start * d, d};
        const Block<const A> grad_rows{grads.data() + start * d, d};
        const Block<const A> p{tile.data(), kTile};
        const Block<const A> s{slope.data(), kTile};
        multiply(kTile, kTile, d, key_rows, Block<const A>{query_panels.data() + start * d, kTile},
                 Block<A>{tile.data(), kTile}, false);
        probabilities(tile.data(), sums.data() + start, first_key.data() + start, last_key.data() + start, k * kTile);
        multiply(kTile, kTile, d, value_rows, Block<const A>{grad_panels.data() + start * d, kTile},
                 Block<A>{slope.data(), kTile}, false);
        softmax_gradient(tile.data(), delta.data() + start, slope.data());
        multiply(kTile, d, kTile, p, grad_rows, Block<A>{value_gradient.data() + k * kTile * d, d}, true);
        multiply(kTile, d, kTile, s, query_rows, Block<A>{key_gradient.data() + k * kTile * d, d}, true);
        multiply(d, kTile, kTile, key_columns, s, Block<A>{query_gradient.data() + start * d, kTile}, true);
      }
    }
    for (int64_t q = 0; q < query_tiles; q++)
      transpose(d, kTile, query_gradient.data() + q * kTile * d, kTile, queries.data() + q * kTile * d, d);
    problem.store(queries.data(), head, problem.heads, sequence.query_start, sequence.queries, true, angle,
                  problem.scale(), grad_query);
  }
  problem.store(key_gradient.data(), kv_head, problem.kv_heads, sequence.key_start, sequence.keys, true,
                sequence.key_start, A(1), grad_key);
  problem.store(value_gradient.data(), kv_head, problem.kv_heads, sequence.key_start, sequence.keys, false, 0, A(1),
                grad_value);
}

// The sequences that have queries: their lengths, checked to add up.
std::vector<Sequence> sequences_of(at::IntArrayRef query_lengths, at::IntArrayRef key_lengths, int64_t queries,
                                   int64_t keys) {
  std::vector<Sequence> sequences;
  int64_t query = 0;
  int64_t key = 0;
  for (size_t i = 0; i < query_lengths.size(); i++) {
    TORCH_CHECK_VALUE(query_lengths[i] >= 0 && query_lengths[i] <= key_lengths[i], "sequence ", i, " has ",
                      query_lengths[i], " queries and ", key_lengths[i], " keys");
    TORCH_CHECK_VALUE(query_lengths[i] <= queries - query && key_lengths[i] <= keys - key,
                      "the lengths add up to more than there is");
    if (query_lengths[i] > 0) sequences.push_back({query, query_lengths[i], key, key_lengths[i]});
    query += query_lengths[i];
    key += key_lengths[i];
  }
  TORCH_CHECK_VALUE(query == queries && key == keys, "the lengths add up to ", query, " queries and ", key,
                    " keys, not to ", queries, " and ", keys);
  return sequences;
}

template <class T>
Problem<T> problem_of(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value, const at::Tensor& cos,
                      const at::Tensor& sin, const std::vector<Sequence>& sequences, int64_t window) {
  using A = computed<T>;
  return {query.const_data_ptr<T>(),
          key.const_data_ptr<T>(),
          value.const_data_ptr<T>(),
          cos.defined() ? cos.const_data_ptr<A>() : nullptr,
          cos.defined() ? sin.const_data_ptr<A>() : nullptr,
          sequences,
          query.size(1),
          key.size(1),
          query.size(2),
          window};
}

struct PackedAttention : Function<PackedAttention> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& query, const at::Tensor& key,
                            const at::Tensor& value, const std::optional<at::Tensor>& cos,
                            const std::optional<at::Tensor>& sin, const std::vector<int64_t>& query_lengths,
                            const std::vector<int64_t>& key_lengths, int64_t window) {
    const auto q = query.contiguous();
    const auto k = key.contiguous();
    const auto v = value.contiguous();
    const auto c = cos.has_value() ? cos->contiguous() : at::Tensor();
    const auto s = sin.has_value() ? sin->contiguous() : at::Tensor();
    const auto sequences = sequences_of(query_lengths, key_lengths, q.size(0), k.size(0));
    auto result = at::empty_like(q);
    const auto wide = q.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
    const auto lse = at::empty({q.size(1), q.size(0)}, wide);
    if (!sequences.empty()) {
      dispatch(q.scalar_type(), [&](auto zero) {
        using T = decltype(zero);
        const auto problem = problem_of<T>(q, k, v, c, s, sequences, window);
        parallel(problem.tasks(), [&](int64_t task) {
          attend<T>(problem, task, result.mutable_data_ptr<T>(), lse.mutable_data_ptr<computed<T>>());
        });
      });
    }
    context->save_for_backward({q, k, v, c, s, result, lse});
    context->saved_data["query_lengths"] = query_lengths;
    context->saved_data["key_lengths"] = key_lengths;
    context->saved_data["window"] = window;
    return result;
  }

  static variable_list backward(AutogradContext* context, variable_list grads) {
    require_first_order();
    const auto saved = context->get_saved_variables();
    const auto& q = saved[0];
    const auto grad = grads[0].contiguous();
    const auto grad_query = at::empty_like(q);
    const auto grad_key = at::zeros_like(saved[1]);
    const auto grad_value = at::zeros_like(saved[2]);
    const auto sequences = sequences_of(context->saved_data["query_lengths"].toIntVector(),
                                        context->saved_data["key_lengths"].toIntVector(), q.size(0), saved[1].size(0));
    if (!sequences.empty()) {
      dispatch(q.scalar_type(), [&](auto zero) {
        using T = decltype(zero);
        const auto problem =
            problem_of<T>(q, saved[1], saved[2], saved[3], saved[4], sequences, context->saved_data["window"].toInt());
        parallel(problem.tasks(), [&](int64_t task) {
          attend_backward<T>(problem, task, saved[5].const_data_ptr<T>(), saved[6].const_data_ptr<computed<T>>(),
                             grad.const_data_ptr<T>(), grad_query.mutable_data_ptr<T>(), grad_key.mutable_data_ptr<T>(),
                             grad_value.mutable_data_ptr<T>());
        });
      });
    }
    return {grad_query, grad_key, grad_value, {}, {}, {}, {}, {}};
  }
};

void check_angles(const std::optional<at::Tensor>& angles, const at::Tensor& query, const at::Tensor& key) {
  if (!angles.has_value()) return;
  const auto wide = query.scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
  TORCH_CHECK_VALUE(angles->dim() == 2 && angles->size(0) == key.size(0) && angles->size(1) * 2 == query.size(2),
                    "cos and sin must be (", key.size(0), ", ", query.size(2), " / 2), not ", angles->sizes());
  TORCH_CHECK_TYPE(angles->scalar_type() == wide && on_cpu({*angles}), "cos and sin must be ", wide, " on the CPU");
}

}  // namespace

}  // namespace gatun

using namespace gatun;

gt_status gt_packed_attention(gt_tensor* to, gt_tensor query, gt_tensor key, gt_tensor value, gt_tensor cos,
                              gt_tensor sin, const int64_t* query_lengths, const int64_t* key_lengths,
                              int64_t sequences, int64_t window) {
  return give(to, [&] {
    const at::Tensor q = *ref(query);
    const at::Tensor k = *ref(key);
    const at::Tensor v = *ref(value);
    const auto c = optional(cos);
    const auto s = optional(sin);
    TORCH_CHECK_VALUE(q.dim() == 3 && k.dim() == 3 && v.sizes() == k.sizes() && q.size(2) == k.size(2),
                      "query must be (tokens, heads, d), key and value (tokens, kv heads, d), not ", q.sizes(), ", ",
                      k.sizes(), " and ", v.sizes());
    TORCH_CHECK_VALUE(k.size(1) > 0 && q.size(1) % k.size(1) == 0 && q.size(2) > 0, k.size(1),
                      " heads of keys do not divide ", q.size(1), " of queries, or their size is 0");
    TORCH_CHECK_TYPE(on_cpu({q, k, v}) && has_kernels(q.scalar_type()) && k.scalar_type() == q.scalar_type() &&
                         v.scalar_type() == q.scalar_type(),
                     "query, key and value must be on the CPU, of one dtype: float32, float64 or bfloat16");
    TORCH_CHECK_VALUE(c.has_value() == s.has_value() && window > 0, "cos without sin, or a window below 1");
    check_angles(c, q, k);
    check_angles(s, q, k);
    const auto queries = ints(query_lengths, sequences).vec();
    const auto keys = ints(key_lengths, sequences).vec();
    return PackedAttention::apply(q, k, v, c, s, queries, keys, window);
  });
}
