// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import org.jspecify.annotations.Nullable;

/** torch.fft and the short-time transforms. */
sealed interface Spectral permits Tensor {
  /** torch.fft.fft: Complex: the discrete Fourier transform along dim, cut or padded to n. */
  default Tensor fftFft() {
    return Operators.call("aten::fft_fft", this).tensor(0);
  }

  /** torch.fft.fft: Complex: the discrete Fourier transform along dim, cut or padded to n. */
  default Tensor fftFft(@Nullable Long n, long dim, @Nullable String norm) {
    return Operators.call("aten::fft_fft", this, n, dim, norm).tensor(0);
  }

  /** torch.fft.ifft: Complex: the inverse of fft. */
  default Tensor fftIfft() {
    return Operators.call("aten::fft_ifft", this).tensor(0);
  }

  /** torch.fft.ifft: Complex: the inverse of fft. */
  default Tensor fftIfft(@Nullable Long n, long dim, @Nullable String norm) {
    return Operators.call("aten::fft_ifft", this, n, dim, norm).tensor(0);
  }

  /** torch.fft.rfft: Complex, n / 2 + 1 along dim: the transform of real numbers. */
  default Tensor fftRfft() {
    return Operators.call("aten::fft_rfft", this).tensor(0);
  }

  /** torch.fft.rfft: Complex, n / 2 + 1 along dim: the transform of real numbers. */
  default Tensor fftRfft(@Nullable Long n, long dim, @Nullable String norm) {
    return Operators.call("aten::fft_rfft", this, n, dim, norm).tensor(0);
  }

  /** torch.fft.irfft: Real, n along dim: the inverse of rfft. */
  default Tensor fftIrfft() {
    return Operators.call("aten::fft_irfft", this).tensor(0);
  }

  /** torch.fft.irfft: Real, n along dim: the inverse of rfft. */
  default Tensor fftIrfft(@Nullable Long n, long dim, @Nullable String norm) {
    return Operators.call("aten::fft_irfft", this, n, dim, norm).tensor(0);
  }

  /** torch.fft.hfft: Real: the transform of a Hermitian half. */
  default Tensor fftHfft() {
    return Operators.call("aten::fft_hfft", this).tensor(0);
  }

  /** torch.fft.hfft: Real: the transform of a Hermitian half. */
  default Tensor fftHfft(@Nullable Long n, long dim, @Nullable String norm) {
    return Operators.call("aten::fft_hfft", this, n, dim, norm).tensor(0);
  }

  /** torch.fft.ihfft: Complex: the inverse of hfft. */
  default Tensor fftIhfft() {
    return Operators.call("aten::fft_ihfft", this).tensor(0);
  }

  /** torch.fft.ihfft: Complex: the inverse of hfft. */
  default Tensor fftIhfft(@Nullable Long n, long dim, @Nullable String norm) {
    return Operators.call("aten::fft_ihfft", this, n, dim, norm).tensor(0);
  }

  /** torch.fft.fft2: Complex: the transform in two dimensions. */
  default Tensor fftFft2() {
    return Operators.call("aten::fft_fft2", this).tensor(0);
  }

  /** torch.fft.fft2: Complex: the transform in two dimensions. */
  default Tensor fftFft2(long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Operators.call("aten::fft_fft2", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.ifft2: Complex: the inverse of fft2. */
  default Tensor fftIfft2() {
    return Operators.call("aten::fft_ifft2", this).tensor(0);
  }

  /** torch.fft.ifft2: Complex: the inverse of fft2. */
  default Tensor fftIfft2(long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Operators.call("aten::fft_ifft2", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.rfft2: Complex: the transform of real numbers in two dimensions. */
  default Tensor fftRfft2() {
    return Operators.call("aten::fft_rfft2", this).tensor(0);
  }

  /** torch.fft.rfft2: Complex: the transform of real numbers in two dimensions. */
  default Tensor fftRfft2(long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Operators.call("aten::fft_rfft2", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.irfft2: Real: the inverse of rfft2. */
  default Tensor fftIrfft2() {
    return Operators.call("aten::fft_irfft2", this).tensor(0);
  }

  /** torch.fft.irfft2: Real: the inverse of rfft2. */
  default Tensor fftIrfft2(long @Nullable [] s, long[] dim, @Nullable String norm) {
    return Operators.call("aten::fft_irfft2", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.fftn: Complex: the transform in all or the named dimensions. */
  default Tensor fftFftn() {
    return Operators.call("aten::fft_fftn", this).tensor(0);
  }

  /** torch.fft.fftn: Complex: the transform in all or the named dimensions. */
  default Tensor fftFftn(long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Operators.call("aten::fft_fftn", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.ifftn: Complex: the inverse of fftn. */
  default Tensor fftIfftn() {
    return Operators.call("aten::fft_ifftn", this).tensor(0);
  }

  /** torch.fft.ifftn: Complex: the inverse of fftn. */
  default Tensor fftIfftn(long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Operators.call("aten::fft_ifftn", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.rfftn: Complex: the transform of real numbers in several dimensions. */
  default Tensor fftRfftn() {
    return Operators.call("aten::fft_rfftn", this).tensor(0);
  }

  /** torch.fft.rfftn: Complex: the transform of real numbers in several dimensions. */
  default Tensor fftRfftn(long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Operators.call("aten::fft_rfftn", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.irfftn: Real: the inverse of rfftn. */
  default Tensor fftIrfftn() {
    return Operators.call("aten::fft_irfftn", this).tensor(0);
  }

  /** torch.fft.irfftn: Real: the inverse of rfftn. */
  default Tensor fftIrfftn(long @Nullable [] s, long @Nullable [] dim, @Nullable String norm) {
    return Operators.call("aten::fft_irfftn", this, s, dim, norm).tensor(0);
  }

  /** torch.fft.fftshift: (self's shape): frequency 0 in the middle. */
  default Tensor fftFftshift() {
    return Operators.call("aten::fft_fftshift", this).tensor(0);
  }

  /** torch.fft.fftshift: (self's shape): frequency 0 in the middle. */
  default Tensor fftFftshift(long @Nullable [] dim) {
    return Operators.call("aten::fft_fftshift", this, dim).tensor(0);
  }

  /** torch.fft.ifftshift: (self's shape): frequency 0 in front again. */
  default Tensor fftIfftshift() {
    return Operators.call("aten::fft_ifftshift", this).tensor(0);
  }

  /** torch.fft.ifftshift: (self's shape): frequency 0 in front again. */
  default Tensor fftIfftshift(long @Nullable [] dim) {
    return Operators.call("aten::fft_ifftshift", this, dim).tensor(0);
  }

  /** torch.stft: Complex, (..., frequencies, frames): the short-time Fourier transform. */
  default Tensor stft(long nFft) {
    return Operators.call("aten::stft", this, nFft).tensor(0);
  }

  /** torch.stft: Complex, (..., frequencies, frames): the short-time Fourier transform. */
  default Tensor stft(
      long nFft,
      @Nullable Long hopLength,
      @Nullable Long winLength,
      @Nullable Tensor window,
      boolean normalized,
      @Nullable Boolean onesided,
      @Nullable Boolean returnComplex,
      @Nullable Boolean alignToWindow) {
    return Operators.call(
            "aten::stft",
            this,
            nFft,
            hopLength,
            winLength,
            window,
            normalized,
            onesided,
            returnComplex,
            alignToWindow)
        .tensor(0);
  }

  /** torch.istft: (..., samples): the inverse of stft. */
  default Tensor istft(long nFft) {
    return Operators.call("aten::istft", this, nFft).tensor(0);
  }

  /** torch.istft: (..., samples): the inverse of stft. */
  default Tensor istft(
      long nFft,
      @Nullable Long hopLength,
      @Nullable Long winLength,
      @Nullable Tensor window,
      boolean center,
      boolean normalized,
      @Nullable Boolean onesided,
      @Nullable Long length,
      boolean returnComplex) {
    return Operators.call(
            "aten::istft",
            this,
            nFft,
            hopLength,
            winLength,
            window,
            center,
            normalized,
            onesided,
            length,
            returnComplex)
        .tensor(0);
  }
}
