#include "gatun/memory.h"

#include <ATen/ops/from_blob.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "accelerator.h"
#include "lend.h"

using namespace gatun;

#ifndef MAP_NORESERVE
#define MAP_NORESERVE 0
#endif

namespace {

[[noreturn]] void refuse_file(const char* path, const std::string& reason) {
  reject(GT_IO, (std::string(path) + ": " + reason).c_str());
}

class File {
 public:
  File(const char* path, bool writable) : path_(path), descriptor_(open(path, flags(writable))) {
    if (descriptor_ < 0) refuse_file(path, std::strerror(errno));
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(descriptor_); }

  int64_t length() const {
    struct stat about {};
    if (fstat(descriptor_, &about) != 0) refuse_file(path_, std::strerror(errno));
    if (!S_ISREG(about.st_mode)) refuse_file(path_, "not a regular file");
    return static_cast<int64_t>(about.st_size);
  }
  int descriptor() const { return descriptor_; }

 private:
  static int flags(bool writable) { return (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC; }

  const char* path_;
  int descriptor_;
};

}  // namespace

gt_status gt_tensor_from_device(gt_tensor* to, void* address, int64_t bytes, const int64_t* sizes, int64_t dim,
                                int32_t type, int32_t device_type, int32_t device_index, int64_t token) {
  return give(to, [&] {
    const auto lengths = shape(sizes, dim);
    return lend(address, bytes, lengths, dtype(type), accelerator_device(device_type, device_index), token);
  });
}

gt_status gt_map_file(gt_tensor* to, const char* path, int64_t offset, const int64_t* sizes, int64_t dim, int32_t type,
                      int32_t shared) {
  return give(to, [&] {
    if (path == nullptr) reject(GT_VALUE, "the path is null");
    const auto lengths = shape(sizes, dim);
    const auto scalar_type = dtype(type);
    const auto bytes = bytes_of(lengths, scalar_type);
    const auto item = static_cast<int64_t>(c10::elementSize(scalar_type));
    TORCH_CHECK_VALUE(offset >= 0 && offset % item == 0, "the offset ", offset, " is negative, or not a multiple of ",
                      item, " bytes, the item size of ", scalar_type);
    const File file(path, shared != 0);
    const auto length = file.length();
    if (offset > length || bytes > length - offset) {
      refuse_file(path, "the file has " + std::to_string(length) + " bytes, and " + std::to_string(bytes) +
                            " are wanted from byte " + std::to_string(offset) + " on");
    }
    const auto options = at::TensorOptions().dtype(scalar_type);
    if (bytes == 0) return at::from_blob(nullptr, lengths, options);
    // A mapping starts where a page does. Without swap space set aside, it may be larger than memory.
    const auto before = offset % static_cast<int64_t>(sysconf(_SC_PAGESIZE));
    const auto mapped = static_cast<size_t>(before + bytes);
    void* pages =
        mmap(nullptr, mapped, PROT_READ | PROT_WRITE, (shared != 0 ? MAP_SHARED : MAP_PRIVATE) | MAP_NORESERVE,
             file.descriptor(), static_cast<off_t>(offset - before));
    if (pages == MAP_FAILED) refuse_file(path, std::string("cannot be mapped: ") + std::strerror(errno));
    // Unmapped by the tensor, or by its maker should that fail.
    return at::for_blob(static_cast<char*>(pages) + before, lengths)
        .deleter([pages, mapped](void*) { munmap(pages, mapped); })
        .options(options)
        .make_tensor();
  });
}
