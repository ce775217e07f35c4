"""Is Gatun's DLPack what Python's torch and NumPy understand? Both ways, both kinds of capsules, in one process.

  python tests/python/check_dlpack.py target/native/libgatun.so

Loads Gatun's native library beside Python's torch, which must be of the version that the library was built for: the
functions that dev.gatun.torch.DLPack calls are called here. Prints what it checked; exits with 1 at the first difference.
"""

import ctypes
import gc
import sys

import numpy
import torch

CAPSULES = [b"dltensor", b"dltensor_versioned"]
DTYPES = {
    0: torch.uint8,
    1: torch.int8,
    2: torch.int16,
    3: torch.int32,
    4: torch.int64,
    5: torch.float16,
    6: torch.float32,
    7: torch.float64,
    9: torch.complex64,
    10: torch.complex128,
    11: torch.bool,
    15: torch.bfloat16,
}

new_capsule = ctypes.pythonapi.PyCapsule_New
new_capsule.restype = ctypes.py_object
new_capsule.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]
pointer_in = ctypes.pythonapi.PyCapsule_GetPointer
pointer_in.restype = ctypes.c_void_p
pointer_in.argtypes = [ctypes.py_object, ctypes.c_char_p]
rename = ctypes.pythonapi.PyCapsule_SetName
rename.argtypes = [ctypes.py_object, ctypes.c_char_p]


class Gatun:
    def __init__(self, library):
        self.library = ctypes.CDLL(library)

    def call(self, name, *arguments):
        status = getattr(self.library, name)(*arguments)
        if status != 0:
            text, length = ctypes.c_char_p(), ctypes.c_int64()
            self.library.gt_last_error(ctypes.byref(text), ctypes.byref(length))
            raise RuntimeError(f"{name}: {text.value.decode()}")

    def tensor(self, name, *arguments):
        out = ctypes.c_void_p()
        self.call(name, ctypes.byref(out), *arguments)
        return out

    def live(self):
        counts = [ctypes.c_int64() for _ in range(3)]
        self.call("gt_live_objects", *[ctypes.byref(c) for c in counts])
        return counts[0].value

    def from_capsule(self, capsule, versioned):
        tensor = self.tensor("gt_dlpack_import", ctypes.c_void_p(pointer_in(capsule, CAPSULES[versioned])), versioned)
        used = b"used_" + CAPSULES[versioned]
        rename(capsule, used)
        NAMES.append(used)  # the capsule keeps the address
        return tensor

    def capsule(self, tensor, versioned):
        struct = self.tensor("gt_dlpack_export", tensor, versioned)
        return new_capsule(struct, CAPSULES[versioned], None)


NAMES = []


class Producer:
    """What from_dlpack asks: the array interface around a capsule."""

    def __init__(self, gatun, tensor, versioned):
        self.gatun, self.tensor, self.versioned = gatun, tensor, versioned

    def __dlpack__(self, **_):
        return self.gatun.capsule(self.tensor, self.versioned)

    def __dlpack_device__(self):
        return (1, 0)


def check(condition, what):
    if not condition:
        sys.exit(f"WRONG: {what}")
    print("ok:", what)


def main():
    gatun = Gatun(sys.argv[1])
    for versioned in (0, 1):
        kind = "versioned" if versioned else "legacy"
        for number, dtype in DTYPES.items():
            mine = torch.tensor([[0, 1, 2], [3, 4, 5]]).to(dtype)
            theirs = gatun.from_capsule(mine.__dlpack__(max_version=(1, 0)) if versioned else mine.__dlpack__(), versioned)
            found = ctypes.c_int32()
            gatun.call("gt_tensor_dtype", ctypes.byref(found), theirs)
            check(found.value == number, f"{kind}, {dtype}: torch to Gatun, the dtype")
            again = torch.from_dlpack(Producer(gatun, theirs, versioned))
            check(torch.equal(again, mine) and again.data_ptr() == mine.data_ptr(), f"{kind}, {dtype}: and back, no copy")
            if dtype not in (torch.bfloat16, torch.bool):
                array = numpy.from_dlpack(Producer(gatun, theirs, versioned))
                check((array == mine.numpy()).all(), f"{kind}, {dtype}: Gatun to NumPy")
                check(array.ctypes.data == mine.data_ptr(), f"{kind}, {dtype}: NumPy sees the same memory")
            gatun.call("gt_tensor_release", theirs)
        strided = torch.arange(12.0).view(3, 4).t()[1:]
        theirs = gatun.from_capsule(strided.__dlpack__(max_version=(1, 0)) if versioned else strided.__dlpack__(), versioned)
        again = torch.from_dlpack(Producer(gatun, theirs, versioned))
        check(again.stride() == strided.stride() and torch.equal(again, strided), f"{kind}: strides and offset")
        gatun.call("gt_tensor_release", theirs)
        array = numpy.arange(6.0)
        theirs = gatun.from_capsule(array.__dlpack__(max_version=(1, 0)) if versioned else array.__dlpack__(), versioned)
        back = torch.from_dlpack(Producer(gatun, theirs, versioned))
        back[5] = 50
        check(array[5] == 50, f"{kind}: NumPy to Gatun to torch, one memory")
        counted = sys.getrefcount(array)
        gatun.call("gt_tensor_release", theirs)
        del back
        gc.collect()
        check(sys.getrefcount(array) < counted, f"{kind}: the array is let go of when the last tensor is")
    check(gatun.live() == 0, "nothing is left")


if __name__ == "__main__":
    main()
