#!/bin/sh
# native/check-exports.sh finds each kind of drift between headers, sources and bindings.
# shellcheck source=tests/shell/harness.sh
. ./harness.sh

tree=$WORK/tree
export GATUN_ROOT="$tree"
fresh() {
  rm -rf "$tree"
  mkdir -p "$tree/native/include/gatun" "$tree/native/src" "$tree/bindings/dev/gatun/bindings"
  cat >"$tree/native/include/gatun/a.h" <<'C'
/* GT_API gt_status gt_in_a_comment(void); */
#define GT_API __attribute__((visibility("default")))
GT_API gt_status gt_one(int32_t a,
                        int32_t b);
GT_API gt_status gt_two(void);
C
  cat >"$tree/native/src/a.cpp" <<'C'
template <class F> gt_status give(F&& f) {
  return guard([&] { f(); });
}
gt_status gt_one(int32_t a,
                 int32_t b) {
  return guard([&] { use(a, b); });
}
gt_status gt_two(void) { return gatun::give<int>([&] {}); }  // gt_status gt_three() { }
C
  printf 'public class G {\n    public static int gt_one(int a, int b) {\n    }\n    public static int gt_two() {\n    }\n}\n' \
    >"$tree/bindings/dev/gatun/bindings/G.java"
  { sha256sum "$tree"/native/include/gatun/*.h 2>/dev/null || shasum -a 256 "$tree"/native/include/gatun/*.h; } |
    cut -d ' ' -f 1 >"$tree/bindings/headers.sha256"
}
check() { run "$REPO/native/check-exports.sh"; }

fresh
check
expect "agreement" 0 out "2 exports"

fresh
echo 'gt_status gt_two(void) { if (x) return 1; return guard([&] {}); }' >"$tree/native/src/b.cpp"
check
expect "a body that does something before the guard" 1 err "gt_two is not guarded"
expect "two definitions" 1 err "gt_two is defined twice"

fresh
sed -i.bak 's/gatun::give<int>/naked/' "$tree/native/src/a.cpp"
check
expect "a helper that is not guarded itself" 1 err "gt_two is not guarded"

fresh
sed -i.bak '/gt_two/d' "$tree/native/src/a.cpp"
check
expect "a declaration without a definition" 1 err "gt_two is declared .* not defined"

fresh
echo 'gt_status gt_new(void) { return guard([&] {}); }' >>"$tree/native/src/a.cpp"
check
expect "a definition without a declaration" 1 err "gt_new is defined .* not declared"

fresh
sed -i.bak '/gt_two/d' "$tree/bindings/dev/gatun/bindings/G.java"
check
expect "a missing binding" 1 err "gt_two has no Java binding"

fresh
echo 'GT_API int gt_bare(void);' >>"$tree/native/include/gatun/a.h"
check
expect "an export that returns something else" 1 err "gt_bare returns int"
expect "stale bindings" 1 err "has changed since the bindings were generated"
