#include "gatun/dispatcher.h"

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/jit_type.h>
#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "gatun/object.h"
#include "gatun/tensor.h"
#include "handle.h"
#include "object.h"

using namespace gatun;

// An operator with its schema written out once.
struct gt_operator_s {
  c10::OperatorHandle handle;
  std::string schema;
  bool changes_nothing;
};

namespace {

using c10::IValue;
using c10::TypeKind;

const gt_operator_s& valid(gt_operator op) {
  if (op == nullptr) reject(GT_VALUE, "the operator is null");
  return *op;
}

const char* tag_name(int32_t tag) {
  static const char* const names[] = {"None",  "default",  "int",    "double",   "bool",   "string",   "Tensor",
                                      "int[]", "double[]", "bool[]", "Tensor[]", "a list", "an object"};
  return tag >= 0 && tag <= GT_VALUE_OBJECT ? names[tag] : "an unknown tag";
}

// What an argument is called in messages.
struct Place {
  const gt_operator_s& op;
  const c10::Argument& argument;
};

[[noreturn]] void mismatch(const Place& place, const gt_value& value) {
  reject(GT_TYPE, ("argument '" + place.argument.name() + "' is " + place.argument.real_type()->str() + " but got " +
                   tag_name(value.tag) + ": " + place.op.schema)
                      .c_str());
}

template <class T>
const T* elements(const Place& place, const gt_value& value) {
  if (value.length < 0 || (value.as.data == nullptr && value.length > 0)) {
    reject(
        GT_VALUE,
        ("argument '" + place.argument.name() + "' is a null list or of negative length: " + place.op.schema).c_str());
  }
  return static_cast<const T*>(value.as.data);
}

// The device of this name; an accelerator that is not there is refused here, in the words of every other function.
c10::Device present_device(const std::string& name) {
  const c10::Device wanted(name);
  if (!wanted.is_cuda() && !wanted.is_xpu() && !wanted.is_mps()) return wanted;
  return device(static_cast<int32_t>(wanted.type()), wanted.index());
}

IValue convert(const Place& place, const c10::TypePtr& type, const gt_value& value);

// A list whose elements are told one by one.
IValue convert_elements(const Place& place, const c10::TypePtr& element, const gt_value& value) {
  const auto* from = elements<gt_value>(place, value);
  c10::impl::GenericList list(element);
  list.reserve(static_cast<size_t>(value.length));
  for (int64_t i = 0; i < value.length; i++) list.push_back(convert(place, element, from[i]));
  return list;
}

// A list of the schema's element type. A single number stands for a list of itself where the schema gives a length
// (int[2] stride=1), as in PyTorch.
IValue convert_list(const Place& place, const c10::TypePtr& element, const gt_value& value) {
  if (value.tag == GT_VALUE_LIST) return convert_elements(place, element, value);
  const auto count = static_cast<size_t>(std::max<int64_t>(value.length, 0));
  switch (element->kind()) {
    case TypeKind::IntType:
    case TypeKind::SymIntType: {
      if (value.tag == GT_VALUE_INT && place.argument.N().has_value()) {
        return std::vector<int64_t>(static_cast<size_t>(*place.argument.N()), value.as.i);
      }
      if (value.tag != GT_VALUE_INT_LIST) mismatch(place, value);
      const auto* from = elements<int64_t>(place, value);
      return std::vector<int64_t>(from, from + count);
    }
    case TypeKind::FloatType: {
      if (value.tag != GT_VALUE_DOUBLE_LIST) mismatch(place, value);
      const auto* from = elements<double>(place, value);
      return std::vector<double>(from, from + count);
    }
    case TypeKind::BoolType: {
      if (value.tag != GT_VALUE_BOOL_LIST) mismatch(place, value);
      const auto* from = elements<int64_t>(place, value);
      c10::List<bool> flags;
      for (size_t i = 0; i < count; i++) flags.push_back(from[i] != 0);
      return flags;
    }
    case TypeKind::NumberType: {
      c10::impl::GenericList numbers(c10::NumberType::get());
      if (value.tag == GT_VALUE_INT_LIST) {
        const auto* from = elements<int64_t>(place, value);
        for (size_t i = 0; i < count; i++) numbers.push_back(from[i]);
      } else if (value.tag == GT_VALUE_DOUBLE_LIST) {
        const auto* from = elements<double>(place, value);
        for (size_t i = 0; i < count; i++) numbers.push_back(from[i]);
      } else {
        mismatch(place, value);
      }
      return numbers;
    }
    case TypeKind::TensorType: {
      if (value.tag != GT_VALUE_TENSOR_LIST) mismatch(place, value);
      return list(elements<gt_tensor>(place, value), value.length);
    }
    case TypeKind::OptionalType: {
      if (element->containedType(0)->kind() != TypeKind::TensorType || value.tag != GT_VALUE_TENSOR_LIST) {
        mismatch(place, value);
      }
      const auto* from = elements<gt_tensor>(place, value);
      c10::List<std::optional<at::Tensor>> tensors;
      for (size_t i = 0; i < count; i++) tensors.push_back(optional(from[i]));
      return tensors;
    }
    default:
      mismatch(place, value);
  }
}

// A value for an argument of type Any, by what it is.
IValue convert_any(const Place& place, const gt_value& value) {
  switch (value.tag) {
    case GT_VALUE_NONE:
      return {};
    case GT_VALUE_INT:
      return value.as.i;
    case GT_VALUE_DOUBLE:
      return value.as.d;
    case GT_VALUE_BOOL:
      return value.as.i != 0;
    case GT_VALUE_STRING:
      return convert(place, c10::StringType::get(), value);
    case GT_VALUE_TENSOR:
      return *ref(value.as.tensor);
    case GT_VALUE_INT_LIST:
      return convert_list(place, c10::IntType::get(), value);
    case GT_VALUE_DOUBLE_LIST:
      return convert_list(place, c10::FloatType::get(), value);
    case GT_VALUE_BOOL_LIST:
      return convert_list(place, c10::BoolType::get(), value);
    case GT_VALUE_TENSOR_LIST:
      return convert_list(place, c10::TensorType::get(), value);
    case GT_VALUE_OBJECT:
      return object_value(value.as.object);
    default:
      mismatch(place, value);
  }
}

IValue convert(const Place& place, const c10::TypePtr& type, const gt_value& value) {
  switch (type->kind()) {
    case TypeKind::OptionalType:
      if (value.tag == GT_VALUE_NONE) return {};
      return convert(place, type->containedType(0), value);
    case TypeKind::TensorType:
      // PyTorch's wrappers take a number for a tensor too, but the boxed call does not: nothing is converted silently.
      if (value.tag != GT_VALUE_TENSOR) mismatch(place, value);
      return *ref(value.as.tensor);
    case TypeKind::NumberType:
      if (value.tag == GT_VALUE_INT) return value.as.i;
      if (value.tag == GT_VALUE_DOUBLE) return value.as.d;
      if (value.tag == GT_VALUE_BOOL) return value.as.i != 0;
      mismatch(place, value);
    case TypeKind::IntType:
    case TypeKind::SymIntType:
    case TypeKind::ScalarTypeType:
    case TypeKind::LayoutType:
    case TypeKind::MemoryFormatType:
      if (value.tag != GT_VALUE_INT) mismatch(place, value);
      return value.as.i;
    case TypeKind::FloatType:
    case TypeKind::SymFloatType:
      if (value.tag == GT_VALUE_INT) return static_cast<double>(value.as.i);
      if (value.tag != GT_VALUE_DOUBLE) mismatch(place, value);
      return value.as.d;
    case TypeKind::BoolType:
    case TypeKind::SymBoolType:
      if (value.tag != GT_VALUE_BOOL) mismatch(place, value);
      return value.as.i != 0;
    case TypeKind::StringType:
      if (value.tag != GT_VALUE_STRING) mismatch(place, value);
      return std::string(elements<char>(place, value), static_cast<size_t>(value.length));
    case TypeKind::DeviceObjType:
      if (value.tag != GT_VALUE_STRING) mismatch(place, value);
      return present_device(std::string(elements<char>(place, value), static_cast<size_t>(value.length)));
    case TypeKind::ListType:
      return convert_list(place, type->containedType(0), value);
    case TypeKind::AnyType:
      return convert_any(place, value);
    default: {
      // Generators, storages, streams, objects of TorchScript classes: only as an operator gave them.
      if (value.tag != GT_VALUE_OBJECT) mismatch(place, value);
      const auto& object = object_value(value.as.object);
      if (!object.type()->isSubtypeOf(*type)) {
        reject(GT_TYPE, ("argument '" + place.argument.name() + "' is " + type->str() + " but got " +
                         object.type()->str() + ": " + place.op.schema)
                            .c_str());
      }
      return object;
    }
  }
}

// Memory for a result list or string; freed by gt_values_free.
template <class T>
std::unique_ptr<T, decltype(&std::free)> allocate(size_t count) {
  auto* memory =
      static_cast<T*>(std::malloc(std::max<size_t>(count, 1) * sizeof(T)));  // NOLINT: crosses the C interface
  if (memory == nullptr) throw std::bad_alloc();
  return {memory, &std::free};
}

template <class T, class From>
gt_value result_list(int32_t tag, const From& from, T (*convert_element)(const IValue&)) {
  const auto items = from.toListRef();
  auto memory = allocate<T>(items.size());
  std::transform(items.begin(), items.end(), memory.get(), convert_element);
  gt_value value{tag, 0, static_cast<int64_t>(items.size()), {0}};
  value.as.data = memory.release();
  return value;
}

gt_value result(const gt_operator_s& op, IValue& from) {
  gt_value value{GT_VALUE_NONE, 0, 0, {0}};
  if (from.isNone()) return value;
  if (from.isTensor()) {
    value.tag = GT_VALUE_TENSOR;
    value.as.tensor = release(std::move(from).toTensor());
  } else if (from.isInt()) {
    value.tag = GT_VALUE_INT;
    value.as.i = from.toInt();
  } else if (from.isSymInt()) {
    value.tag = GT_VALUE_INT;
    value.as.i = from.toSymInt().guard_int(__FILE__, __LINE__);
  } else if (from.isDouble()) {
    value.tag = GT_VALUE_DOUBLE;
    value.as.d = from.toDouble();
  } else if (from.isBool()) {
    value.tag = GT_VALUE_BOOL;
    value.as.i = from.toBool() ? 1 : 0;
  } else if (from.isString()) {
    const auto& text = from.toStringRef();
    auto memory = allocate<char>(text.size());
    std::memcpy(memory.get(), text.data(), text.size());
    value.tag = GT_VALUE_STRING;
    value.length = static_cast<int64_t>(text.size());
    value.as.data = memory.release();
  } else if (from.isTensorList()) {
    return result_list<gt_tensor>(GT_VALUE_TENSOR_LIST, from,
                                  [](const IValue& item) { return release(item.toTensor()); });
  } else if (from.isIntList()) {
    return result_list<int64_t>(GT_VALUE_INT_LIST, from, [](const IValue& item) { return item.toInt(); });
  } else if (from.isDoubleList()) {
    return result_list<double>(GT_VALUE_DOUBLE_LIST, from, [](const IValue& item) { return item.toDouble(); });
  } else if (from.isBoolList()) {
    return result_list<int64_t>(GT_VALUE_BOOL_LIST, from,
                                [](const IValue& item) { return static_cast<int64_t>(item.toBool()); });
  } else if (from.isComplexDouble()) {
    reject(GT_NOT_IMPLEMENTED, ("a complex number cannot be handed over, a complex tensor can: " + op.schema).c_str());
  } else {
    value.tag = GT_VALUE_OBJECT;
    value.as.object = give_object(from);
  }
  return value;
}

void free_values(gt_value* values, int64_t count) {
  for (int64_t i = 0; i < count; i++) {
    const auto tag = values[i].tag;
    if (tag == GT_VALUE_OBJECT) continue;
    if (tag == GT_VALUE_STRING || tag >= GT_VALUE_INT_LIST) std::free(values[i].as.data);  // NOLINT: twin of allocate
    values[i] = gt_value{GT_VALUE_NONE, 0, 0, {0}};
  }
}

// "there is no operator aten::add; there are aten::add.Tensor, aten::add.Scalar ..."
std::string unknown_operator(const std::string& name, const std::string& overload) {
  std::vector<std::string> others;
  for (const auto& known : c10::Dispatcher::singleton().getAllOpNames()) {
    if (known.name == name || known.name == "aten::" + name) others.push_back(c10::toString(known));
  }
  std::sort(others.begin(), others.end());
  std::string text = "there is no operator " + name + (overload.empty() ? "" : ".") + overload;
  for (size_t i = 0; i < others.size(); i++) text += (i == 0 ? "; there is " : ", ") + others[i];
  return text;
}

// The thread's argument stack: its memory is used again by the next call. An operator that calls back into Java, and so
// into this function, finds an empty one and leaves it behind.
class Stack {
 public:
  Stack() { values.swap(spare()); }
  Stack(const Stack&) = delete;
  Stack& operator=(const Stack&) = delete;
  ~Stack() {
    values.clear();
    values.swap(spare());
  }
  std::vector<IValue> values;

 private:
  static std::vector<IValue>& spare() {
    static thread_local std::vector<IValue> spare;
    return spare;
  }
};

// Results on their way out: should a later one not be expressible, the earlier ones are given back.
class Results {
 public:
  explicit Results(gt_value* to) : to_(to) {}
  Results(const Results&) = delete;
  Results& operator=(const Results&) = delete;
  ~Results() {
    for (int64_t i = 0; i < count_; i++) {
      if (to_[i].tag == GT_VALUE_TENSOR) gt_tensor_release(to_[i].as.tensor);
      if (to_[i].tag == GT_VALUE_OBJECT) gt_object_release(to_[i].as.object);
      if (to_[i].tag == GT_VALUE_TENSOR_LIST) {
        gt_tensor_release_all(static_cast<gt_tensor*>(to_[i].as.data), to_[i].length);
      }
    }
    free_values(to_, count_);
  }
  void add(const gt_value& value) { to_[count_++] = value; }
  int64_t hand_over() { return std::exchange(count_, 0); }

 private:
  gt_value* to_;
  int64_t count_ = 0;
};

}  // namespace

gt_status gt_operator_find(gt_operator* to, const char* name, const char* overload) {
  return guard([&] {
    gt_operator& place = out(to);
    if (name == nullptr || overload == nullptr) reject(GT_VALUE, "the operator's name or overload is null");
    static std::mutex mutex;
    // Never destroyed: handles given out are for the life of the process.
    static auto* found = new std::unordered_map<std::string, std::unique_ptr<gt_operator_s>>();
    const auto key = std::string(name) + "." + overload;
    const std::lock_guard<std::mutex> lock(mutex);
    auto& entry = (*found)[key];
    if (entry == nullptr) {
      const auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
      if (!handle.has_value()) {
        found->erase(key);
        reject(GT_VALUE, unknown_operator(name, overload).c_str());
      }
      entry = std::make_unique<gt_operator_s>(
          gt_operator_s{*handle, c10::toString(handle->schema()), !handle->schema().is_mutable()});
    }
    place = entry.get();
  });
}

gt_status gt_operator_load(const char* path) {
  return guard([&] {
    if (path == nullptr) reject(GT_VALUE, "the path is null");
    // Never closed: what it registered is called through pointers into it.
    if (dlopen(path, RTLD_NOW | RTLD_LOCAL) == nullptr) {  // NOLINT(concurrency-mt-unsafe): dlerror is by thread
      const char* reason = dlerror();
      reject(GT_IO,
             (std::string("the operator library does not load: ") + (reason == nullptr ? path : reason)).c_str());
    }
  });
}

gt_status gt_operator_schema(const char** to, int64_t* length, gt_operator op) {
  return guard([&] {
    const auto& schema = valid(op).schema;
    out(length) = static_cast<int64_t>(schema.size());
    out(to) = schema.c_str();
  });
}

gt_status gt_operator_names(char** to, int64_t* length) {
  return guard([&] {
    std::vector<std::string> names;
    for (const auto& name : c10::Dispatcher::singleton().getAllOpNames()) {
      if (c10::Dispatcher::singleton().findSchema(name).has_value()) names.push_back(c10::toString(name));
    }
    std::sort(names.begin(), names.end());
    std::string text;
    for (const auto& name : names) text += name + "\n";
    give_text(to, length, text);
  });
}

gt_status gt_operator_call(gt_value* results, int64_t* count, int64_t capacity, gt_operator op,
                           const gt_value* arguments, int64_t argument_count) {
  return guard_again(op != nullptr && op->changes_nothing, [&] {
    const auto& called = valid(op);
    const auto& schema = called.handle.schema();
    const auto& declared = schema.arguments();
    int64_t& written = out(count);
    if (argument_count < 0 || (arguments == nullptr && argument_count > 0)) reject(GT_VALUE, "the arguments are null");
    if (argument_count > static_cast<int64_t>(declared.size())) {
      reject(GT_VALUE, (std::to_string(argument_count) + " arguments are too many: " + called.schema).c_str());
    }
    if (schema.is_vararg() || schema.is_varret()) {
      reject(GT_NOT_IMPLEMENTED,
             ("an operator with a variable number of values cannot be called: " + called.schema).c_str());
    }
    const auto returned = static_cast<int64_t>(schema.returns().size());
    if (capacity < returned || (results == nullptr && returned > 0)) {
      reject(GT_VALUE, ("there is no room for " + std::to_string(returned) + " results: " + called.schema).c_str());
    }
    Stack owner;
    auto& stack = owner.values;
    for (size_t i = 0; i < declared.size(); i++) {
      const Place place{called, declared[i]};
      if (static_cast<int64_t>(i) < argument_count && arguments[i].tag != GT_VALUE_DEFAULT) {
        stack.push_back(convert(place, declared[i].real_type(), arguments[i]));
      } else if (declared[i].default_value().has_value()) {
        stack.push_back(*declared[i].default_value());
      } else {
        reject(GT_VALUE, ("argument '" + declared[i].name() + "' is missing: " + called.schema).c_str());
      }
    }
    called.handle.callBoxed(&stack);
    if (static_cast<int64_t>(stack.size()) > capacity) {
      reject(GT_INTERNAL, ("the operator returned more than its schema says: " + called.schema).c_str());
    }
    Results made(results);
    for (auto& value : stack) made.add(result(called, value));
    written = made.hand_over();
  });
}

gt_status gt_values_free(gt_value* values, int64_t count) {
  return guard([&] {
    extent(values, count);
    free_values(values, count);
  });
}
