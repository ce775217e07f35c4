// What the loops of kernels.cpp are made of: numbers as they are stored and as they are computed with, and an
// exponential that the compiler can put into vector instructions.
#pragma once

#include <c10/util/BFloat16.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

// A function compiled for several generations of x86-64, of which the processor takes the best when the library is
// loaded. Elsewhere, the plain function.
#if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__) && __GNUC__ >= 12 && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define GATUN_VECTORIZED __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define GATUN_VECTORIZED
#endif
#define GATUN_INLINE inline __attribute__((always_inline))

namespace gatun {

// The type that a stored type is computed in.
template <class T>
struct Computed {
  using type = float;
};
template <>
struct Computed<double> {
  using type = double;
};
template <class T>
using computed = typename Computed<T>::type;

GATUN_INLINE float widen(float x) { return x; }
GATUN_INLINE double widen(double x) { return x; }
GATUN_INLINE float widen(c10::BFloat16 x) { return std::bit_cast<float>(static_cast<uint32_t>(x.x) << 16); }

template <class T>
GATUN_INLINE T narrow(computed<T> x) {
  return x;
}
// To the nearest, ties to even; not a number stays so. Without a branch, which would keep the loops from vectors.
template <>
GATUN_INLINE c10::BFloat16 narrow<c10::BFloat16>(float x) {
  const auto bits = std::bit_cast<uint32_t>(x);
  const auto rounded = (bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16;
  const uint32_t quiet = (bits & 0x7fffffffU) > 0x7f800000U ? 0xffffU : 0U;
  return {static_cast<uint16_t>(rounded | quiet), c10::BFloat16::from_bits()};
}

// e^x with an error of at most 2 units in the last place (Cephes' polynomial); 0 below -87.3, where the result would be
// subnormal, and infinite above 88.37, just before it is.
GATUN_INLINE float exponential(float x) {
  constexpr float kLeast = -87.3F;
  constexpr float kMost = 88.37F;
  constexpr float kToInteger = 12582912.0F;  // 1.5 * 2^23: adding it rounds to an integer, in the low bits
  float y = x < kLeast ? kLeast : x;
  y = y > kMost ? kMost : y;
  const float shifted = y * 1.44269504088896341F + kToInteger;
  const float n = shifted - kToInteger;
  const float r = (y - n * 0.693359375F) - n * -2.12194440e-4F;
  float p = 1.9875691500e-4F;
  p = p * r + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * (r * r) + r + 1.0F;
  const uint32_t power = (std::bit_cast<uint32_t>(shifted) - 0x4b400000U + 127U) << 23;
  const float result = p * std::bit_cast<float>(power);
  const float unless_small = x < kLeast ? 0.0F : result;
  const float unless_large = x > kMost ? std::numeric_limits<float>::infinity() : unless_small;
  return x == x ? unless_large : x;
}
inline double exponential(double x) { return std::exp(x); }

}  // namespace gatun
