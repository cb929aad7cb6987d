#!/bin/sh
# Runs dynatrace.cjs, which lies beside this file, on machines where Node.js cannot be taken for granted. Takes the first
# of these that will do: `node` on PATH; what DYNATRACE_NODE names; with DYNATRACE_NODE_DOWNLOAD=1 a pinned build, from
# DYNATRACE_NODE_MIRROR where that is set. POSIX sh only: it runs under dash and busybox.
set -eu

oldest=20.18.1
pinned=24.18.0
# From the signed SHASUMS256.txt of the release.
sha256_linux_x64=783130984963db7ba9cbd01089eaf2c2efb055c7c1693c943174b967b3050cb8
sha256_linux_arm64=6b4484c2190274175df9aa8f28e2d758a819cb1c1fe6ab481e2f95b463ab8508

# The exit codes of dynatrace.cjs: what its user has to mend, and what another try may mend.
configuration=2
transient=5

case $0 in */*) here=${0%/*} ;; *) here=. ;; esac
# Beside what Terraform itself downloads: thrown away with it, never uploaded and never under version control.
cache=${TF_DATA_DIR:-.terraform}/dynatrace-node
lock=$cache/lock
part=$cache/part.$$
rejected=

fail() {
  code=$1
  shift
  echo "launch.sh: $*" >&2
  exit "$code"
}

# A version such as v20.18.1 as a number that can be compared.
number() {
  old_ifs=$IFS
  IFS=.
  # shellcheck disable=SC2086 # split at the dots
  set -- ${1#v}
  IFS=$old_ifs
  echo $((${1:-0} * 10000 + ${2:-0} * 100 + ${3%%[!0-9]*}))
}

# Whether $1 is a Node.js that is new enough. Remembers why not; $2 is how messages call it.
usable() {
  if ! command -v "$1" >/dev/null 2>&1; then
    rejected="$rejected, $2 is missing"
    return 1
  fi
  version=$("$1" --version 2>/dev/null) || version=
  case $version in
    v[0-9]*.[0-9]*.[0-9]*) ;;
    *)
      rejected="$rejected, $2 does not run"
      return 1
      ;;
  esac
  [ "$(number "$version")" -ge "$(number "$oldest")" ] && return 0
  rejected="$rejected, $2 is $version"
  return 1
}

fetch() {
  if command -v curl >/dev/null 2>&1; then
    curl -fsSL --retry 2 --connect-timeout 20 --max-time 600 -o "$2" "$1" 2>"$2.error"
  elif command -v wget >/dev/null 2>&1; then
    wget -q -O "$2" "$1" 2>"$2.error"
  else
    fail $configuration "downloading Node.js needs curl or wget, and neither is on PATH"
  fi
}

sha256_of() {
  if command -v sha256sum >/dev/null 2>&1; then
    sum=$(sha256sum "$1")
  elif command -v shasum >/dev/null 2>&1; then
    sum=$(shasum -a 256 "$1")
  else
    fail $configuration "checking Node.js needs sha256sum or shasum, and neither is on PATH"
  fi
  echo "${sum%% *}"
}

# Terraform starts up to ten scripts at once, and one download is enough for all of them.
acquire() {
  machine=$(uname -n)
  me="$machine $$"
  waited=0
  until take; do
    [ -x "$node" ] && return 0
    if abandoned; then
      rm -f "$lock"
      continue
    fi
    [ "$waited" -lt 600 ] || fail $transient "$lock is still there after 600 s: remove it and try again"
    waited=$((waited + 1))
    sleep 1
  done
  trap 'rm -rf "$lock" "$part"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' HUP TERM
}

# A link has its content from the start, so that nobody finds an empty lock. Some file systems have none.
take() {
  echo "$me" >"$lock.$$"
  if ln "$lock.$$" "$lock" 2>/dev/null; then
    taken=0
  elif [ -e "$lock" ]; then
    taken=1
  elif (
    set -C
    echo "$me" >"$lock"
  ) 2>/dev/null; then
    taken=0
  else
    taken=1
  fi
  rm -f "$lock.$$"
  return $taken
}

# Whether the lock is one of a process that died, of another machine or of another user, or none at all. Terraform locks
# its state, so that nobody else can be at work here.
abandoned() {
  holder=$(cat "$lock" 2>/dev/null) || return 1
  case $holder in
    "$machine "[0-9]*) ! kill -0 "${holder##* }" 2>/dev/null ;;
    *) return 0 ;;
  esac
}

download() {
  mirror=${DYNATRACE_NODE_MIRROR:-https://nodejs.org/dist}
  url=${mirror%/}/v$pinned/$name.tar.gz
  # A mirror's password is no business of a log.
  shown=$(echo "$url" | sed 's#//[^/@]*@#//#')
  mkdir -p "$part"
  echo "launch.sh: downloading Node.js $pinned from $shown" >&2
  if ! fetch "$url" "$part/archive"; then
    fail $transient "$shown cannot be downloaded: $(tr '\n' ' ' <"$part/archive.error"); try again, or set" \
      "DYNATRACE_NODE_MIRROR to a mirror of https://nodejs.org/dist that can be reached from here"
  fi
  actual=$(sha256_of "$part/archive")
  if [ "$actual" != "$expected" ]; then
    fail $configuration "$shown must have the SHA-256 $expected, got $actual: it is not Node.js $pinned as released," \
      "so it was not run; look at what answers there (DYNATRACE_NODE_MIRROR, a proxy)"
  fi
  gzip -dc "$part/archive" | (cd "$part" && tar -xf - "$name/bin/node")
  # A file moved in one step: nobody finds half of it.
  mv -f "$part/$name/bin/node" "$node"
}

pinned_node() {
  case $(uname -s)-$(uname -m) in
    Linux-x86_64 | Linux-amd64) name=node-v$pinned-linux-x64 expected=$sha256_linux_x64 ;;
    Linux-aarch64 | Linux-arm64) name=node-v$pinned-linux-arm64 expected=$sha256_linux_arm64 ;;
    *) fail $configuration "there is no pinned Node.js for $(uname -s) on $(uname -m): install it here" ;;
  esac
  node=$cache/$name
  if [ ! -x "$node" ]; then
    mkdir -p "$cache"
    acquire
    if [ ! -x "$node" ]; then download; fi
    rm -rf "$part"
    [ "$(cat "$lock" 2>/dev/null)" != "$me" ] || rm -f "$lock"
    trap - EXIT
  fi
  usable "$node" "the pinned build" ||
    fail $configuration "Node.js $pinned does not run here, because official builds need glibc 2.28 or newer: install" \
      "a Node.js of this system, or set DYNATRACE_NODE to the path of one"
}

if usable node "node on PATH"; then
  node=node
elif [ -n "${DYNATRACE_NODE:-}" ] && usable "$DYNATRACE_NODE" "DYNATRACE_NODE ($DYNATRACE_NODE)"; then
  node=$DYNATRACE_NODE
elif [ "${DYNATRACE_NODE_DOWNLOAD:-}" = 1 ]; then
  pinned_node
else
  fail $configuration "Node.js $oldest or newer is needed here, and ${rejected#, }: install it (for HCP Terraform in an" \
    "agent image, see examples/hcp-agent), or set DYNATRACE_NODE to the path of one, or set DYNATRACE_NODE_DOWNLOAD=1" \
    "to download Node.js $pinned"
fi

exec "$node" "$here/dynatrace.cjs" "$@"
