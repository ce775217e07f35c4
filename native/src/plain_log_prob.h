// The log-probabilities of linear_log_prob.cpp from libtorch's operators, for any device and dtype.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace gatun {

// Log-probabilities and sums of scores, as gt_linear_log_prob describes them. Never more than some tokens' scores at a
// time, which are computed again for the gradient.
std::vector<at::Tensor> plain_log_prob(const at::Tensor& hidden, const at::Tensor& master, const at::Tensor& copy,
                                       const at::Tensor& targets);

}  // namespace gatun
