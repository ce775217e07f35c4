#!/bin/sh
# ./gatun: which JDK, when it builds, what it passes on. JDKs, Maven and the native build are fakes that note their calls.
# shellcheck disable=SC2015,SC2016
# shellcheck source=tests/shell/harness.sh
. ./harness.sh

fake_jdk() { # DIR VERSION
  mkdir -p "$1/bin"
  printf 'IMPLEMENTOR="x"\nJAVA_VERSION="%s"\nOS_ARCH="x"\n' "$2" >"$1/release"
  printf '#!/bin/sh\nfor a; do echo "arg<$a>"; done; echo "by<$0>"; exit 7\n' >"$1/bin/java"
  cp "$1/bin/java" "$1/bin/javac"
  cp "$1/bin/java" "$1/bin/jshell"
  chmod +x "$1/bin/java" "$1/bin/javac" "$1/bin/jshell"
}

tree="$WORK/a checkout"
mkdir -p "$tree/native" "$tree/src/deep" "$tree/bindings" "$tree/.mvn" "$WORK/bin"
cp "$REPO/gatun" "$tree"
cp "$REPO/native/lock.sh" "$tree/native"
touch "$tree/pom.xml" "$tree/CMakeLists.txt" "$tree/src/deep/A.java" "$tree/src/deep/B.java"
cat >"$tree/native/build.sh" <<'FAKE'
#!/bin/sh
cd "$(dirname "$0")/.."
[ ! -f fail ] || { echo "the compiler says no" >&2; exit 1; }
echo native >>calls
[ ! -f slow ] || sleep 1
mkdir -p target/classes/dev/gatun/ffi/native
FAKE
cat >"$WORK/bin/mvn" <<'FAKE'
#!/bin/sh
[ "$*" != -v ] || { echo "Apache Maven ${FAKE_MAVEN:-3.9.1} (x)"; exit; }
echo "maven $*" >>calls
mkdir -p target/gatun
printf '/some/jar:/other/jar' >target/gatun/classpath
FAKE
cp "$WORK/bin/mvn" "$tree/mvnw"
chmod +x "$tree/native/build.sh" "$WORK/bin/mvn" "$tree/mvnw"
# No javac: a PATH of its own, with what the launcher may use.
for tool in chmod cp ln sh cat dirname find flock grep head id mkdir mv readlink rm sed sleep touch cksum cut; do
  found=$(command -v $tool) && ln -s "$found" "$WORK/bin/$tool"
done
PATH=$WORK/bin
builds() { grep -c '^native' "$tree/calls" 2>/dev/null || :; }

# -- which JDK --

export GATUN_JAVA_FOLDERS="$WORK/jvms:$WORK/none"
mkdir "$WORK/jvms"
run "$tree/gatun" train
expect "no JDK: says where it looked" 1 err "$WORK/jvms"
expect "no JDK: says what to install" 1 err "apt-get install"

fake_jdk "$WORK/jvms/old" 21.0.4
run "$tree/gatun" train
expect "only an old JDK: names it and its version" 1 err "jvms/old: JDK 21"

fake_jdk "$WORK/jvms/java8" 1.8.0_402
fake_jdk "$WORK/jvms/b" 22
fake_jdk "$WORK/jvms/a 25" 25.0.3
fake_jdk "$WORK/jvms/c" 24.0.1
run "$tree/gatun" train --x "two words" '$HOME' ''
expect "the newest JDK in the folders is taken, and java's status is passed on" 7 out "by<$WORK/jvms/a 25/bin/java>"
expect "arguments survive" 7 out 'arg<two words>'
expect "arguments are not expanded" 7 out 'arg<$HOME>'
expect "empty arguments survive" 7 out 'arg<>'
expect "native access is enabled" 7 out 'arg<--enable-native-access=ALL-UNNAMED>'
expect "the class path is Maven's" 7 out "arg<$tree/target/classes:/some/jar:/other/jar>"
expect "it said that it builds" 7 err 'building Gatun'

run "$tree/gatun" jshell -s -
expect "jshell is the same JDK's" 7 out "by<$WORK/jvms/a 25/bin/jshell>"
expect "jshell has native access" 7 out 'arg<-R--enable-native-access=ALL-UNNAMED>'
expect "jshell has the class path" 7 out "arg<$tree/target/classes:/some/jar:/other/jar>"
expect "jshell starts with the imports" 7 out "arg<$tree/src/main/jshell/gatun.jsh>"
expect "jshell gets its arguments" 7 out 'arg<-s>'

JAVA_HOME=$WORK/jvms/c run "$tree/gatun" train
expect "JAVA_HOME comes before the folders" 7 out "by<$WORK/jvms/c/bin/java>"
JAVA_HOME=$WORK/jvms/old run "$tree/gatun" train
expect "a JAVA_HOME that is too old is passed over" 7 out "by<$WORK/jvms/a 25/bin/java>"
GATUN_JAVA_HOME=$WORK/jvms/b JAVA_HOME=$WORK/jvms/c run "$tree/gatun" train
expect "GATUN_JAVA_HOME comes before JAVA_HOME" 7 out "by<$WORK/jvms/b/bin/java>"
! grep -q sun-misc "$WORK/out" || broken "a flag that JDK 22 does not know"
GATUN_JAVA_HOME=$WORK/jvms/old run "$tree/gatun" train
expect "a GATUN_JAVA_HOME that is too old is an error" 1 err "GATUN_JAVA_HOME must be a JDK 22"
GATUN_JAVA_HOME=$WORK/jvms/b run "$tree/gatun" java -x "two words"
expect "java is that JDK's, and gets the arguments" 7 out "by<$WORK/jvms/b/bin/java>"
expect "arguments of java survive" 7 out 'arg<two words>'
ln -s "$WORK/jvms/c/bin/javac" "$WORK/bin/javac"
run "$tree/gatun" train
expect "PATH comes before the folders, links followed" 7 out "by<$WORK/jvms/c/bin/java>"
rm "$WORK/bin/javac"
ln -s "$tree/gatun" "$WORK/link"
cd "$WORK" && run ./link train
expect "a link to the launcher works from anywhere" 7 out "arg<$tree/target/classes"

# -- when it builds --

[ "$(builds)" = 1 ] || broken "built $(builds) times so far, not once"
ok "what is up to date is not built again"
sleep 0.02 2>/dev/null || sleep 1
touch "$tree/src/deep/A.java"
run "$tree/gatun" train
[ "$(builds)" = 2 ] || broken "a changed source was not built"
sleep 0.02 2>/dev/null || sleep 1
rm "$tree/src/deep/B.java"
run "$tree/gatun" train
[ "$(builds)" = 3 ] || broken "a deleted source was not noticed"
LIBTORCH=/elsewhere run "$tree/gatun" train
[ "$(builds)" = 4 ] || broken "another LIBTORCH was not noticed"
run "$tree/gatun" train
[ "$(builds)" = 5 ] || broken "a LIBTORCH taken back was not noticed"
ok "a changed file, a deleted file and another libtorch are built"

touch "$tree/fail" "$tree/pom.xml"
run "$tree/gatun" train
expect "a failed build stops it" 1 err "the compiler says no"
rm "$tree/fail"
run "$tree/gatun" train
expect "and is tried again" 7 err "building what changed"

touch "$tree/slow" "$tree/pom.xml"
before=$(builds)
"$tree/gatun" train >/dev/null 2>&1 &
first=$!
run "$tree/gatun" train
wait $first
[ "$(builds)" = $((before + 1)) ] || broken "two at a time built $(($(builds) - before)) times"
[ "$status" = 7 ] || broken "the second of two at a time ended with $status"
ok "two at a time build once, and both run"
rm "$tree/slow"

# -- Maven --

touch "$tree/pom.xml"
rm "$tree/calls"
FAKE_MAVEN=3.6.3 run "$tree/gatun" train
expect "an old Maven is passed over for the wrapper" 7 err "building"
rm "$WORK/bin/mvn"
printf '#!/bin/sh\nexit 0\n' >"$tree/native/libtorch.sh"
chmod +x "$tree/native/libtorch.sh"
run "$tree/gatun" test -Dtest=X
[ "$status" = 0 ] && grep -q "maven -B -ntp verify -Dtest=X" "$tree/calls" || broken "test does not call mvn verify with its arguments"
ok "test is mvn verify, by the wrapper when there is no Maven"
