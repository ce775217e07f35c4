// How much of the calling thread's stack is left.
#pragma once

namespace gatun {

// Refuses to call the caller's code where there is too little stack for it. A callee such as a Java virtual machine
// cannot report an overflow that happens before its own code has begun: it would end the process.
void check_stack();

}  // namespace gatun
